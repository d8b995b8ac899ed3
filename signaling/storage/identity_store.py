"""Who is who at a sign-in service, inside a transaction: link an account, part it again, find it; all on record."""

from sqlalchemy import Connection, delete, insert, select

from shared.audit.event import Actor, AuditTag
from signaling.domain.accounts import Account
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Caller, Moment
from signaling.storage import account_store, sign_in_store
from signaling.storage.audit_store import append_event
from signaling.storage.models import identities


def find_linked(connection: Connection, issuer: str, subject: str) -> Account | None:
    """The account that is linked with that person."""
    account_id = connection.execute(
        select(identities.c.account_id).where(identities.c.issuer == issuer, identities.c.subject == subject)
    ).scalar()
    return None if account_id is None else account_store.read_account(connection, account_id)


def find_unlinked(connection: Connection, email: str, issuer: str) -> Account | None:
    """The account with that normalized address, if it is linked with nobody of that issuer."""
    account = account_store.find_account(connection, email)
    return None if account is None or subject_of(connection, account, issuer) is not None else account


def subject_of(connection: Connection, account: Account, issuer: str) -> str | None:
    """Who an account is linked with."""
    return connection.execute(
        select(identities.c.subject).where(
            identities.c.issuer == issuer, identities.c.account_id == account.account_id
        )
    ).scalar()


def link(
    connection: Connection,
    account: Account,
    *,
    issuer: str,
    subject: str,
    now: Moment,
    actor: Actor = OPERATOR,
    caller: Caller | None = None,
) -> bool:
    """Link them; False when the person or the account is linked otherwise. A second time changes nothing."""
    linked = find_linked(connection, issuer, subject)
    if linked is not None:
        return linked.account_id == account.account_id
    if subject_of(connection, account, issuer) is not None:
        return False
    connection.execute(
        insert(identities),
        {
            "issuer": issuer,
            "subject": subject,
            "account_id": account.account_id,
            "linked_unix_ms": int(now.utc.timestamp() * 1000),
        },
    )
    _record(connection, account, ("", subject), now, actor=actor, caller=caller)
    return True


def part(connection: Connection, account: Account, *, issuer: str, now: Moment) -> bool:
    """Undo a link and end the account's sign-ins; False when there is none."""
    subject = subject_of(connection, account, issuer)
    if subject is None:
        return False
    connection.execute(
        delete(identities).where(identities.c.issuer == issuer, identities.c.account_id == account.account_id)
    )
    _record(connection, account, (subject, ""), now)
    sign_in_store.end_sign_ins_of(connection, account.account_id)
    return True


def _record(
    connection: Connection,
    account: Account,
    change: tuple[str, str],
    now: Moment,
    *,
    actor: Actor = OPERATOR,
    caller: Caller | None = None,
) -> None:
    data = {"user_id": account.agent_id, "field": "sign_in_service", "before": change[0], "after": change[1]}
    append_event(connection, server_event(AuditTag.USER_CHANGED, data, now=now, actor=actor, connection=caller))
