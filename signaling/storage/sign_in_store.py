"""Sign-ins inside a transaction: a token stands for one, until its time is over or somebody ends it."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, case, delete, insert, literal, not_, select, update

from shared.audit.event import AuditEvent
from signaling.domain.ports import KeptSignIn, Moment, NewSignIn, SignInFacts, SignInKind, SignInTimes
from signaling.storage.audit_store import append_event
from signaling.storage.models import LARGE, sign_ins


def begin_sign_in(connection: Connection, *, sign_in: NewSignIn, event: AuditEvent, now: Moment) -> None:
    """Keep a new sign-in; nobody is signed in who is not on record."""
    append_event(connection, event)
    unix_ms = _unix_ms(now)
    connection.execute(
        insert(sign_ins),
        {
            "token_hash": sign_in.token_hash,
            "account_id": sign_in.account_id,
            "kind": sign_in.kind.value,
            "method": sign_in.method,
            "created_unix_ms": unix_ms,
            "used_unix_ms": unix_ms,
        },
    )


def read_sign_in(
    connection: Connection, token_hash: bytes, kind: SignInKind, *, times: SignInTimes, now: Moment
) -> int | None:
    """The account a token still stands for; None when there is no such sign-in there, or its time is over."""
    return connection.execute(
        select(sign_ins.c.account_id).where(
            sign_ins.c.token_hash == token_hash, sign_ins.c.kind == kind.value, _is_live(times, now)
        )
    ).scalar()


def resume_sign_in(connection: Connection, token_hash: bytes, *, event: AuditEvent, now: Moment) -> bool:
    """Use a sign-in on another socket; False when somebody ended it in this very moment."""
    if not touch_sign_ins(connection, (token_hash,), now):
        return False
    append_event(connection, event)
    return True


def end_sign_in(connection: Connection, token_hash: bytes, event: AuditEvent) -> None:
    """Sign out; recorded once."""
    if connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash)).rowcount:
        append_event(connection, event)


def read_sign_ins_of(
    connection: Connection, account_id: int, *, times: SignInTimes, now: Moment
) -> tuple[KeptSignIn, ...]:
    """All of an account that last, the newest first."""
    rows = connection.execute(
        select(sign_ins)
        .where(sign_ins.c.account_id == account_id, _is_live(times, now))
        .order_by(sign_ins.c.created_unix_ms.desc(), sign_ins.c.token_hash)
    )
    return tuple(
        KeptSignIn(
            token_hash=row.token_hash,
            kind=SignInKind(row.kind),
            method=row.method,
            begun_unix_ms=row.created_unix_ms,
            used_unix_ms=row.used_unix_ms,
        )
        for row in rows
    )


def end_sign_ins_of(connection: Connection, account_id: int, *, kept: bytes = b"") -> int:
    """End all of an account but `kept`, wherever it is signed in; returns how many there were."""
    return connection.execute(
        delete(sign_ins).where(sign_ins.c.account_id == account_id, sign_ins.c.token_hash != kept)
    ).rowcount


def read_sign_in_facts(connection: Connection, token_hash: bytes) -> SignInFacts | None:
    """How and when that sign-in came about, whether or not it still lasts."""
    row = connection.execute(
        select(sign_ins.c.method, sign_ins.c.created_unix_ms).where(sign_ins.c.token_hash == token_hash)
    ).first()
    return None if row is None else SignInFacts(method=row.method, begun_unix_ms=row.created_unix_ms)


def live_among(
    connection: Connection, token_hashes: Iterable[bytes], *, times: SignInTimes, now: Moment
) -> frozenset[bytes]:
    """Which of these still stand for somebody."""
    rows = connection.execute(
        select(sign_ins.c.token_hash).where(sign_ins.c.token_hash.in_(list(token_hashes)), _is_live(times, now))
    )
    return frozenset(row.token_hash for row in rows)


def touch_sign_ins(connection: Connection, token_hashes: Iterable[bytes], now: Moment) -> int:
    """They were used just now; returns how many of them there are."""
    return connection.execute(
        update(sign_ins).where(sign_ins.c.token_hash.in_(list(token_hashes))).values(used_unix_ms=_unix_ms(now))
    ).rowcount


def forget_over(connection: Connection, *, times: SignInTimes, now: Moment) -> None:
    """Remove those whose time is over."""
    connection.execute(delete(sign_ins).where(not_(_is_live(times, now))))


def _is_live(times: SignInTimes, now: Moment) -> ColumnElement[bool]:
    unix_ms = _unix_ms(now)
    used_after = case(
        (sign_ins.c.kind == SignInKind.WEB.value, literal(unix_ms - times.web_idle_ms, LARGE)),
        else_=literal(unix_ms - times.idle_ms, LARGE),
    )
    return and_(sign_ins.c.created_unix_ms > unix_ms - times.absolute_ms, sign_ins.c.used_unix_ms > used_after)


def _unix_ms(now: Moment) -> int:
    return int(now.utc.timestamp() * 1000)
