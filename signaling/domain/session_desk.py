"""From a claimed code to a sealed record: the session's messages, relayed or written down, and who hears of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from shared.audit.event import AuditTag
from shared.errors import ProtocolError
from shared.protocol import signaling_messages as wire
from signaling.domain import audit_log, notice
from signaling.domain.conversation import Binding, Connection
from signaling.domain.pairing_desk import PairingDesk, Taken, WaitingCode
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import (
    Bus,
    Deliver,
    Ledger,
    Moment,
    NewSession,
    Refused,
    SessionRecord,
    SessionStage,
)
from signaling.domain.rate_limit import FailureLock, WindowLimit
from signaling.domain.session_end import as_reason, await_seal, closed_message, is_entitled, reason_of, stop_awaiting
from signaling.domain.session_policy import SessionsAtOnce

_HOUR_MS = 3_600_000


class Refusal(NamedTuple):
    """A request that is not granted: an error code of the wire, and when to try again."""

    code: str
    retry_after_ms: int | None = None


@dataclass(slots=True)
class _Watch:
    """When an unfinished session is looked at again, in monotonic milliseconds, and what it ends with."""

    due_mono_ms: int
    reason: wire.CloseReason


class SessionDesk:
    """The rules of a session. Every method answers through `connection.send` or returns a `Refusal`."""

    def __init__(
        self,
        *,
        desk: PairingDesk,
        bus: Bus,
        ledger: Ledger,
        policy: ServerPolicy,
        new_id: Callable[[], str],
        sessions_of: Callable[[Connection], set[str]],
    ) -> None:
        self._sessions_of = sessions_of
        self._desk = desk
        self._bus = bus
        self._ledger = ledger
        self._policy = policy
        self._new_id = new_id
        self._claims = WindowLimit(maximum=policy.claims_per_hour, window_ms=_HOUR_MS)
        self._locks = FailureLock(
            maximum=policy.pairing_failures_max,
            window_ms=policy.pairing_failures_window_ms,
            lock_ms=policy.pairing_lock_ms,
        )
        self._watches: dict[str, _Watch] = {}

    async def claim(
        self,
        connection: Connection,
        message: wire.Claim,
        deliver: Deliver,
        default_organisation: str,
        now: Moment,
        *,
        at_once: SessionsAtOnce | None = None,
    ) -> Refusal | None:
        """Let an agent use a nameplate: once, within limits, and only on record."""
        account = connection.account
        if account is None:
            return Refusal("not_signed_in")
        agent_id = account.agent_id
        at_once = at_once or SessionsAtOnce(self._policy.sessions_per_agent, "rate_limited")
        if refusal := await self._too_much(agent_id, at_once, now):
            return refusal
        self._claims.add(agent_id, now.mono_ms)
        found = await self._desk.claim(message.nameplate)
        if not isinstance(found, WaitingCode):
            await self._refuse_claim(connection, message.nameplate, agent_id, found, now)
            return Refusal("code_unknown" if found is None else "code_taken")
        session_id, client_token, agent_token = self._new_id(), self._new_id(), self._new_id()
        session = NewSession(
            session_id=session_id,
            slot_id=found.slot_id,
            agent_id=agent_id,
            client_token_hash=audit_log.token_hash(client_token),
            agent_token_hash=audit_log.token_hash(agent_token),
        )
        event = audit_log.server_event(
            AuditTag.CODE_CLAIMED,
            {"nameplate_hash": audit_log.nameplate_hash(found.slot_id, found.nameplate), "agent_id": agent_id},
            now=now,
            actor=audit_log.actor_of(connection),
            sid=session_id,
            connection=connection,
        )
        await self._desk.mark_taken(found, session_id, now)
        is_stored = False
        try:
            is_stored = await self._ledger.create_session(session, event, most=at_once.most)
        finally:
            if not is_stored:
                await self._desk.put_back(found, now)
        if not is_stored:
            return Refusal(at_once.code)
        binding = Binding(
            session_id=session_id,
            side="agent",
            stage=SessionStage.PAIRING,
            agent_id=agent_id,
            slot_id=found.slot_id,
            subscription=await self._bus.subscribe(notice.agent_address(session_id), deliver),
        )
        connection.bind(binding)
        self._watches[session_id] = _Watch(now.mono_ms + self._policy.pairing_timeout_ms, "expired")
        # The agent is told first, so that nothing the client sends can arrive before it.
        connection.send(wire.Claimed(request_id=message.request_id, session_id=session_id, session_token=agent_token))
        claimed = notice.CodeClaimed(
            slot_id=found.slot_id,
            session_id=session_id,
            session_token=client_token,
            agent=account.card(default_organisation),
        )
        is_heard = await self._bus.publish(binding.peer_address, claimed) > 0
        # If not, the client is away, or gave the code up in this very moment. The code waits for it again only if
        # that is on record as the session's end: a code never leads to two.
        if not is_heard and await self._close(session_id, "peer_lost", now) == "peer_lost":
            await self._desk.put_back(found, now)
        return None

    async def relay(self, connection: Connection, message: wire.Relay) -> None:
        """Pass bytes to the other side; while its socket is away they are lost, and the sender knows it is away."""
        binding = connection.binding_for(message.session_id, wire.Relay)
        if binding is None:
            return
        binding.check_relay(message.phase)
        await self._bus.publish(
            binding.peer_address,
            notice.Relayed(session_id=message.session_id, phase=message.phase, body=message.body),
        )

    async def report_pairing(
        self, connection: Connection, message: wire.ReportPairing, now: Moment
    ) -> Refusal | None:
        """Put on record how the key exchange ended; a failure ends the session and counts against the agent."""
        binding = connection.binding_for(message.session_id, wire.ReportPairing)
        if (message.outcome == "ok") != (message.failure is None) or (
            message.outcome == "ok" and message.transcript_hash is None
        ):
            raise ProtocolError("outcome_without_reason")
        if binding is None:
            return Refusal("session_unknown")
        data: dict[str, str | int | bool] = {"agent_id": binding.agent_id}
        if message.transcript_hash is not None:
            data["transcript_hash"] = message.transcript_hash.hex()
        if message.failure is not None:
            data["failure"] = message.failure
        event = audit_log.server_event(
            AuditTag.PAIR_OK if message.failure is None else AuditTag.PAIR_FAILED,
            data,
            now=now,
            actor=audit_log.actor_of(connection),
            outcome=message.outcome,
            sid=message.session_id,
            connection=connection,
        )
        ended = notice.PairingEnded(session_id=message.session_id, failure=message.failure)
        if message.failure is None:
            if not await self._ledger.mark_paired(message.session_id, event):
                return Refusal("session_unknown")
            # To both addresses: if this socket was replaced meanwhile, the newer one must know.
            await self._bus.publish(binding.own_address, ended)
        else:
            await self._ledger.close_session(message.session_id, "failed", now, because=event)
            self._watches.pop(message.session_id, None)
            connection.unbind(message.session_id)
            if binding.counts(message.failure):
                await self._count_failure(connection, binding.agent_id, now)
        await self._bus.publish(binding.peer_address, ended)
        connection.send(wire.PairingReported(request_id=message.request_id))
        return None

    async def open_session(self, connection: Connection, message: wire.OpenSession, now: Moment) -> Refusal | None:
        """Put both keys of a verified session on record; from here on its events can be appended."""
        binding = connection.binding_for(message.session_id, wire.OpenSession)
        if binding is None:
            return Refusal("session_unknown")
        event = audit_log.server_event(
            AuditTag.SESSION_OPENED,
            {
                "agent_id": binding.agent_id,
                "client_key": message.client_key.hex(),
                "agent_key": message.agent_key.hex(),
                "client_program": message.client_program,
                "agent_program": message.agent_program,
                "os_family": message.os_family,
            },
            now=now,
            actor=audit_log.actor_of(connection),
            sid=message.session_id,
            connection=connection,
        )
        if not await self._ledger.open_session(message.session_id, message.client_key, event):
            return Refusal("session_unknown")
        opened = notice.SessionOpened(session_id=message.session_id)
        await self._bus.publish(binding.own_address, opened)
        if connection.sessions.get(message.session_id) is binding:
            self._watches.pop(message.session_id, None)
        connection.send(wire.SessionOpened(request_id=message.request_id, session_id=message.session_id))
        await self._bus.publish(binding.peer_address, opened)
        return None

    async def append_event(self, connection: Connection, message: wire.AppendEvent, now: Moment) -> Refusal | None:
        """Store an event of the person's own journal and answer only after it is on disk."""
        if connection.binding_for(message.session_id, wire.AppendEvent) is None:
            return Refusal("session_unknown")
        event = audit_log.client_event(message, now=now, connection=connection, policy=self._policy)
        stored = event if isinstance(event, Refused) else await self._ledger.append_client_event(event)
        if isinstance(stored, Refused):
            return Refusal("event_refused")
        connection.send(
            wire.EventCommitted(
                request_id=message.request_id,
                session_id=message.session_id,
                cseq=message.cseq,
                seq=stored.seq,
                event_hash=stored.event_hash,
            )
        )
        return None

    async def close_session(self, connection: Connection, message: wire.CloseSession, now: Moment) -> Refusal | None:
        """End a session. The client's word seals it; an agent's leaves the client a while for its last events."""
        binding = connection.binding_for(message.session_id, wire.CloseSession)
        if binding is None:
            return await self._answer_closed(connection, message)
        record = await self.end(connection, binding, message.reason, now)
        if record is None:
            return Refusal("session_unknown")
        if binding.side == "agent" and binding.stage is SessionStage.PAIRING and not binding.is_code_proven:
            # The code is burned all the same.
            await self._count_failure(connection, binding.agent_id, now)
        connection.send(
            wire.SessionClosed(
                request_id=message.request_id,
                session_id=message.session_id,
                reason=reason_of(record, message.reason),
                seal=record.seal,
            )
        )
        return None

    async def end(
        self, connection: Connection, binding: Binding, reason: wire.CloseReason, now: Moment
    ) -> SessionRecord | None:
        """End a session from one side and tell the other; the caller tells this one."""
        session_id = binding.session_id
        if binding.side == "agent" and binding.stage is SessionStage.OPEN:
            await await_seal(self._bus, connection, session_id, most=self._policy.sessions_per_agent)
            record = await self._ledger.begin_closing(session_id, reason)
            self._watches[session_id] = _Watch(now.mono_ms + self._policy.closing_grace_ms, reason)
        else:
            record = await self._ledger.close_session(session_id, reason, now)
            self._watches.pop(session_id, None)
        connection.unbind(session_id)
        if record is not None:
            ended = notice.SessionEnded(session_id=session_id, reason=reason_of(record, reason), seal=record.seal)
            await self._bus.publish(binding.peer_address, ended)
            await self._bus.publish(notice.seal_address(session_id), ended)
        return record

    async def attach(
        self, connection: Connection, message: wire.Attach, deliver: Deliver, now: Moment
    ) -> Refusal | None:
        """Bring a program back into its session on a new socket, after a lost one or a restarted server."""
        record = await self._ledger.load_session(message.session_id)
        if record is None or not is_entitled(connection, record, message.session_token):
            return Refusal("session_unknown")
        if record.stage is SessionStage.CLOSED:
            # Whoever comes back too late still gets the seal, and then the plain answer to the request.
            connection.send(closed_message(record, None))
            return Refusal("session_unknown")
        held = self._sessions_of(connection)
        if message.session_id not in held and len(held) >= self._policy.sessions_per_agent:
            return Refusal("rate_limited")
        event = audit_log.server_event(
            AuditTag.SESSION_RESUMED,
            {"role": connection.side},
            now=now,
            actor=audit_log.actor_of(connection),
            sid=message.session_id,
            connection=connection,
        )
        await self._ledger.record(event)
        connection.unbind(message.session_id)
        is_client = connection.side == "client"
        own = notice.client_address(record.slot_id) if is_client else notice.agent_address(record.session_id)
        replaced = notice.Replaced(
            connection_id=connection.connection_id, slot_id=record.slot_id, session_id=record.session_id
        )
        await self._bus.publish(own, replaced)
        binding = Binding(
            session_id=record.session_id,
            side=connection.side,
            stage=record.stage,
            agent_id=record.agent_id,
            slot_id=record.slot_id,
            subscription=await self._bus.subscribe(own, deliver),
        )
        connection.bind(binding)
        # Read once more: an older socket may have gone on until it was replaced. What happens from here on is heard.
        fresh = await self._ledger.load_session(message.session_id)
        if fresh is None or binding.session_id not in connection.sessions:
            return Refusal("session_unknown")
        if fresh.stage is SessionStage.CLOSED or (fresh.stage is SessionStage.CLOSING and not is_client):
            connection.unbind(record.session_id)
            connection.send(closed_message(fresh, None))
            return Refusal("session_unknown")
        binding.advance(fresh.stage)
        if is_client and binding.stage is SessionStage.OPEN:
            self._watches.pop(record.session_id, None)
        listeners = await self._bus.publish(
            binding.peer_address, notice.PresenceChanged(session_id=record.session_id, is_present=True)
        )
        binding.is_peer_present = listeners > 0
        connection.send(
            wire.Attached(request_id=message.request_id, session_id=record.session_id, next_cseq=fresh.next_cseq)
        )
        connection.send(wire.PeerPresence(session_id=record.session_id, is_present=binding.is_peer_present))
        if is_client and binding.stage is SessionStage.CLOSING:
            connection.send(closed_message(fresh, None))
        return None

    async def leave(self, connection: Connection, now: Moment) -> None:
        """A socket broke: tell the other sides, and give the client time to come back."""
        stop_awaiting(connection)
        for binding in list(connection.sessions.values()):
            connection.unbind(binding.session_id)
            await self._bus.publish(
                binding.peer_address, notice.PresenceChanged(session_id=binding.session_id, is_present=False)
            )
            if connection.side == "client" and binding.stage is SessionStage.OPEN:
                due_mono_ms = now.mono_ms + self._policy.client_absent_max_ms
                self._watches[binding.session_id] = _Watch(due_mono_ms, "peer_lost")

    async def adopt(self, record: SessionRecord, now: Moment) -> None:
        """After a restart: watch a session that was going on, so that it cannot stay unfinished for ever."""
        wait_ms, reason = {
            SessionStage.OPEN: (self._policy.client_absent_max_ms, "peer_lost"),
            SessionStage.CLOSING: (self._policy.closing_grace_ms, "agent_left"),
        }.get(record.stage, (self._policy.pairing_timeout_ms, "expired"))
        self._watches[record.session_id] = _Watch(now.mono_ms + wait_ms, as_reason(reason))

    async def sweep(self, now: Moment) -> None:
        """End sessions that were left unfinished for too long."""
        for session_id, watch in list(self._watches.items()):
            if watch.due_mono_ms <= now.mono_ms:
                # Forgotten only once it is on record: an unwritable disk must not leave it unfinished for ever.
                await self._end_unfinished(session_id, watch.reason, now)
                if self._watches.get(session_id) is watch:
                    del self._watches[session_id]

    async def _end_unfinished(self, session_id: str, reason: wire.CloseReason, now: Moment) -> None:
        record = await self._ledger.load_session(session_id)
        if record is None or record.stage is SessionStage.CLOSED:
            return
        is_alive = record.stage is SessionStage.OPEN and await self._bus.listeners(
            notice.client_address(record.slot_id)
        )
        if not is_alive:
            await self._close(session_id, reason, now)

    async def _close(self, session_id: str, reason: wire.CloseReason, now: Moment) -> str | None:
        record = await self._ledger.close_session(session_id, reason, now)
        if record is None:
            return None
        ended = notice.SessionEnded(session_id=session_id, reason=reason_of(record, reason), seal=record.seal)
        await self._bus.publish(notice.client_address(record.slot_id), ended)
        await self._bus.publish(notice.agent_address(session_id), ended)
        await self._bus.publish(notice.seal_address(session_id), ended)
        return record.reason

    async def _too_much(self, agent_id: str, at_once: SessionsAtOnce, now: Moment) -> Refusal | None:
        """Before a code is touched; of sessions at once counts what is found where the next one is stored."""
        if retry_ms := max(each.retry_after_ms(agent_id, now.mono_ms) for each in (self._locks, self._claims)):
            return Refusal("rate_limited", retry_ms)
        if await self._ledger.live_sessions_of(agent_id) >= at_once.most:
            return Refusal(at_once.code)
        return None

    async def _refuse_claim(
        self, connection: Connection, nameplate: str, agent_id: str, found: Taken | None, now: Moment
    ) -> None:
        slot_id = "" if found is None else found.slot_id
        event = audit_log.server_event(
            AuditTag.CODE_CLAIMED,
            {
                "nameplate_hash": audit_log.nameplate_hash(slot_id, nameplate),
                "agent_id": agent_id,
                "reason": "unknown" if found is None else "taken",
            },
            now=now,
            actor=audit_log.actor_of(connection),
            outcome="denied",
            connection=connection,
        )
        await self._ledger.record(event)
        await self._count_failure(connection, agent_id, now)
        if found is not None:
            contested = notice.CodeContested(session_id=found.session_id)
            await self._bus.publish(notice.client_address(found.slot_id), contested)
            await self._bus.publish(notice.agent_address(found.session_id), contested)

    async def _count_failure(self, connection: Connection, agent_id: str, now: Moment) -> None:
        if self._locks.add_failure(agent_id, now.mono_ms):
            event = audit_log.server_event(
                AuditTag.LOGIN_LOCKED,
                {"method": "pairing", "locked_ms": self._policy.pairing_lock_ms, "agent_id": agent_id},
                now=now,
                outcome="denied",
                connection=connection,
            )
            await self._ledger.record(event)

    async def _answer_closed(self, connection: Connection, message: wire.CloseSession) -> Refusal | None:
        # It ended a moment ago, and this request crossed the news: the answer is how it ended.
        record = await self._ledger.load_session(message.session_id)
        if record is None or record.reason is None:
            return Refusal("session_unknown")
        connection.send(closed_message(record, message.request_id))
        return None
