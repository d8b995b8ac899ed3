"""The broker's ports without an event loop: every call can be paused, so a test decides who goes next."""

from collections.abc import Callable, Coroutine, Generator
from datetime import datetime
from functools import partial
from types import coroutine
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from shared.audit.event import AuditEvent
from signaling.domain.accounts import Account
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
from signaling.storage.models import metadata

T = TypeVar("T")


@coroutine
def pause() -> Generator[None, None, None]:
    """Give the test the choice of who goes on."""
    yield


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end without pausing for anybody."""
    while True:
        try:
            work.send(None)
        except StopIteration as finished:
            return finished.value


def memory_engine() -> Engine:
    """A database in memory with the real tables."""
    engine = create_engine("sqlite://", poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    metadata.create_all(engine)
    return engine


async def no_wipe() -> None:
    """A database in memory has no files."""


class StepwiseLedger:
    """The port `Ledger`, and the store beneath the accounts, on the real storage code; pauses before and after each transaction."""

    def __init__(self, engine: Engine, seal_key: Ed25519PrivateKey) -> None:
        self.engine = engine
        self.seal_key = seal_key
        self.is_writable = True

    async def record(self, event: AuditEvent) -> None:
        step = session_store.append_session_event if event.sid is not None else audit_store.append_event
        await self.write(partial(step, event=event))

    async def add_slot(self, slot: SlotRow, event: AuditEvent) -> None:
        await self.write(partial(session_store.add_slot, slot=slot, event=event))

    async def remove_slot(self, slot_id: str, event: AuditEvent) -> None:
        await self.write(partial(session_store.remove_slot, slot_id=slot_id, event=event))

    async def waiting_slots(self) -> list[SlotRow]:
        return await self.read(session_store.read_slots)

    async def stale_slots(self, now: datetime) -> list[SlotRow]:
        return await self.read(partial(session_store.read_slots, expired_at=now))

    async def live_sessions_of(self, agent_id: str) -> int:
        return await self.read(partial(session_store.count_live_sessions_of, agent_id=agent_id))

    async def create_session(self, session: NewSession, event: AuditEvent, *, most: int) -> bool:
        return await self.write(partial(session_store.create_session, session=session, event=event, most=most))

    async def load_session(self, session_id: str) -> SessionRecord | None:
        return await self.read(partial(session_store.read_session, session_id=session_id, seal_key=self.seal_key))

    async def unfinished_sessions(self) -> list[SessionRecord]:
        return await self.read(session_store.read_unfinished)

    async def mark_paired(self, session_id: str, event: AuditEvent) -> bool:
        step = partial(session_store.move_session, before=SessionStage.PAIRING, after=SessionStage.PAIRED)
        return await self.write(partial(step, session_id=session_id, event=event))

    async def open_session(self, session_id: str, client_key: bytes, event: AuditEvent) -> bool:
        step = partial(session_store.move_session, before=SessionStage.PAIRED, after=SessionStage.OPEN)
        return await self.write(partial(step, session_id=session_id, event=event, client_key=client_key))

    async def append_client_event(self, event: AuditEvent) -> Stored | Refused:
        return await self.write(partial(session_store.append_client_event, event=event))

    async def begin_closing(self, session_id: str, reason: str) -> SessionRecord | None:
        return await self.write(partial(session_store.begin_closing, session_id=session_id, reason=reason))

    async def close_session(
        self, session_id: str, reason: str, now: Moment, because: AuditEvent | None = None
    ) -> SessionRecord | None:
        step = partial(session_store.close_session, session_id=session_id, reason=reason, now=now)
        return await self.write(partial(step, seal_key=self.seal_key, because=because))

    async def write(self, step: Callable[[Connection], T]) -> T:
        await pause()
        if not self.is_writable:
            raise AuditUnwritableError
        result = self.now(step)
        await pause()
        return result

    async def read(self, query: Callable[[Connection], T]) -> T:
        await pause()
        return self.now(query)

    def now(self, step: Callable[[Connection], T]) -> T:
        """Run a step at once."""
        with self.engine.begin() as connection:
            return step(connection)


class PlainPasswords:
    """The port `PasswordChecker` for a test of the rules: Argon2id has its own tests."""

    async def is_right(self, password: str, account: Account | None) -> bool:
        await pause()
        return account is not None and account.password_hash == f"plain:{password}"
