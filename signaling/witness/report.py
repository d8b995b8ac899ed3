"""What the server makes of a witness beside it: whether it is ready, and an entry in the record when it said no."""

from pathlib import Path

from shared.audit.event import AuditEvent, AuditTag
from shared.audit.verifier import Finding
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment
from signaling.witness.status import StatusUnusableError, WatchState, WitnessStatus, read_status

NOT_READY = "record_refused"
_REFUSALS = frozenset({Finding.TAMPERED, Finding.INCOMPLETE, Finding.BAD_SIGNATURE})


class WitnessReport:
    """Reads the state of one witness; a file that is not there or no state says nothing."""

    def __init__(self, path: Path) -> None:
        """`path` is the witness's folder, or the file itself."""
        self._path = path
        self._told: WitnessStatus | None = None

    def reason(self) -> str | None:
        """Why the server is not ready, or None."""
        return None if self._refusal() is None else NOT_READY

    def news(self, now: Moment) -> AuditEvent | None:
        """The event to put on record: once for each refusal, and once more after each start of the server."""
        status = self._refusal()
        if status is None:
            self._told = None
            return None
        if self._told is not None and _what(self._told) == _what(status):
            return None
        self._told = status
        data = {"first_bad_seq": max(status.first_bad_seq or 0, 0), "finding": status.finding}
        return server_event(AuditTag.LOG_VERIFY_FAILED, data, now=now, outcome="failed")

    def _refusal(self) -> WitnessStatus | None:
        try:
            status = read_status(self._path)
        except StatusUnusableError:
            return None
        return status if status.state is WatchState.REFUSED and status.finding in _REFUSALS else None


def _what(status: WitnessStatus) -> tuple[object, ...]:
    return (status.finding, status.problem, status.first_bad_seq, status.size)
