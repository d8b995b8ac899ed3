from datetime import UTC, datetime, timedelta

from signaling.domain.accounts import Role
from signaling.domain.ports import Moment
from signaling.storage import account_store, setup_link_store
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
            setup_link_store.make_link(connection, account_id, link, lifetime_ms=DAY_MS, now=NOW)
        found = [setup_link_store.find_link(connection, link * 32, NOW) for link in (b"a", b"b", b"c", b"d")]
        assert found == [None, 2, 1, None]
        assert setup_link_store.find_link(connection, b"b" * 32, LATER) is None
        assert setup_link_store.accounts_with_link(connection, NOW) == {1, 2}
        assert setup_link_store.accounts_with_link(connection, LATER) == frozenset()
        assert setup_link_store.void_links_of(connection, 1)
        assert not setup_link_store.void_links_of(connection, 1)
        assert setup_link_store.find_link(connection, b"c" * 32, NOW) is None
    engine.dispose()
