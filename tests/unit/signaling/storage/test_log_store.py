from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from shared.audit.event import Actor, AuditTag
from signaling.domain.accounts import Role
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment
from signaling.domain.review import PAGE_ROWS, LogPage, LogQuery
from signaling.storage import account_store
from signaling.storage.log_store import PEOPLE_MAX, find_people, read_log
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def ledger() -> Iterator[StepwiseLedger]:
    ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
    for number, name in enumerate(("Ana Pop", "Ion Țurcanu"), 1):  # events 1 and 2, by the operator about them
        add_person(ledger, number, name)
    ana, ion = (Actor(kind="agent", id=f"agent:{number}") for number in (1, 2))
    for minute, tag, data, actor, outcome in (
        (10, AuditTag.LOGIN_OK, {"method": "password"}, ana, "ok"),  # 3
        (11, AuditTag.LOGIN_FAILED, {"method": "password", "reason": "unknown_or_wrong"}, ion, "denied"),  # 4
        (12, AuditTag.CODE_MADE, {"nameplate_hash": "f" * 64}, Actor(kind="person"), "ok"),  # 5
        (13, AuditTag.USER_CHANGED, {"user_id": "agent:2", "field": "role", "before": "", "after": "lead"}, ana, "ok"),  # 6
        (14, AuditTag.LOG_VERIFY_FAILED, {"first_bad_seq": 3, "finding": "tampered"}, Actor(kind="server"), "failed"),  # 7
        (15, AuditTag.LOGIN_FAILED, {"method": "password", "reason": "unknown_or_wrong"}, Actor(kind="agent"), "denied"),  # 8
    ):  # fmt: skip
        run(ledger.record(server_event(tag, data, now=at(minute), actor=actor, outcome=outcome)))
    yield ledger
    ledger.engine.dispose()


def at(minute: int) -> Moment:
    return Moment(0, START + timedelta(minutes=minute))


def add_person(ledger: StepwiseLedger, number: int, name: str) -> None:
    ledger.now(
        lambda connection: account_store.add_account(
            connection, email=f"p{number}@b.org", name=name, role=Role.AGENT, organisation="", password_hash="x",
            now=at(number),
        )
    )  # fmt: skip


def ask(ledger: StepwiseLedger, **query: object) -> LogPage:
    return ledger.now(lambda connection: read_log(connection, LogQuery(**query)))


def found(ledger: StepwiseLedger, **query: object) -> list[int]:
    return [entry.seq for entry in ask(ledger, **query).entries]


def test_events_are_found_by_every_filter_newest_first(ledger: StepwiseLedger):
    assert found(ledger) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert found(ledger, tag="auth:login:failed") == [8, 4]
    assert found(ledger, outcome="denied") == [8, 4]
    assert found(ledger, outcome="failed") == [7]
    assert found(ledger, outcome="ok") == [6, 5, 3, 2, 1]
    assert found(ledger, by="person") == [5]
    assert found(ledger, by="server") == [7]
    assert found(ledger, by="operator") == [2, 1]
    assert found(ledger, by="agent") == [8, 6, 4, 3]
    assert found(ledger, since=at(13).utc) == [8, 7, 6]
    assert found(ledger, until=at(10).utc) == [2, 1]
    assert found(ledger, since=at(11).utc, until=at(13).utc) == [5, 4]
    assert found(ledger, since=at(99).utc) == []


def test_person_is_found_in_what_they_did_and_in_what_was_done_to_them(ledger: StepwiseLedger):
    assert found(ledger, who="ana") == [6, 3, 1]
    assert found(ledger, who="ȚURC") == [6, 4, 2]
    assert found(ledger, who="p2@") == [6, 4, 2]
    assert found(ledger, who="b.org") == [6, 4, 3, 2, 1]
    assert found(ledger, who="ion", by="operator") == [2]
    assert found(ledger, who="ana", outcome="denied") == []
    assert found(ledger, who="nobody") == []
    assert found(ledger, who="%") == []


def test_page_has_the_names_of_who_acted(ledger: StepwiseLedger):
    assert ask(ledger).names == {"agent:1": "Ana Pop", "agent:2": "Ion Țurcanu"}
    assert ask(ledger, by="server").names == {}
    gone = Actor(kind="agent", id="agent:99")
    run(ledger.record(server_event(AuditTag.LOGOUT_OK, {}, now=at(30), actor=gone)))
    assert "agent:99" not in ask(ledger).names


def test_word_that_fits_too_many_people_says_so(ledger: StepwiseLedger):
    for number in range(3, PEOPLE_MAX + 2):
        add_person(ledger, number, "Mia")
    assert len(ledger.now(lambda connection: find_people(connection, "b.org"))) == PEOPLE_MAX + 1
    page = ask(ledger, who="b.org")
    assert (page.entries, page.is_too_wide) == ((), True)
    assert not ask(ledger, who="mia").is_too_wide


def test_pages_of_one_person_miss_nothing_and_repeat_nothing(ledger: StepwiseLedger):
    ana = Actor(kind="agent", id="agent:1")
    for number in range(2 * PAGE_ROWS):
        data = {"user_id": "agent:1" if number % 3 else "agent:2", "field": "role", "before": "", "after": "lead"}
        run(
            ledger.record(
                server_event(AuditTag.USER_CHANGED, data, now=at(20), actor=ana if number % 2 else OPERATOR)
            )
        )
    seen, before = [], None
    while True:
        page = ask(ledger, who="ana", before_seq=before)
        seen += [entry.seq for entry in page.entries]
        before = page.next_before_seq
        if before is None:
            break
    expected = [number + 9 for number in range(2 * PAGE_ROWS) if number % 3 or number % 2]  # done by her, or to her
    assert seen == [*sorted(expected, reverse=True), 6, 3, 1]


def test_clock_that_was_set_back_hides_nothing(ledger: StepwiseLedger):
    run(ledger.record(server_event(AuditTag.SERVER_STOPPED, {}, now=at(11))))  # 9, after events of minute 15
    assert found(ledger, since=at(11).utc, until=at(12).utc) == [9, 4]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"who": "ana"}, "ix_audit_events_actor"),
        ({"who": "ana"}, "ix_audit_events_subject"),
        ({"outcome": "denied"}, "ix_audit_events_not_ok"),
        ({"tag": "auth:login:ok"}, "ix_audit_events_tag"),
        ({"since": START}, "ix_audit_events_ts"),
        ({"by": "person"}, "ix_audit_events_actor"),
    ],
)
def test_every_way_walks_an_index(ledger: StepwiseLedger, query: dict[str, object], index: str):
    with ledger.engine.begin() as connection:
        seen: list[str] = []
        raw = connection.connection.dbapi_connection
        raw.set_trace_callback(seen.append)
        read_log(connection, LogQuery(**query))
        raw.set_trace_callback(None)
        plans = [
            row.detail
            for statement in seen
            if statement.startswith("SELECT") and "audit_events" in statement
            for row in connection.execute(text("EXPLAIN QUERY PLAN " + statement.replace(":", "\\:")))
        ]
    assert any(index in plan for plan in plans), plans
    assert not any("TEMP B-TREE" in plan for plan in plans), plans
