from datetime import UTC, datetime, timedelta

from pyotp.totp import TOTP
from sqlalchemy import Engine

from signaling.domain.ports import Moment
from signaling.domain.second_factor import FactorMethod, FactorProblem, make_factor, normalize_code
from signaling.storage import factor_store
from signaling.storage.account_key import AccountKey
from signaling.storage.models import second_factors
from tests.fakes.server_record import put_account

KEY = AccountKey(b"k" * 32)
NOW = Moment(0, datetime(2026, 11, 22, 10, tzinfo=UTC))
LATER = Moment(30_000, NOW.utc + timedelta(seconds=30))


def test_code_of_the_moment_counts_once_and_only_for_its_account(engine: Engine) -> None:
    factor = make_factor()
    code, next_code = (TOTP(factor.secret).at(now.utc) for now in (NOW, LATER))
    with engine.begin() as connection:
        put_account(connection, 7)
        assert not factor_store.has_second_factors(connection)
        factor_store.set_factor(connection, 7, factor, KEY, NOW)
        assert factor_store.has_second_factors(connection)
        use = factor_store.use_code
        assert use(connection, 8, code, key=KEY, now=NOW) is FactorProblem.WRONG
        assert use(connection, 7, code, key=KEY, now=NOW) is FactorMethod.TOTP
        assert use(connection, 7, code, key=KEY, now=NOW) is FactorProblem.REUSED
        assert use(connection, 7, next_code, key=KEY, now=LATER) is FactorMethod.TOTP
        assert use(connection, 7, code, key=KEY, now=LATER) is FactorProblem.REUSED


def test_code_from_paper_counts_once_and_only_for_its_account(engine: Engine) -> None:
    factor = make_factor()
    code = normalize_code(factor.recovery_codes[3])
    with engine.begin() as connection:
        put_account(connection, 7)
        factor_store.set_factor(connection, 7, factor, KEY, NOW)
        use = factor_store.use_code
        assert use(connection, 8, code, key=KEY, now=NOW) is FactorProblem.WRONG
        assert use(connection, 7, code, key=KEY, now=NOW) is FactorMethod.RECOVERY
        assert use(connection, 7, code, key=KEY, now=NOW) is FactorProblem.WRONG
        assert factor_store.count_recovery_codes(connection, [7, 8]) == {7: 9, 8: 0}


def test_new_factor_voids_every_code_of_the_old_one(engine: Engine) -> None:
    old, new = make_factor(), make_factor()
    with engine.begin() as connection:
        put_account(connection, 7)
        for factor in (old, new):
            factor_store.set_factor(connection, 7, factor, KEY, NOW)
        for code in (TOTP(old.secret).at(NOW.utc), normalize_code(old.recovery_codes[0])):
            assert factor_store.use_code(connection, 7, code, key=KEY, now=NOW) is FactorProblem.WRONG
        factor_store.remove_factor(connection, 7)
        code = normalize_code(new.recovery_codes[0])
        assert factor_store.use_code(connection, 7, code, key=KEY, now=NOW) is FactorProblem.WRONG


def test_secret_is_sealed_and_counts_for_nothing_under_another_key(engine: Engine) -> None:
    factor = make_factor()
    with engine.begin() as connection:
        put_account(connection, 7)
        factor_store.set_factor(connection, 7, factor, KEY, NOW)
        row = connection.execute(second_factors.select()).one()
        assert factor.secret.encode() not in row.sealed_secret
        code = TOTP(factor.secret).at(NOW.utc)
        other = AccountKey(b"o" * 32)
        assert factor_store.use_code(connection, 7, code, key=other, now=NOW) is FactorProblem.WRONG
