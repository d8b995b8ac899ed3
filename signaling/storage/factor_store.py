"""Second factors inside a transaction: set one, take it away, and use a code of it once."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, insert, select, update

from signaling.domain.ports import Moment
from signaling.domain.second_factor import (
    FactorMethod,
    FactorProblem,
    NewFactor,
    is_totp_shaped,
    recovery_hash,
    totp_step,
)
from signaling.storage.account_key import AccountKey
from signaling.storage.models import recovery_codes, second_factors


def set_factor(connection: Connection, account_id: int, factor: NewFactor, key: AccountKey, now: Moment) -> None:
    """Give the account this factor in place of the one it has; all codes of the old one are void."""
    remove_factor(connection, account_id)
    connection.execute(
        insert(second_factors),
        {
            "account_id": account_id,
            "sealed_secret": key.seal(factor.secret, account_id),
            "last_step": 0,
            "created_unix_ms": int(now.utc.timestamp() * 1000),
        },
    )
    rows = [{"code_hash": recovery_hash(code), "account_id": account_id} for code in factor.recovery_codes]
    connection.execute(insert(recovery_codes), rows)


def remove_factor(connection: Connection, account_id: int) -> None:
    """Take away what the account has."""
    connection.execute(delete(second_factors).where(second_factors.c.account_id == account_id))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))


def mark_used(connection: Connection, account_id: int, last_step: int) -> None:
    """Codes of this step and of those before it are used up."""
    changed = update(second_factors).where(second_factors.c.account_id == account_id)
    connection.execute(changed.values(last_step=last_step))


def has_second_factors(connection: Connection) -> bool:
    """Whether any account has one, so that the key they are sealed with cannot be made anew."""
    return bool(connection.execute(select(exists(select(second_factors.c.account_id)))).scalar())


def use_code(
    connection: Connection, account_id: int, code: str, *, key: AccountKey, now: Moment
) -> FactorMethod | FactorProblem:
    """Use a normalized code; of several who show the same one, the first is taken.

    A secret that cannot be opened any more counts as wrong: whoever put another key in its place lets nobody in.
    """
    if is_totp_shaped(code):
        return _use_totp(connection, account_id, code, key, now)
    used = connection.execute(
        delete(recovery_codes).where(
            recovery_codes.c.code_hash == recovery_hash(code), recovery_codes.c.account_id == account_id
        )
    )
    return FactorMethod.RECOVERY if used.rowcount else FactorProblem.WRONG


def count_recovery_codes(connection: Connection, account_ids: Iterable[int]) -> dict[int, int]:
    """How many unused codes each of these accounts has left."""
    counts = dict.fromkeys(account_ids, 0)
    for row in connection.execute(select(recovery_codes.c.account_id)):
        if row.account_id in counts:
            counts[row.account_id] += 1
    return counts


def _use_totp(
    connection: Connection, account_id: int, code: str, key: AccountKey, now: Moment
) -> FactorMethod | FactorProblem:
    row = connection.execute(
        select(second_factors.c.sealed_secret, second_factors.c.last_step).where(
            second_factors.c.account_id == account_id
        )
    ).first()
    secret = key.open(row.sealed_secret, account_id) if row is not None else None
    if row is None or secret is None:
        return FactorProblem.WRONG
    step = totp_step(secret, code, now_unix_s=int(now.utc.timestamp()), last_step=row.last_step)
    if isinstance(step, FactorProblem):
        return step
    connection.execute(update(second_factors).where(second_factors.c.account_id == account_id).values(last_step=step))
    return FactorMethod.TOTP
