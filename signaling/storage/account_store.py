"""Accounts inside a transaction: add, change, find; every change is on record and ends what rested on the old."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from shared.audit.event import AuditTag
from signaling.domain.account_changes import ChangedBy
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment
from signaling.domain.second_factor import NewFactor
from signaling.storage import factor_store, setup_link_store, sign_in_store
from signaling.storage.account_key import AccountKey
from signaling.storage.audit_store import append_event
from signaling.storage.models import accounts, second_factors

SETUP_LINK = "setup_link"  # the field of a change on record
AT_THE_SERVER = ChangedBy(actor=OPERATOR)
"""Whoever holds the data folder and gives commands."""

_WITH_FACTOR = select(accounts, second_factors.c.account_id.label("factor_of")).outerjoin(
    second_factors, second_factors.c.account_id == accounts.c.account_id
)


def add_account(
    connection: Connection,
    *,
    email: str,
    name: str,
    role: Role,
    organisation: str,
    password_hash: str,
    now: Moment,
    by: ChangedBy = AT_THE_SERVER,
) -> Account | None:
    """Create an account, with an empty hash one nobody can sign in to; None when the address has one already."""
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
        record_change(connection, account, "role", ("", role.value), now, by)
    return account


def disable_account(connection: Connection, email: str, now: Moment, by: ChangedBy = AT_THE_SERVER) -> Account | None:
    """Disable an account and end its sign-ins; None when there is none. A second time changes nothing."""
    account = find_account(connection, email)
    if account is not None and not account.is_disabled:
        _change(connection, account, {"is_disabled": True}, field="is_disabled", change=("no", "yes"), now=now, by=by)
        _end_all(connection, account)
        _void_links_of_admin(connection, account, now, by)
    return account


def enable_account(connection: Connection, email: str, now: Moment, by: ChangedBy = AT_THE_SERVER) -> Account | None:
    """Let an account sign in again; None when there is none. A second time changes nothing."""
    account = find_account(connection, email)
    if account is not None and account.is_disabled:
        _change(
            connection, account, {"is_disabled": False}, field="is_disabled", change=("yes", "no"), now=now, by=by
        )
    return account


def set_role(
    connection: Connection, account: Account, role: Role, now: Moment, by: ChangedBy = AT_THE_SERVER
) -> None:
    """Give the account another role; whoever is signed in with the old one has to sign in again."""
    if account.role is not role:
        change = (account.role.value, role.value)
        _change(connection, account, {"role": role.value}, field="role", change=change, now=now, by=by)
        _void_links_of_admin(connection, account, now, by)
        sign_in_store.end_sign_ins_of(connection, account.account_id)


def set_organisation(
    connection: Connection, account: Account, organisation: str, now: Moment, by: ChangedBy = AT_THE_SERVER
) -> None:
    """Give the account another organisation; it has to sign in again, for persons are shown the one it came with."""
    if account.organisation != organisation:
        values, change = {"organisation": organisation}, (account.organisation, organisation)
        _change(connection, account, values, field="organisation", change=change, now=now, by=by)
        sign_in_store.end_sign_ins_of(connection, account.account_id)


def set_password(
    connection: Connection, account: Account, password_hash: str, now: Moment, by: ChangedBy = AT_THE_SERVER
) -> None:
    """Give the account another password and end what rested on the old; the record says that it changed, no more.

    With an empty hash it has none, and nobody can sign in to it.
    """
    change = ("old" if account.has_password else "none", "new" if password_hash else "none")
    _change(connection, account, {"password_hash": password_hash}, field="password", change=change, now=now, by=by)
    _end_all(connection, account)


def set_second_factor(  # noqa: PLR0917 - whose, what, sealed with what, when, by whom
    connection: Connection,
    account: Account,
    factor: NewFactor,
    key: AccountKey,
    now: Moment,
    by: ChangedBy = AT_THE_SERVER,
) -> None:
    """Give the account a second factor in place of the one it has, and end its sign-ins."""
    factor_store.set_factor(connection, account.account_id, factor, key, now)
    before = "totp" if account.has_second_factor else "none"
    record_change(connection, account, "second_factor", (before, "totp"), now, by)
    _end_all(connection, account)


def take_second_factor(connection: Connection, account: Account, now: Moment, by: ChangedBy = AT_THE_SERVER) -> None:
    """Take the account's second factor away, with all recovery codes, and end its sign-ins."""
    factor_store.remove_factor(connection, account.account_id)
    before = "totp" if account.has_second_factor else "none"
    record_change(connection, account, "second_factor", (before, "none"), now, by)
    _end_all(connection, account)


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


def count_admins(connection: Connection, *, besides: int) -> int:
    """How many enabled admins there are, one account left out."""
    is_admin = (accounts.c.role == Role.ADMIN.value) & accounts.c.is_disabled.is_(False)
    counted = select(func.count()).select_from(accounts).where(is_admin, accounts.c.account_id != besides)
    return connection.execute(counted).scalar() or 0


def record_change(  # noqa: PLR0917 - what a change is: whose, what, from what to what, when, by whom
    connection: Connection, account: Account, field: str, change: tuple[str, str], now: Moment, by: ChangedBy
) -> None:
    """Put a change of an account on record."""
    data = {"user_id": account.agent_id, "field": field, "before": change[0], "after": change[1]}
    event = server_event(AuditTag.USER_CHANGED, data, now=now, actor=by.actor, connection=by.caller)
    append_event(connection, event)


def _change(
    connection: Connection,
    account: Account,
    values: dict[str, Any],
    *,
    field: str,
    change: tuple[str, str],
    now: Moment,
    by: ChangedBy,
) -> None:
    connection.execute(update(accounts).where(accounts.c.account_id == account.account_id).values(**values))
    record_change(connection, account, field, change, now, by)


def _void_links_of_admin(connection: Connection, account: Account, now: Moment, by: ChangedBy) -> None:
    """Whoever is no admin any more has made no link that still counts; each that goes is on record."""
    if account.role is not Role.ADMIN:
        return
    for account_id in setup_link_store.void_links_made_by(connection, account.account_id, now):
        owner = read_account(connection, account_id)
        if owner is not None:
            record_change(connection, owner, SETUP_LINK, ("made", "void"), now, by)


def _end_all(connection: Connection, account: Account) -> None:
    """Whoever is signed in is out, and a link that waits is void: both rested on what the account was."""
    sign_in_store.end_sign_ins_of(connection, account.account_id)
    setup_link_store.void_links_of(connection, account.account_id)


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
