"""The check of the whole record as a job, over a real database: one at a time, and never longer than its asker."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from shared.audit.event import AuditTag
from shared.audit.verifier import Finding
from signaling.admin.chain_job import ChainJob, CheckState
from signaling.admin.visitor import Visitor
from signaling.domain.accounts import Role
from signaling.domain.audit_log import server_event, token_hash
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment, NewSignIn, SignInKind
from signaling.domain.review import LogQuery
from signaling.storage import account_store
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import load_or_create_account_key
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.ledger import DatabaseLedger
from signaling.storage.log_store import read_log
from signaling.storage.record_proof import DatabaseProof

KEY = Ed25519PrivateKey.generate()


@dataclass
class Room:
    """A job whose proof rests for as long as the test likes, and whose clock the test turns."""

    ledger: DatabaseLedger
    accounts: DatabaseAccounts
    job: ChainJob = field(init=False)
    mono_ms: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        proof = DatabaseProof(self.ledger, KEY, "", rest=self._rest)
        self.job = ChainJob(proof=proof, accounts=self.accounts, record=self.ledger.record, now=self.now)

    def now(self) -> Moment:
        return Moment(self.mono_ms, datetime.now(UTC))

    async def _rest(self, _seconds: float) -> None:
        await self.gate.wait()

    async def sign_in(self, email: str) -> Visitor:
        account = await self.accounts.find(email)
        assert account is not None
        token = f"{account.account_id:032x}"
        event = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=self.now(), actor=account.actor)
        sign_in = NewSignIn(
            token_hash=token_hash(token), account_id=account.account_id, kind=SignInKind.WEB, method="password"
        )
        await self.accounts.begin_sign_in(sign_in, event, self.now())
        return Visitor(account=account, token=token)

    async def sign_out(self, who: Visitor) -> None:
        event = server_event(AuditTag.LOGOUT_OK, {}, now=self.now(), actor=who.account.actor)
        await self.accounts.end_sign_in(token_hash(who.token), event)

    async def finish(self) -> CheckState:
        self.gate.set()
        async with asyncio.timeout(10):
            await self.job.ended()
        return self.state

    @property
    def state(self) -> CheckState:
        assert self.job.check is not None
        return self.job.check.state


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    ledger = DatabaseLedger(open_engine(path), KEY)
    ledger.start()
    for email in ("olga@b.org", "maria@b.org"):
        await ledger.write(
            lambda connection, email=email: account_store.add_account(
                connection, email=email, name=email.partition("@")[0].title(), role=Role.AUDITOR, organisation="",
                password_hash="x", now=Moment(0, datetime.now(UTC)),
            )
        )  # fmt: skip
    room = Room(ledger, DatabaseAccounts(ledger, load_or_create_account_key(tmp_path), ServerPolicy().sign_in_times))
    yield room
    await room.job.close()
    await ledger.close()


async def test_check_ends_with_what_it_found_and_who_asked(room: Room):
    assert room.job.check is None
    olga = await room.sign_in("olga@b.org")
    room.job.start(olga)
    assert room.state is CheckState.RUNNING
    assert await room.finish() is CheckState.DONE
    check = room.job.check
    assert check is not None
    assert (check.asker, check.done, check.total, check.percent) == ("Olga", 3, 3, 100)
    assert check.report is not None
    assert (check.report.finding, check.report.events) == (Finding.INTACT, 3)
    assert check.ended_at is not None


async def test_second_asker_joins_the_check_that_runs_and_cannot_stop_it(room: Room):
    olga, maria = await room.sign_in("olga@b.org"), await room.sign_in("maria@b.org")
    room.job.start(olga)
    room.job.start(maria)
    await room.job.stop(maria)
    assert (room.state, room.job.check.asker) == (CheckState.RUNNING, "Olga")
    await room.job.stop(olga)
    assert room.state is CheckState.STOPPED
    room.job.start(maria)
    assert await room.finish() is CheckState.DONE
    assert room.job.check.asker == "Maria"


async def test_check_ends_when_its_asker_signs_out(room: Room):
    olga = await room.sign_in("olga@b.org")
    room.job.start(olga)
    await asyncio.sleep(0.05)
    await room.sign_out(olga)
    room.mono_ms = 1_000
    assert await room.finish() is CheckState.STOPPED
    assert room.job.check.report is None


async def test_check_ends_when_its_asker_may_no_longer_ask(room: Room):
    olga = await room.sign_in("olga@b.org")
    room.job.start(olga)
    await asyncio.sleep(0.05)
    await room.ledger.write(
        lambda connection: connection.execute(text("UPDATE accounts SET role = 'agent'")) and None
    )
    room.mono_ms = 1_000
    assert await room.finish() is CheckState.STOPPED


async def test_server_that_stops_ends_the_check(room: Room):
    room.job.start(await room.sign_in("olga@b.org"))
    await asyncio.sleep(0)
    await room.job.close()
    assert room.state is CheckState.STOPPED
    await room.job.close()


async def test_what_was_found_is_put_on_record(room: Room):
    olga = await room.sign_in("olga@b.org")
    await room.ledger.write(
        lambda connection: [
            connection.execute(text(statement)) and None
            for statement in (
                "DROP TRIGGER audit_events_no_update",
                "UPDATE audit_events SET line = replace(line, 'auditor', 'another') WHERE seq = 1",
            )
        ]
    )
    room.job.start(olga)
    assert await room.finish() is CheckState.DONE
    assert room.job.check.report.finding is Finding.TAMPERED
    newest = (await room.ledger.read(lambda connection: read_log(connection, LogQuery()))).entries[0].record
    assert (newest["type"], newest["outcome"], newest["actor"]["id"]) == (
        "log:chain:verify_failed", "failed", olga.account.agent_id,
    )  # fmt: skip
    assert newest["data"] == {"finding": "tampered", "first_bad_seq": 1}


async def test_record_that_cannot_be_read_is_no_verdict(room: Room):
    olga = await room.sign_in("olga@b.org")
    await room.ledger.write(
        lambda connection: connection.execute(text("ALTER TABLE audit_events RENAME TO gone")) and None
    )
    room.job.start(olga)
    assert await room.finish() is CheckState.FAILED
