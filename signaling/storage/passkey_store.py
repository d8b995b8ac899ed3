"""Passkeys inside a transaction: add, rename, take away, use; each change is on record, by whom and from where."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from shared.audit.event import AuditTag
from signaling.domain.accounts import Account
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.passkeys import NewPasskey, Passkey, Removal
from signaling.domain.ports import Caller, Moment
from signaling.storage import account_store, sign_in_store
from signaling.storage.audit_store import append_event
from signaling.storage.models import passkeys


def list_passkeys(connection: Connection, account_id: int) -> list[Passkey]:
    """Those of an account, oldest first."""
    query = select(passkeys).where(passkeys.c.account_id == account_id).order_by(passkeys.c.passkey_id)
    return [_passkey(row) for row in connection.execute(query)]


def find_passkey(connection: Connection, credential_id: bytes) -> tuple[Passkey, Account] | None:
    """The passkey with that id, and whose it is."""
    row = connection.execute(select(passkeys).where(passkeys.c.credential_id == credential_id)).first()
    account = None if row is None else account_store.read_account(connection, row.account_id)
    return None if row is None or account is None else (_passkey(row), account)


def add_passkey(
    connection: Connection, passkey: NewPasskey, *, account: Account, caller: Caller, now: Moment
) -> bool:
    """Keep a new one; False when some account has one with this id already."""
    if find_passkey(connection, passkey.credential_id) is not None:
        return False
    connection.execute(
        insert(passkeys),
        {
            "account_id": passkey.account_id,
            "credential_id": passkey.credential_id,
            "public_key": passkey.public_key,
            "user_handle": passkey.user_handle,
            "sign_count": passkey.sign_count,
            "name": passkey.name,
            "made_unix_ms": _unix_ms(now),
        },
    )
    _record_change(connection, account, ("", passkey.name), caller, now)
    return True


def rename_passkey(
    connection: Connection, passkey_id: int, name: str, *, account: Account, caller: Caller, now: Moment
) -> bool:
    """Give one of the account another name; False when it has none with that number."""
    row = _own(connection, passkey_id, account)
    if row is None:
        return False
    if row.name != name:
        connection.execute(update(passkeys).where(passkeys.c.passkey_id == passkey_id).values(name=name))
        _record_change(connection, account, (row.name, name), caller, now)
    return True


def remove_passkey(
    connection: Connection,
    passkey_id: int,
    *,
    account: Account,
    caller: Caller,
    now: Moment,
    kept: bytes,
    least: int,
) -> Removal:
    """Take one of the account away and end its sign-ins but `kept`; not when fewer than `least` would be left."""
    row = _own(connection, passkey_id, account)
    if row is None:
        return Removal.GONE
    count = connection.execute(
        select(func.count()).select_from(passkeys).where(passkeys.c.account_id == account.account_id)
    ).scalar_one()
    if count - 1 < least:
        return Removal.LAST
    connection.execute(delete(passkeys).where(passkeys.c.passkey_id == passkey_id))
    _record_change(connection, account, (row.name, ""), caller, now)
    sign_in_store.end_sign_ins_of(connection, account.account_id, kept=kept)
    return Removal.DONE


def remove_all_passkeys(connection: Connection, account: Account, now: Moment) -> int:
    """For the operator: take all of an account away and end its sign-ins; returns how many there were."""
    owned = list_passkeys(connection, account.account_id)
    for passkey in owned:
        connection.execute(delete(passkeys).where(passkeys.c.passkey_id == passkey.passkey_id))
        _record_change(connection, account, (passkey.name, ""), None, now)
    if owned:
        sign_in_store.end_sign_ins_of(connection, account.account_id)
    return len(owned)


def owners(connection: Connection) -> frozenset[int]:
    """The accounts that have a passkey."""
    return frozenset(connection.execute(select(passkeys.c.account_id).distinct()).scalars())


def use_passkey(connection: Connection, passkey_id: int, sign_count: int, now: Moment) -> bool:
    """It was used just now; False when its counter did not rise, or it is gone."""
    # One statement: of two answers with the same counter the second finds it taken. See passkeys.has_counted.
    has_counted = passkeys.c.sign_count < sign_count
    if sign_count == 0:
        has_counted = or_(has_counted, passkeys.c.sign_count == 0)
    done = connection.execute(
        update(passkeys)
        .where(and_(passkeys.c.passkey_id == passkey_id, has_counted))
        .values(sign_count=sign_count, used_unix_ms=_unix_ms(now))
    )
    return done.rowcount == 1


def _own(connection: Connection, passkey_id: int, account: Account) -> Row[Any] | None:
    return connection.execute(
        select(passkeys).where(passkeys.c.passkey_id == passkey_id, passkeys.c.account_id == account.account_id)
    ).first()


def _record_change(
    connection: Connection, account: Account, change: tuple[str, str], caller: Caller | None, now: Moment
) -> None:
    data = {"user_id": account.agent_id, "field": "passkey", "before": change[0], "after": change[1]}
    # Without anybody's browser it was the command line.
    actor = OPERATOR if caller is None else account.actor
    append_event(connection, server_event(AuditTag.USER_CHANGED, data, now=now, actor=actor, connection=caller))


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        passkey_id=row.passkey_id,
        account_id=row.account_id,
        credential_id=row.credential_id,
        public_key=row.public_key,
        user_handle=row.user_handle,
        sign_count=row.sign_count,
        name=row.name,
        made=_instant(row.made_unix_ms),
        used=None if row.used_unix_ms is None else _instant(row.used_unix_ms),
    )


def _instant(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)


def _unix_ms(now: Moment) -> int:
    return int(now.utc.timestamp() * 1000)
