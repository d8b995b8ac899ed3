"""Whether what a pruning left whole is still there: events before the place where the server's chain begins."""

from shared.audit.chain import ChainHead
from shared.audit.pruning import Pruning, kept_sessions
from shared.audit.verifier import Finding, verify_events
from signaling.witness.chain_check import Disagreement
from signaling.witness.record_view import KeptRow, RecordView


class KeptCheck:
    """Remembers what it has checked, so that a look every second costs a count and not every signature again."""

    def __init__(self) -> None:
        self._checked: tuple[Pruning, tuple[KeptRow, ...]] | None = None
        self._newest: Pruning | None = None

    def look(self, record: RecordView, server_key: bytes, *, is_whole: bool) -> Disagreement | None:
        """Look inside a snapshot.

        Args:
            record: the open database.
            server_key: the server's 32-byte public audit key.
            is_whole: check every event, also where as many are there as the last time.

        Returns:
            What is wrong. `kept_session_missing` and `kept_session_differs` as the check on the admin page says them;
            `pruning_missing` when the newest signed word about a pruning was there at an earlier look, and is gone.
        """
        pruning, before = record.newest_pruning(server_key), self._newest
        if before is not None and (pruning is None or pruning.end.count < before.end.count):
            return _missing("pruning_missing", before.event_seq)
        self._newest = pruning
        if pruning is None or not pruning.kept.count:
            return None
        rows = record.kept_rows(pruning.end.count)
        if not is_whole and self._checked == (pruning, rows):
            return None
        disagreement = _check_whole(record, pruning, rows)
        self._checked = None if disagreement is not None else (pruning, rows)
        return disagreement


def _check_whole(record: RecordView, pruning: Pruning, rows: tuple[KeptRow, ...]) -> Disagreement | None:
    heads: dict[str, ChainHead] = {}
    for row in rows:
        lines = record.session_lines_until(row.session_id, pruning.end.count)
        verdict = verify_events(iter(lines), only_sid=row.session_id)
        if verdict.finding is not Finding.INTACT:
            return Disagreement(finding=verdict.finding, problem=verdict.problem, first_bad_seq=verdict.first_bad_seq)
        heads[row.session_id] = verdict.head
    found = kept_sessions(heads)
    if found == pruning.kept:
        return None
    if found.count < pruning.kept.count:
        return _missing("kept_session_missing", None)
    return Disagreement(finding=Finding.TAMPERED, problem="kept_session_differs", first_bad_seq=None)


def _missing(problem: str, first_bad_seq: int | None) -> Disagreement:
    return Disagreement(finding=Finding.INCOMPLETE, problem=problem, first_bad_seq=first_bad_seq)
