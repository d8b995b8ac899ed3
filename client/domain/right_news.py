"""What has just become of a right, in one word for the person and one for the agent, read off the record."""

from typing import get_args

from shared.consent.effect import ConsentMark, Record
from shared.protocol import peer_messages as peer

SHOWN_MS = 20_000
"""Long enough to be seen by somebody who looks elsewhere, short enough not to be taken for a state."""

_FOR_THE_PERSON = {
    (ConsentMark.EXPIRED, "time"): "ended_time",
    (ConsentMark.EXPIRED, "idle"): "ended_idle",
    (ConsentMark.REVOKED, "locked"): "ended_locked",
    (ConsentMark.REVOKED, "asleep"): "ended_asleep",
    (ConsentMark.REVOKED, "switched"): "ended_switched",
    (ConsentMark.REVOKED, "agent"): "returned",
    (ConsentMark.DENIED, "timeout"): "unanswered",
}
_FOR_THE_AGENT: dict[str, peer.EndCause] = {cause: cause for cause in get_args(peer.EndCause)}


class RightNews:
    """Keeps the newest piece of news for as long as it is one."""

    def __init__(self) -> None:
        self._code: str | None = None
        self._since_mono_ms = 0

    def note(self, record: Record, now_mono_ms: int) -> peer.RightEnded | None:
        """An entry was made; returns what the agent should hear about it, if anything."""
        capability = record.capability
        cause = record.data.get("source", record.data.get("cause"))
        if capability is None or not isinstance(cause, str):
            return None
        if record.mark is ConsentMark.GRANTED:
            self._code = None
        elif (record.mark, cause) in _FOR_THE_PERSON:
            self._code, self._since_mono_ms = f"{capability}_{_FOR_THE_PERSON[record.mark, cause]}", now_mono_ms
        is_end = record.mark in (ConsentMark.REVOKED, ConsentMark.EXPIRED) and "opened" not in record.data
        told = _FOR_THE_AGENT.get(cause) if is_end else None
        return None if told is None else peer.RightEnded(capability=capability, cause=told)

    def code(self, now_mono_ms: int) -> str | None:
        """What the bar tells now, such as `control_ended_idle`; None when nothing is news."""
        return self._code if now_mono_ms - self._since_mono_ms < SHOWN_MS else None

    def forget(self) -> None:
        """The session is over."""
        self._code = None
