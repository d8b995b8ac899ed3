import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from signaling.domain.accounts import Role
from signaling.domain.ports import Moment
from signaling.storage import account_store, audit_store, setup_link_store
from signaling.storage.models import setup_links
from tests.fakes.stepwise_ports import memory_engine

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
LATER = Moment(0, datetime(2026, 11, 22, tzinfo=UTC) + timedelta(days=1))
DAY_MS = 24 * 3_600_000


def test_link_counts_for_a_day_the_newest_alone_and_not_after_it_is_void():
    engine = memory_engine()
    with engine.begin() as connection:
        for email in ("ana@b.org", "ion@b.org"):
            account_store.add_account(
                connection, email=email, name="A", role=Role.AGENT, organisation="", password_hash="", now=NOW
            )
        for account_id, link in ((1, b"a" * 32), (2, b"b" * 32), (1, b"c" * 32)):
            setup_link_store.make_link(connection, account_id, link, made_by=9, lifetime_ms=DAY_MS, now=NOW)
        found = [setup_link_store.find_link(connection, link * 32, NOW) for link in (b"a", b"b", b"c", b"d")]
        assert found == [None, 2, 1, None]
        assert setup_link_store.find_link(connection, b"b" * 32, LATER) is None
        assert setup_link_store.accounts_with_link(connection, NOW) == {1, 2}
        assert setup_link_store.accounts_with_link(connection, LATER) == frozenset()
        assert setup_link_store.void_links_of(connection, 1)
        assert not setup_link_store.void_links_of(connection, 1)
        assert setup_link_store.find_link(connection, b"c" * 32, NOW) is None
    engine.dispose()


def test_links_go_with_the_admin_who_made_them_and_each_is_on_record():
    engine = memory_engine()
    with engine.begin() as connection:
        people = [("boss@b.org", Role.ADMIN), ("other@b.org", Role.ADMIN)]
        people += [(f"new{number}@b.org", Role.AGENT) for number in range(4)]
        for email, role in people:
            account_store.add_account(
                connection, email=email, name="A", role=role, organisation="", password_hash="", now=NOW
            )
        for account_id, maker in ((3, 1), (4, 2), (5, 1)):
            setup_link_store.make_link(
                connection, account_id, bytes([account_id]) * 32, made_by=maker, lifetime_ms=DAY_MS, now=NOW
            )
        setup_link_store.make_link(connection, 6, b"l" * 32, made_by=1, lifetime_ms=DAY_MS, now=NOW)
        connection.execute(
            update(setup_links).where(setup_links.c.account_id == 6).values(made_by=None)
        )  # of an earlier version
        boss = account_store.find_account(connection, "boss@b.org")
        assert boss is not None
        account_store.set_role(connection, boss, Role.LEAD, NOW)
        assert setup_link_store.accounts_with_link(connection, NOW) == {4}, "the other admin's stays"
        lines = list(audit_store.read_lines(connection, last_seq=10**6))
        gone = [data for data in (json.loads(line)["data"] for line in lines) if data.get("after") == "void"]
        assert [data["user_id"] for data in gone] == ["agent:3", "agent:5", "agent:6"]
        assert {(data["field"], data["before"]) for data in gone} == {("setup_link", "made")}
        account_store.disable_account(connection, "other@b.org", NOW)
        assert setup_link_store.accounts_with_link(connection, NOW) == frozenset()
    engine.dispose()
