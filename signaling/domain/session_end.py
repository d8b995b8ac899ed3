"""What is told of a session's end: its reason, its seal, who still waits for that, and who may come back."""

import hmac
from typing import cast

from shared.protocol import signaling_messages as wire
from signaling.domain import audit_log, notice
from signaling.domain.conversation import Connection
from signaling.domain.ports import Bus, SessionRecord


async def await_seal(bus: Bus, connection: Connection, session_id: str, *, most: int) -> None:
    """An agent leaves before the session is sealed: tell this socket the seal once there is one.

    Args:
        bus: where the seal is told.
        connection: the agent's socket.
        session_id: the session it leaves.
        most: how many a socket may wait for; of more, the oldest is no longer waited for.
    """

    def hear(received: notice.Notice) -> None:
        if not isinstance(received, notice.SessionEnded) or received.seal is None:
            return
        waiting = connection.seals_awaited.pop(session_id, None)
        if waiting is not None:
            waiting.cancel()
            connection.send(wire.SessionClosed(session_id=session_id, reason=received.reason, seal=received.seal))

    while len(connection.seals_awaited) >= most:
        connection.seals_awaited.pop(next(iter(connection.seals_awaited))).cancel()
    connection.seals_awaited[session_id] = await bus.subscribe(notice.seal_address(session_id), hear)


def stop_awaiting(connection: Connection) -> None:
    """The socket is gone."""
    for waiting in connection.seals_awaited.values():
        waiting.cancel()
    connection.seals_awaited.clear()


def reason_of(record: SessionRecord, fallback: wire.CloseReason) -> wire.CloseReason:
    """Why it ended, as it was stored."""
    return fallback if record.reason is None else as_reason(record.reason)


def as_reason(text: str) -> wire.CloseReason:
    """Written by us from the same set of words; the database has no type for it."""
    return cast("wire.CloseReason", text)


def closed_message(record: SessionRecord, request_id: int | None) -> wire.SessionClosed:
    """How it ended, with its seal when it has one."""
    return wire.SessionClosed(
        request_id=request_id, session_id=record.session_id, reason=reason_of(record, "failed"), seal=record.seal
    )


def is_entitled(connection: Connection, record: SessionRecord, token: str) -> bool:
    """Whether a program may come back into a session: by its token, an agent as the same account too."""
    expected = record.client_token_hash if connection.side == "client" else record.agent_token_hash
    is_right = hmac.compare_digest(audit_log.token_hash(token), expected)
    if connection.side == "agent":
        return is_right and connection.account is not None and connection.account.agent_id == record.agent_id
    return is_right
