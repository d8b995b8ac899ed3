import asyncio
import io
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, event, insert, text

from shared.audit.chain import raw_public_key
from shared.audit.event import AuditTag
from shared.audit.export_check import ExportReport, check_export
from shared.audit.verifier import Finding
from shared.capability import Capability
from signaling.domain.accounts import Role
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSession, SessionStage, TooManyWaitingError
from signaling.domain.review import PAGE_ROWS, Cursor, LogQuery, SessionQuery
from signaling.domain.right_bits import bits_of
from signaling.storage import account_store, review_store
from signaling.storage.models import sessions
from signaling.storage.record_proof import WAITING_MAX, DatabaseProof
from signaling.storage.review_directory import DatabaseReview
from tests.fakes.server_record import drop_guard_rail
from tests.fakes.stepwise_ports import StepwiseLedger, pause, run

T = TypeVar("T")

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOW = Moment(0, START)
KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def ledger(engine: Engine):
    ledger = StepwiseLedger(engine, KEY)
    for email, name, organisation in (
        ("ana@b.org", "Ana Pop", ""), ("ion@c.org", "Ion Țurcanu", "Contoso"), ("mia@c.org", "Mia", "Contoso"),
    ):  # fmt: skip
        ledger.now(
            lambda connection, email=email, name=name, organisation=organisation: account_store.add_account(
                connection,
                email=email,
                name=name,
                role=Role.AGENT,
                organisation=organisation,
                password_hash="x",
                now=NOW,
            )
        )
    return ledger


def _put(connection: Connection, number: int, **values: object) -> None:
    row = {
        "session_id": f"{number:032x}", "slot_id": "s" * 32, "agent_id": "agent:1", "client_token_hash": b"c" * 32,
        "agent_token_hash": b"a" * 32, "stage": "closed", "reason": "user_stopped", "next_cseq": 1, "chain_count": 3,
        "chain_head": "0" * 64, "created_unix_ms": int((START + timedelta(minutes=number)).timestamp() * 1000),
        "closed_unix_ms": int((START + timedelta(minutes=number + 5)).timestamp() * 1000),
        "rights": bits_of([Capability.VIEW]),
    }  # fmt: skip
    connection.execute(insert(sessions), {**row, **values})


def _found(ledger: StepwiseLedger, **query: object) -> list[int]:
    page = run(DatabaseReview(ledger).sessions(SessionQuery(**query)))
    return [int(row.session_id, 16) for row in page.rows]


def test_sessions_are_found_by_every_filter_newest_first(ledger: StepwiseLedger):
    def step(connection: Connection) -> None:
        _put(connection, 1)
        _put(connection, 2, agent_id="agent:2", reason="panic", rights=bits_of([Capability.VIEW, Capability.CONTROL]))
        _put(connection, 3, agent_id="agent:3", stage="open", reason=None, closed_unix_ms=None, rights=0)

    ledger.now(step)
    assert _found(ledger) == [3, 2, 1]
    assert _found(ledger, agents=frozenset({1, 3})) == [3, 1]
    assert _found(ledger, agents=frozenset()) == []
    assert _found(ledger, search="țurc") == [2]
    assert _found(ledger, search="C.ORG") == [3, 2]
    assert _found(ledger, search=f"{2:032x}") == [2]
    assert _found(ledger, search="%") == []
    assert _found(ledger, reason="panic") == [2]
    assert _found(ledger, right=Capability.CONTROL) == [2]
    assert _found(ledger, right=Capability.VIEW) == [2, 1]
    assert _found(ledger, is_live=True) == [3]
    assert _found(ledger, is_live=False) == [2, 1]
    assert _found(ledger, since=START + timedelta(minutes=2)) == [3, 2]
    assert _found(ledger, until=START + timedelta(minutes=2)) == [1]
    newest = run(DatabaseReview(ledger).sessions(SessionQuery())).rows[0]
    assert (newest.agent_name, newest.organisation, newest.stage) == ("Mia", "Contoso", SessionStage.OPEN)
    assert (newest.rights, newest.ended_at) == ((), None)


def test_session_pages_miss_nothing_and_repeat_nothing_while_new_ones_come(ledger: StepwiseLedger):
    same = int(START.timestamp() * 1000)
    total = 2 * PAGE_ROWS + 7

    def step(connection: Connection) -> None:
        for number in range(total):
            _put(connection, number, created_unix_ms=same)

    ledger.now(step)
    review, seen, after = DatabaseReview(ledger), [], None
    for page_number in range(3):
        page = run(review.sessions(SessionQuery(after=after)))
        seen += [int(row.session_id, 16) for row in page.rows]
        after = page.next
        ledger.now(lambda connection, page_number=page_number: _put(connection, 10_000 + page_number))
    assert after is None
    assert seen == list(reversed(range(total)))


def test_session_nobody_has_is_not_found(ledger: StepwiseLedger):
    assert run(DatabaseReview(ledger).session("0" * 32)) is None
    assert run(DatabaseReview(ledger).session_events("0" * 32)) == ()


def test_log_is_paged_and_filtered_by_kind(ledger: StepwiseLedger):
    for _ in range(PAGE_ROWS + 3):
        run(ledger.record(server_event(AuditTag.SERVER_STOPPED, {}, now=NOW)))
    review = DatabaseReview(ledger)
    first = run(review.log(LogQuery()))
    second = run(review.log(LogQuery(before_seq=first.next_before_seq)))
    assert [entry.seq for entry in (*first.entries, *second.entries)] == list(range(PAGE_ROWS + 6, 0, -1))
    assert second.next_before_seq is None
    changed = run(review.log(LogQuery(tag="user:account:changed")))
    assert [entry.record["type"] for entry in changed.entries] == ["user:account:changed"] * 3


def test_team_is_everybody_of_the_same_organisation(ledger: StepwiseLedger):
    review = DatabaseReview(ledger)
    people = run(review.accounts())
    assert [person.email for person in people] == ["ana@b.org", "ion@c.org", "mia@c.org"]
    assert run(review.team_of(people[1])) == {2, 3}
    assert run(review.team_of(people[0])) == {1}


# Proof


def _real_session(ledger: StepwiseLedger, *, is_over: bool = True) -> str:
    sid = "d" * 32
    session = NewSession(
        session_id=sid, slot_id="b" * 32, agent_id="agent:1", client_token_hash=b"c" * 32, agent_token_hash=b"a" * 32
    )
    data = {"nameplate_hash": "f" * 64, "agent_id": "agent:1"}
    run(ledger.create_session(session, server_event(AuditTag.CODE_CLAIMED, data, now=NOW, sid=sid), most=16))
    if is_over:
        run(ledger.close_session(sid, "expired", NOW))
    return sid


async def _no_rest(_seconds: float) -> None:
    """There is no loop to leave to others."""


def _tamper(ledger: StepwiseLedger, statement: str) -> None:
    with ledger.engine.begin() as connection:
        drop_guard_rail(connection)
        connection.execute(text(statement))


def test_proof_says_what_was_checked_and_names_the_first_event_that_was_changed(ledger: StepwiseLedger):
    sid = _real_session(ledger)
    proof = DatabaseProof(ledger, KEY, "https://help.b.org", rest=_no_rest)
    report = run(proof.check_session(sid))
    assert (report.finding, report.events, report.is_sealed) == (Finding.INTACT, 2, True)
    whole = run(proof.check_all())
    assert (whole.finding, whole.events, whole.is_sealed) == (Finding.INTACT, 5, False)
    _tamper(ledger, "UPDATE audit_events SET line = replace(line, 'expired', 'panicky') WHERE line LIKE '%expired%'")
    report, whole = run(proof.check_session(sid)), run(proof.check_all())
    assert (report.finding, report.first_bad_seq) == (Finding.TAMPERED, 2)
    assert (whole.finding, whole.first_bad_seq) == (Finding.TAMPERED, 5)


def test_check_of_the_whole_record_rests_as_long_as_it_works_and_says_how_far_it_is(ledger: StepwiseLedger):
    for _ in range(1_100):
        run(ledger.record(server_event(AuditTag.SERVER_STOPPED, {}, now=NOW)))
    rests: list[float] = []
    told: list[tuple[int, int]] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    async def on_progress(done: int, total: int) -> None:
        told.append((done, total))

    report = run(DatabaseProof(ledger, KEY, "", rest=rest).check_all(on_progress))
    assert (report.finding, report.events) == (Finding.INTACT, 1_103)
    assert told == [(512, 1_103), (1_024, 1_103), (1_103, 1_103)]
    assert len(rests) == 35, "after every 32 events"
    assert min(rests) > 0


def _at_work(ledger: StepwiseLedger, sid: str, step: Coroutine[Any, Any, T]) -> T:
    """Run it while the session goes on: at each of its pauses another event comes."""
    while True:
        try:
            step.send(None)
        except StopIteration as finished:
            return finished.value
        run(ledger.record(server_event(AuditTag.SESSION_RESUMED, {"role": "agent"}, now=NOW, sid=sid)))


def test_session_that_goes_on_while_it_is_checked_or_taken_along_is_not_said_to_be_changed(ledger: StepwiseLedger):
    sid = _real_session(ledger, is_over=False)
    proof = DatabaseProof(ledger, KEY, "https://help.b.org", rest=_no_rest)
    assert _at_work(ledger, sid, proof.check_session(sid)).finding is Finding.INTACT
    ana = run(DatabaseReview(ledger).accounts())[0]
    data = _at_work(ledger, sid, proof.export_session(sid, ana, NOW))
    report = check_export(io.BytesIO(data), trusted_key=raw_public_key(KEY))
    assert isinstance(report, ExportReport)
    assert report.verdict.finding is Finding.INTACT


def test_check_of_a_long_session_leaves_time_to_others_and_only_so_many_wait_for_theirs(ledger: StepwiseLedger):
    sid = _real_session(ledger, is_over=False)
    for _ in range(99):
        run(ledger.record(server_event(AuditTag.SESSION_RESUMED, {"role": "agent"}, now=NOW, sid=sid)))
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        await pause()

    proof = DatabaseProof(ledger, KEY, "", rest=rest)
    begun = [proof.check_session(sid) for _ in range(WAITING_MAX)]

    async def check_many() -> None:
        tasks = [asyncio.ensure_future(each) for each in begun]
        await asyncio.sleep(0)
        with pytest.raises(TooManyWaitingError):
            await proof.check_session(sid)
        assert {each.finding for each in await asyncio.gather(*tasks)} == {Finding.INTACT}
        assert (await proof.check_session(sid)).events == 100

    asyncio.run(check_many())
    assert len(rests) == (WAITING_MAX + 1) * 4, "after every 32 events"


def test_proof_finds_a_seal_of_another_key_and_a_missing_event(ledger: StepwiseLedger):
    sid = _real_session(ledger)
    other = DatabaseProof(ledger, Ed25519PrivateKey.generate(), "", rest=_no_rest)
    assert run(other.check_session(sid)).finding is Finding.BAD_SIGNATURE
    _tamper(ledger, "DELETE FROM audit_events WHERE seq = 5")
    assert run(DatabaseProof(ledger, KEY, "", rest=_no_rest).check_session(sid)).finding is Finding.INCOMPLETE


def test_export_of_a_session_is_on_record_with_who_took_it(ledger: StepwiseLedger):
    sid = _real_session(ledger)
    proof = DatabaseProof(ledger, KEY, "https://help.b.org")
    ana = run(DatabaseReview(ledger).accounts())[0]
    data = run(proof.export_session(sid, ana, NOW))
    assert data.splitlines()[0].startswith(b'{"count":2,')
    assert len(data.splitlines()) == 3
    newest = run(DatabaseReview(ledger).log(LogQuery())).entries[0].record
    assert (newest["type"], newest["actor"]["id"], newest["data"]["sid"]) == ("log:chain:exported", "agent:1", sid)


def test_consent_marks_its_right_on_the_session(ledger: StepwiseLedger):
    assert bits_of([Capability.CONTROL]) == 2
    assert review_store.rights_of(3) == (Capability.VIEW, Capability.CONTROL)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SessionQuery(is_live=True), "USING INDEX ix_sessions_live"),
        (SessionQuery(after=Cursor(unix_ms=5, session_id="a")), "SEARCH sessions USING INDEX ix_sessions_created"),
        (SessionQuery(right=Capability.FILE_TO_USER), "USING INDEX ix_sessions_created"),
    ],
)
def test_sqlite_finds_a_page_by_index(ledger: StepwiseLedger, query: SessionQuery, expected: str):
    if ledger.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by how much there is")
    asked: list[tuple[str, Any]] = []
    event.listen(
        ledger.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, values, *_: asked.append((statement, values)),
    )
    run(DatabaseReview(ledger).sessions(query))
    statement, values = next(found for found in asked if "FROM sessions" in found[0])
    with ledger.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert expected in str(plan)
