import pytest
from sqlalchemy import Connection, Engine, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from signaling.storage.models import slots
from signaling.storage.quick_statement import QuickInsert, QuickStatement

_INSERT = QuickInsert(slots)
_FIND = QuickStatement(select(slots.c.nameplate).where(slots.c.slot_id == bindparam("wanted_id")))


def _row(number: int) -> dict[str, object]:
    return {
        "slot_id": str(number),
        "nameplate": f"{number:03}",
        "expires_unix_ms": 2**40 + number,
        "made_unix_ms": None,
    }


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(slots)).scalar_one()


def test_statement_runs_in_the_transaction_of_its_connection(engine: Engine):
    with engine.connect() as connection:
        _INSERT.run_each(connection, [_row(1)])
        _INSERT.run_each(connection, [_row(2), _row(3)])
        assert connection.in_transaction()
        assert _FIND.first(connection, {"wanted_id": "3"}) == ("003",)
        assert _FIND.first(connection, {"wanted_id": "4"}) is None
        assert _count(connection) == 3
        connection.rollback()
    with engine.begin() as connection:
        assert _count(connection) == 0


def test_errors_are_those_of_sqlalchemy_and_hold_no_value(engine: Engine):
    with engine.connect() as connection:
        _INSERT.run_each(connection, [_row(1)])
        with pytest.raises(IntegrityError) as refused:
            _INSERT.run_each(connection, [_row(1)])
        assert not refused.value.connection_invalidated
        assert refused.value.params is None
        connection.rollback()
        with pytest.raises(IntegrityError):
            _INSERT.run_each(connection, [_row(2), _row(3), _row(2)])


def test_many_rows_keep_whatever_is_in_their_text(engine: Engine):
    hard = ["a\tb\n\\.", "\\N", "ș „x“ \u2028", "", "{'a': \"b\"}"]
    rows = [_row(number) | {"nameplate": text[:6]} for number, text in enumerate(hard)]
    with engine.begin() as connection:
        _INSERT.run_each(connection, rows)
        found = connection.execute(select(slots.c.nameplate).order_by(slots.c.slot_id)).scalars().all()
    assert found == [text[:6] for text in hard]
