"""Accounts inside a transaction: add, list, disable, find; every change is on record."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from shared.audit.event import AuditTag
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment
from signaling.storage.audit_store import append_event
from signaling.storage.models import accounts


def add_account(
    connection: Connection, *, email: str, name: str, role: Role, organisation: str, password_hash: str, now: Moment
) -> Account | None:
    """Create an account; None when the address has one already."""
    if find_account(connection, email) is not None:
        return None
    connection.execute(
        insert(accounts),
        {
            "email": email,
            "name": name,
            "role": role.value,
            "organisation": organisation,
            "password_hash": password_hash,
            "created_unix_ms": int(now.utc.timestamp() * 1000),
            "is_disabled": False,
        },
    )
    account = find_account(connection, email)
    if account is not None:
        _record_change(connection, account, "role", ("", role.value), now)
    return account


def disable_account(connection: Connection, email: str, now: Moment) -> Account | None:
    """Disable an account; None when there is none. A second time changes nothing."""
    account = find_account(connection, email)
    if account is not None and not account.is_disabled:
        connection.execute(update(accounts).where(accounts.c.email == email).values(is_disabled=True))
        _record_change(connection, account, "is_disabled", ("no", "yes"), now)
    return account


def find_account(connection: Connection, email: str) -> Account | None:
    """The account with that normalized address."""
    row = connection.execute(select(accounts).where(accounts.c.email == email)).first()
    return None if row is None else _account(row)


def list_accounts(connection: Connection) -> list[Account]:
    """All accounts, by address."""
    return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.email))]


def disabled_among(connection: Connection, account_ids: frozenset[int]) -> frozenset[int]:
    """Which of these are disabled, or gone altogether."""
    rows = connection.execute(
        select(accounts.c.account_id).where(accounts.c.account_id.in_(account_ids), accounts.c.is_disabled.is_(False))
    )
    return account_ids - {row.account_id for row in rows}


def _record_change(
    connection: Connection, account: Account, field: str, change: tuple[str, str], now: Moment
) -> None:
    data = {"user_id": account.agent_id, "field": field, "before": change[0], "after": change[1]}
    append_event(connection, server_event(AuditTag.USER_CHANGED, data, now=now, actor=OPERATOR))


def _account(row: Row[Any]) -> Account:
    return Account(
        account_id=row.account_id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        organisation=row.organisation,
        created_on=datetime.fromtimestamp(row.created_unix_ms / 1000, UTC).date(),
        is_disabled=row.is_disabled,
        password_hash=row.password_hash,
    )
