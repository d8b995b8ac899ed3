"""The database as the rules see it: implements the port `Ledger` on one writing thread and a few reading ones."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, delete, insert

from shared.audit.event import AuditEvent
from signaling.domain.ports import (
    AuditUnwritableError,
    Moment,
    NewSession,
    Refused,
    SessionRecord,
    SessionStage,
    SlotRow,
    Stored,
)
from signaling.storage import audit_store, session_store
from signaling.storage.client_events import CheckedEvent, append_client_events, claim_of
from signaling.storage.database import wipe_leftovers
from signaling.storage.models import probes
from signaling.storage.read_pool import ReadPool
from signaling.storage.signature_process import SignatureProcess
from signaling.storage.write_queue import WriteQueue

T = TypeVar("T")

_WIPE_TRIES = 3  # each waits for readers as long as any statement does
_WIPE_WAIT_S = 0.25  # a page of the record is read in far less
_KEYS_KEPT_MAX = 4_096  # of sessions; a forgotten one costs a check inside the transaction, nothing else
_PROBE_BYTES = 32 * 1024  # more than one event can take, so that "ready" means the next ones fit


class DatabaseLedger:
    """Sessions, codes and the record in one database; see the port for what each method promises."""

    def __init__(self, engine: Engine, seal_key: Ed25519PrivateKey) -> None:
        self._engine = engine
        self._seal_key = seal_key
        self._queue = WriteQueue(engine)
        self._reading = ReadPool(engine)
        self._signatures = SignatureProcess()
        self._client_keys: OrderedDict[str, bytes] = OrderedDict()

    @property
    def waiting_steps(self) -> int:
        """Steps that are not being written yet; at `WAITING_MAX` of the queue more are refused."""
        return self._queue.waiting

    def start(self) -> None:
        """Begin to write."""
        self._queue.start()

    async def close(self) -> None:
        """Finish what waits, then let go of the file."""
        await self._queue.close()
        await self._signatures.close()
        await self._reading.close()
        self._engine.dispose()

    async def probe(self) -> None:
        """Write and flush as much as a few events take, and take it away again.

        Raises:
            AuditUnwritableError: there is no room, or the file cannot be written.
        """

        def write_and_remove(connection: Connection) -> None:
            connection.execute(insert(probes), {"pad": bytes(_PROBE_BYTES)})
            connection.execute(delete(probes))

        await self._queue.run(write_and_remove)

    async def record(self, event: AuditEvent) -> None:
        """Put an event that changes nothing else on record."""
        step = session_store.append_session_event if event.sid is not None else audit_store.append_event
        await self._queue.run(lambda connection: step(connection, event) and None)

    async def add_slot(self, slot: SlotRow, event: AuditEvent) -> None:
        """Keep a waiting code across restarts."""
        await self._queue.run(partial(session_store.add_slot, slot=slot, event=event))

    async def remove_slot(self, slot_id: str, event: AuditEvent) -> None:
        """Forget a code that was released or has expired."""
        await self._queue.run(partial(session_store.remove_slot, slot_id=slot_id, event=event))

    async def waiting_slots(self) -> list[SlotRow]:
        """All codes that were neither claimed nor given back."""
        return await self.read(session_store.read_slots)

    async def stale_slots(self, now: datetime) -> list[SlotRow]:
        """Codes whose time is over and that nobody has removed."""
        return await self.read(partial(session_store.read_slots, expired_at=now))

    async def live_sessions_of(self, agent_id: str) -> int:
        """How many sessions that account is in."""
        return await self.read(partial(session_store.count_live_sessions_of, agent_id=agent_id))

    async def create_session(self, session: NewSession, event: AuditEvent, *, most: int) -> bool:
        """Store a session whose code was just claimed, and forget its slot; False when the agent has `most`."""
        return await self._queue.run(partial(session_store.create_session, session=session, event=event, most=most))

    async def load_session(self, session_id: str) -> SessionRecord | None:
        """Read a session; None when there is none."""
        return await self.read(partial(session_store.read_session, session_id=session_id, seal_key=self._seal_key))

    async def unfinished_sessions(self) -> list[SessionRecord]:
        """All sessions that are not closed."""
        return await self.read(session_store.read_unfinished)

    async def mark_paired(self, session_id: str, event: AuditEvent) -> bool:
        """Move a session from `PAIRING` to `PAIRED`."""
        return await self._queue.run(
            partial(
                session_store.move_session,
                session_id=session_id,
                before=SessionStage.PAIRING,
                after=SessionStage.PAIRED,
                event=event,
            )
        )

    async def open_session(self, session_id: str, client_key: bytes, event: AuditEvent) -> bool:
        """Move a session from `PAIRED` to `OPEN` and keep the key its events are signed with."""
        is_open = await self._queue.run(
            partial(
                session_store.move_session,
                session_id=session_id,
                before=SessionStage.PAIRED,
                after=SessionStage.OPEN,
                event=event,
                client_key=client_key,
            )
        )
        if is_open:
            self._client_keys[session_id] = client_key
            if len(self._client_keys) > _KEYS_KEPT_MAX:
                self._client_keys.popitem(last=False)
        return is_open

    async def append_client_event(self, event: AuditEvent) -> Stored | Refused:
        """Store a client's event if it is the next one and signed with the session's key."""
        # Checking takes longer than storing, so it is done before the transaction where the key is known already, and
        # holds only if the session still has that key then.
        key = self._client_keys.get(event.sid or "")
        claim = None if key is None else claim_of(event, key)
        if claim is None:
            return await self._queue.run_together(append_client_events, CheckedEvent(event))
        verdict = self._signatures.check(claim)
        checked = CheckedEvent(event, key, verdict)
        return await self._queue.run_together(append_client_events, checked, after=verdict.coming)

    async def begin_closing(self, session_id: str, reason: str) -> SessionRecord | None:
        """Move an open session to `CLOSING`."""
        return await self._queue.run(partial(session_store.begin_closing, session_id=session_id, reason=reason))

    async def close_session(
        self, session_id: str, reason: str, now: Moment, because: AuditEvent | None = None
    ) -> SessionRecord | None:
        """Close and seal a session."""
        step = partial(session_store.close_session, session_id=session_id, reason=reason, now=now)
        return await self._queue.run(partial(step, seal_key=self._seal_key, because=because))

    async def write(self, step: Callable[[Connection], T]) -> T:
        """Run a writing step of another part of the server, in order with ours.

        Raises:
            AuditUnwritableError: it could not be written.
            TooManyWaitingError: too many steps wait already.
        """
        return await self._queue.run(step)

    async def wipe(self) -> None:
        """Have what was deleted vanish from the files of the database; tried a few times while somebody reads.

        Raises:
            AuditUnwritableError: it could not be done, or somebody read an older state all the time.
        """
        for _ in range(_WIPE_TRIES):
            if await self._reading.run(wipe_leftovers):
                return
            await asyncio.sleep(_WIPE_WAIT_S)
        raise AuditUnwritableError

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a reading step. Raises `AuditUnwritableError`."""
        return await self._reading.run(query)
