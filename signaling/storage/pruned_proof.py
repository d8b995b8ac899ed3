"""Checks the old events of sessions that a pruning left whole: the server's chain no longer reaches back to them."""

from sqlalchemy import Connection, select

from shared.audit.chain import ChainHead
from shared.audit.pruning import kept_sessions
from shared.audit.verifier import Finding, verify_events
from signaling.storage.models import audit_events
from signaling.storage.pruning import kept_session_ids, newest_pruning


def check_kept(connection: Connection, server_key: bytes) -> tuple[Finding, str]:
    """Whether every session that lay across the newest pruning is there as far as that event says, unchanged.

    Returns:
        The finding, and the name of the problem, empty when intact.
    """
    pruning = newest_pruning(connection, server_key)
    if pruning is None:
        return Finding.INTACT, ""  # there is nothing before the chain, or whoever walks it finds that missing
    heads: dict[str, ChainHead] = {}
    for sid in kept_session_ids(connection, pruning.end.count):
        old = select(audit_events.c.line).where(
            audit_events.c.session_id == sid, audit_events.c.seq <= pruning.end.count
        )
        lines = connection.execute(old.order_by(audit_events.c.sseq)).scalars()
        verdict = verify_events((line.encode("ascii", "replace") for line in lines), only_sid=sid)
        if verdict.finding is not Finding.INTACT:
            return verdict.finding, verdict.problem
        heads[sid] = verdict.head
    found = kept_sessions(heads)
    if found == pruning.kept:
        return Finding.INTACT, ""
    if found.count < pruning.kept.count:
        return Finding.INCOMPLETE, "kept_session_missing"
    return Finding.TAMPERED, "kept_session_differs"
