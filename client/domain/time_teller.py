"""Tells the agent how long the rights that are on still last, only what it does not know yet."""

from collections.abc import Iterable

from shared.capability import Capability
from shared.consent.grant import ConsentGrant
from shared.protocol import limits
from shared.protocol import peer_messages as peer

TELL_AGAIN_MS = 5_000
"""The end of a right that is used moves with every use; nobody reads it more often than this."""

_SAME_MS = 500


class TimeTeller:
    """Remembers what was told of each right."""

    def __init__(self) -> None:
        """Nothing was told."""
        self._told: dict[Capability, tuple[int, int]] = {}  # the end that was told, and when

    def forget(self) -> None:
        """Whoever was told is gone."""
        self._told.clear()

    def next_messages(self, grants: Iterable[ConsentGrant], now_ms: int) -> list[peer.RightTime]:
        """What to send now."""
        messages: list[peer.RightTime] = []
        ends = {grant.capability: grant for grant in grants if grant.ends_mono_ms is not None}
        self._told = {capability: told for capability, told in self._told.items() if capability in ends}
        for capability, grant in ends.items():
            ends_ms = grant.ends_mono_ms or 0
            told = self._told.get(capability)
            if told is not None and (abs(ends_ms - told[0]) < _SAME_MS or now_ms - told[1] < TELL_AGAIN_MS):
                continue
            self._told[capability] = ends_ms, now_ms
            messages.append(
                peer.RightTime(
                    capability=capability,
                    left_ms=min(max(0, ends_ms - now_ms), limits.RIGHT_TIME_MAX_MS),
                    limit="idle" if grant.ends_idle else "time",
                )
            )
        return messages
