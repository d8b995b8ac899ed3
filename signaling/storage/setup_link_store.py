"""Links to set an account up, inside a transaction: one an account, by the hash of its token, gone once used."""

from sqlalchemy import Connection, delete, insert, or_, select

from signaling.domain.ports import Moment
from signaling.storage.models import setup_links


def make_link(
    connection: Connection, account_id: int, link_hash: bytes, *, made_by: int, lifetime_ms: int, now: Moment
) -> None:
    """Keep a link for an account in place of the one it has; `made_by` is the number of an admin's account."""
    void_links_of(connection, account_id)
    expires_unix_ms = _unix_ms(now) + lifetime_ms
    connection.execute(
        insert(setup_links),
        {
            "token_hash": link_hash,
            "account_id": account_id,
            "expires_unix_ms": expires_unix_ms,
            "made_by": made_by,
        },
    )


def find_link(connection: Connection, link_hash: bytes, now: Moment) -> int | None:
    """The account a link is for; None when there is no such link, or its time is over."""
    return connection.execute(
        select(setup_links.c.account_id).where(
            setup_links.c.token_hash == link_hash, setup_links.c.expires_unix_ms > _unix_ms(now)
        )
    ).scalar()


def void_links_of(connection: Connection, account_id: int) -> bool:
    """Make the link of an account void; whether there was one."""
    return bool(connection.execute(delete(setup_links).where(setup_links.c.account_id == account_id)).rowcount)


def void_links_made_by(connection: Connection, admin_id: int, now: Moment) -> tuple[int, ...]:
    """Make every link void which that admin made, or may have made; whose those were that still counted."""
    is_theirs = or_(setup_links.c.made_by == admin_id, setup_links.c.made_by.is_(None))
    counting = select(setup_links.c.account_id).where(is_theirs, setup_links.c.expires_unix_ms > _unix_ms(now))
    owners = tuple(connection.execute(counting.order_by(setup_links.c.account_id)).scalars())
    connection.execute(delete(setup_links).where(is_theirs))
    return owners


def accounts_with_link(connection: Connection, now: Moment) -> frozenset[int]:
    """Whose link waits to be used."""
    rows = connection.execute(select(setup_links.c.account_id).where(setup_links.c.expires_unix_ms > _unix_ms(now)))
    return frozenset(row.account_id for row in rows)


def _unix_ms(now: Moment) -> int:
    return int(now.utc.timestamp() * 1000)
