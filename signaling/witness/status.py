"""What the witness says of itself in a file: for people, for monitors, and for the server's health answer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from shared.errors import AlongsideError
from signaling.witness.atomic_file import write_atomically
from signaling.witness.courier import CourierState

STATUS_FILE = "status.json"
STALE_AFTER_S = 60  # it is written every ten seconds
_MAX_BYTES = 256 * 1024


class WatchState(StrEnum):
    """How it stands with the record."""

    WATCHING = "watching"
    REFUSED = "refused"
    """The record does not go on from the last checkpoint. Nothing is signed."""
    UNREADABLE = "unreadable"
    """The database cannot be read now, which says nothing about the record."""


class StatusUnusableError(AlongsideError):
    """The file is not there (`status_missing`) or not one of ours (`status_damaged`)."""

    code = "status_damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessStatus:
    """A status as it is written.

    Attributes:
        state: see `WatchState`.
        seen_at: instant of this writing.
        seen_unix_s: the same in seconds, to tell an old file by.
        size: events that the last checkpoint covers; 0 when there is none yet.
        head: hash of the last of them; empty when there is none.
        finding: `tampered`, `incomplete` or `bad_signature` when refused, else empty.
        problem: why it is refused or unreadable, a stable word; else empty.
        first_bad_seq: number of the event it concerns, when one can be named.
        witnesses: how it stands with each outside witness.
        signed_at: instant at which that checkpoint was signed; empty when there is none or nobody knows.
    """

    state: WatchState
    seen_at: str
    seen_unix_s: int
    size: int
    head: str
    finding: str = ""
    problem: str = ""
    first_bad_seq: int | None = None
    witnesses: tuple[CourierState, ...] = ()
    signed_at: str = ""


def write_status(folder: Path, status: WitnessStatus) -> None:
    """Replace the file. Raises `OSError`."""
    write_atomically(folder / STATUS_FILE, json.dumps(asdict(status), indent=1).encode() + b"\n", is_durable=False)


def read_status(path: Path) -> WitnessStatus:
    """Read such a file, trusting nothing in it.

    Args:
        path: the file itself, or the witness's folder.

    Raises:
        StatusUnusableError: it is not there, cannot be read, or is not in this form.
    """
    path = path / STATUS_FILE if path.is_dir() else path
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    except OSError as error:
        raise StatusUnusableError("status_missing") from error
    try:
        return _status_of(json.loads(data))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise StatusUnusableError from error


def _status_of(found: Mapping[str, Any]) -> WitnessStatus:
    bad_seq = found["first_bad_seq"]
    return WitnessStatus(
        state=WatchState(found["state"]),
        seen_at=str(found["seen_at"]),
        seen_unix_s=int(found["seen_unix_s"]),
        size=int(found["size"]),
        head=str(found["head"]),
        finding=str(found["finding"]),
        problem=str(found["problem"]),
        first_bad_seq=None if bad_seq is None else int(bad_seq),
        witnesses=tuple(
            CourierState(
                name=str(each["name"]),
                waiting=int(each["waiting"]),
                delivered_size=int(each["delivered_size"]),
                delivered_at=str(each["delivered_at"]),
                problem=str(each["problem"]),
            )
            for each in found["witnesses"]
        ),
        signed_at=str(found.get("signed_at", "")),  # a witness of an earlier version does not say it
    )
