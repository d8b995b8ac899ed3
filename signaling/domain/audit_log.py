"""Builds the server's own events: which tag, who did it, from where, with which data; every field checked."""

import hashlib
from collections.abc import Mapping

from shared.audit.canonical import canonical_json
from shared.audit.event import CLIENT_TAGS, Actor, AuditEvent, AuditTag, ClientSignature, check_event_data
from shared.clock import format_utc_ms
from shared.protocol import signaling_messages as wire
from signaling.domain.conversation import Connection
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Caller, Moment, Refused

SERVER = Actor(kind="server")
OPERATOR = Actor(kind="operator")


def server_event(
    tag: AuditTag,
    data: Mapping[str, str | int | bool],
    *,
    now: Moment,
    actor: Actor = SERVER,
    outcome: str = "ok",
    sid: str | None = None,
    connection: Caller | None = None,
) -> AuditEvent:
    """Build an event the server vouches for.

    Raises:
        ValueError: the data is not what the tag asks for; a fault of ours.
    """
    if problem := check_event_data(tag, data):
        raise ValueError(tag, problem)
    peer = None if connection is None else {"ip_masked": connection.ip_masked, "conn": connection.connection_id}
    return AuditEvent(
        ts=format_utc_ms(now.utc), tag=tag, outcome=outcome, actor=actor, data=dict(data), sid=sid, peer=peer
    )


def client_event(
    message: wire.AppendEvent, *, now: Moment, connection: Connection, policy: ServerPolicy
) -> AuditEvent | Refused:
    """Build the event an assisted person's program handed in; the ledger fills in and checks the session's key.

    Only the tags a client may write, only data that fits the tag, and only so much: what is once on record stays.
    The signature is verified where the key is known.
    """
    if message.tag not in CLIENT_TAGS:
        return Refused("tag_not_allowed")
    tag = AuditTag(message.tag)
    if problem := check_event_data(tag, message.data):
        return Refused(problem)
    if len(canonical_json(dict(message.data))) > policy.event_data_max_bytes:
        return Refused("too_large")
    # The count has no gaps, so it is the number of events as well.
    if message.cseq > policy.events_per_session:
        return Refused("too_many")
    return AuditEvent(
        ts=format_utc_ms(now.utc),
        tag=tag,
        outcome=message.outcome,
        actor=Actor(kind="person"),
        data=dict(message.data),
        sid=message.session_id,
        peer={"ip_masked": connection.ip_masked, "conn": connection.connection_id},
        client=ClientSignature(cseq=message.cseq, cts=message.cts, signature=message.signature, key=b""),
    )


def actor_of(connection: Connection) -> Actor:
    """Who speaks on this socket: a signed-in agent by account, or the unnamed assisted person."""
    if connection.account is not None:
        return Actor(kind="agent", id=connection.account.agent_id)
    return Actor(kind="agent" if connection.side == "agent" else "person")


def nameplate_hash(slot_id: str, nameplate: str) -> str:
    """Name a code in the record without saying it: a thousand nameplates are guessed at once, the slot id is not."""
    return hashlib.sha256(f"{slot_id}:{nameplate}".encode()).hexdigest()


def token_hash(token: str) -> bytes:
    """What is stored of a session token; 128 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()
