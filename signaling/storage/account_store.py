"""Accounts inside a transaction: add, change, find; every change is on record and ends what rested on the old."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from shared.audit.event import AuditTag
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment
from signaling.domain.second_factor import NewFactor
from signaling.storage import factor_store, sign_in_store
from signaling.storage.account_key import AccountKey
from signaling.storage.audit_store import append_event
from signaling.storage.models import accounts, second_factors

_WITH_FACTOR = select(accounts, second_factors.c.account_id.label("factor_of")).outerjoin(
    second_factors, second_factors.c.account_id == accounts.c.account_id
)


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
    """Disable an account and end its sign-ins; None when there is none. A second time changes nothing."""
    account = find_account(connection, email)
    if account is not None and not account.is_disabled:
        _change(connection, account, {"is_disabled": True}, field="is_disabled", change=("no", "yes"), now=now)
        sign_in_store.end_sign_ins_of(connection, account.account_id)
    return account


def enable_account(connection: Connection, email: str, now: Moment) -> Account | None:
    """Let an account sign in again; None when there is none. A second time changes nothing."""
    account = find_account(connection, email)
    if account is not None and account.is_disabled:
        _change(connection, account, {"is_disabled": False}, field="is_disabled", change=("yes", "no"), now=now)
    return account


def set_role(connection: Connection, account: Account, role: Role, now: Moment) -> None:
    """Give the account another role; whoever is signed in with the old one has to sign in again."""
    if account.role is not role:
        _change(
            connection, account, {"role": role.value}, field="role", change=(account.role.value, role.value), now=now
        )
        sign_in_store.end_sign_ins_of(connection, account.account_id)


def set_password(connection: Connection, account: Account, password_hash: str, now: Moment) -> None:
    """Give the account another password and end its sign-ins; the record says that it changed, and nothing of it."""
    _change(connection, account, {"password_hash": password_hash}, field="password", change=("old", "new"), now=now)
    sign_in_store.end_sign_ins_of(connection, account.account_id)


def set_second_factor(
    connection: Connection, account: Account, factor: NewFactor, key: AccountKey, now: Moment
) -> None:
    """Give the account a second factor in place of the one it has, and end its sign-ins."""
    factor_store.set_factor(connection, account.account_id, factor, key, now)
    before = "totp" if account.has_second_factor else "none"
    _record_change(connection, account, "second_factor", (before, "totp"), now)
    sign_in_store.end_sign_ins_of(connection, account.account_id)


def find_account(connection: Connection, email: str) -> Account | None:
    """The account with that normalized address."""
    row = connection.execute(_WITH_FACTOR.where(accounts.c.email == email)).first()
    return None if row is None else _account(row)


def read_account(connection: Connection, account_id: int) -> Account | None:
    """The account with that number."""
    row = connection.execute(_WITH_FACTOR.where(accounts.c.account_id == account_id)).first()
    return None if row is None else _account(row)


def list_accounts(connection: Connection) -> list[Account]:
    """All accounts, by address."""
    return [_account(row) for row in connection.execute(_WITH_FACTOR.order_by(accounts.c.email))]


def disabled_among(connection: Connection, account_ids: frozenset[int]) -> frozenset[int]:
    """Which of these are disabled, or gone altogether."""
    rows = connection.execute(
        select(accounts.c.account_id).where(accounts.c.account_id.in_(account_ids), accounts.c.is_disabled.is_(False))
    )
    return account_ids - {row.account_id for row in rows}


def _change(
    connection: Connection,
    account: Account,
    values: dict[str, Any],
    *,
    field: str,
    change: tuple[str, str],
    now: Moment,
) -> None:
    connection.execute(update(accounts).where(accounts.c.account_id == account.account_id).values(**values))
    _record_change(connection, account, field, change, now)


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
        has_second_factor=row.factor_of is not None,
    )
