"""Reads the state a witness left in its file, for the pages of the server; nothing in it is believed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from shared.audit.event import INSTANT_PATTERN
from signaling.domain.witness_view import WitnessStanding, WitnessTarget, WitnessView
from signaling.witness.status import STALE_AFTER_S, StatusUnusableError, WatchState, WitnessStatus, read_status

_TEXT_MAX_CHARS = 200


class WitnessLook:
    """Looks at one witness, or says that there is none."""

    def __init__(self, path: Path | None) -> None:
        """`path` is the witness's folder, or the file itself; None when the server was told of none."""
        self._path = path

    async def __call__(self, now: datetime) -> WitnessView:
        """How it stands at `now`; the disk is read beside the loop."""
        if self._path is None:
            return WitnessView(standing=WitnessStanding.NONE)
        try:
            status = await asyncio.to_thread(read_status, self._path)
        except StatusUnusableError:
            return WitnessView(standing=WitnessStanding.UNKNOWN)
        return view_of(status, now)


def view_of(status: WitnessStatus, now: datetime) -> WitnessView:
    """What a status means at an instant."""
    targets = tuple(
        WitnessTarget(
            name=each.name[:_TEXT_MAX_CHARS],
            waiting=each.waiting,
            delivered_size=each.delivered_size,
            delivered_at=_instant(each.delivered_at),
            problem=each.problem[:_TEXT_MAX_CHARS],
        )
        for each in status.witnesses
    )
    return WitnessView(
        standing=_standing(status, targets, now),
        seen_at=_instant(status.seen_at),
        size=max(status.size, 0),
        head=status.head[:_TEXT_MAX_CHARS],
        signed_at=_instant(status.signed_at),
        finding=status.finding[:_TEXT_MAX_CHARS],
        problem=status.problem[:_TEXT_MAX_CHARS],
        first_bad_seq=status.first_bad_seq,
        targets=targets,
    )


def _standing(status: WitnessStatus, targets: tuple[WitnessTarget, ...], now: datetime) -> WitnessStanding:
    # A refusal is the gravest, and stays one when the witness has been silent since.
    if status.state is WatchState.REFUSED:
        return WitnessStanding.REFUSED
    if now.timestamp() - status.seen_unix_s > STALE_AFTER_S:
        return WitnessStanding.SILENT
    if status.state is WatchState.UNREADABLE:
        return WitnessStanding.UNREADABLE
    return WitnessStanding.BEHIND if any(each.problem for each in targets) else WitnessStanding.WELL


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if INSTANT_PATTERN.fullmatch(text) else None
    except ValueError:
        return None
