import pytest
from sqlalchemy import Connection, Engine, bindparam, func, select
from sqlalchemy.exc import DataError, IntegrityError

from signaling.storage.models import slots
from signaling.storage.quick_statement import QuickInsert, QuickStatement, QuickUpdate, ask_together, sent_together

_INSERT = QuickInsert(slots)
_FIND = QuickStatement(select(slots.c.nameplate).where(slots.c.slot_id == bindparam("wanted_id")))
_MOVE = QuickUpdate(slots.c.slot_id, slots.c.nameplate, slots.c.made_unix_ms)


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


def test_update_of_many_gives_each_row_its_own_values_and_touches_no_other(engine: Engine):
    with engine.begin() as connection:
        _INSERT.run_each(connection, [_row(number) for number in range(5)])
        _MOVE.run_each(connection, [{"key": "0", "nameplate": "zero", "made_unix_ms": 7}])
        changed = [
            {"key": "1", "nameplate": 'o"\\{,', "made_unix_ms": 2**40},
            {"key": "3", "nameplate": "", "made_unix_ms": None},
        ]
        _MOVE.run_each(connection, [*changed, {"key": "9", "nameplate": "nobody", "made_unix_ms": 1}])
        query = select(slots.c.slot_id, slots.c.nameplate, slots.c.made_unix_ms).order_by(slots.c.slot_id)
        found = [tuple(row) for row in connection.execute(query)]
    assert found == [
        ("0", "zero", 7), ("1", 'o"\\{,', 2**40), ("2", "002", None), ("3", "", None), ("4", "004", None)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_too_long_is_refused_and_never_cut_off(engine: Engine, count: int):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite knows no lengths")
    with engine.connect() as connection:
        with pytest.raises(DataError):
            _INSERT.run_each(connection, [_row(number) | {"nameplate": "1234567"} for number in range(count)])
        connection.rollback()
        _INSERT.run_each(connection, [_row(number) for number in range(count)])
        with pytest.raises(DataError):
            _MOVE.run_each(
                connection,
                [{"key": str(number), "nameplate": "1234567", "made_unix_ms": 1} for number in range(count)],
            )


def test_questions_asked_together_are_answered_in_their_order(engine: Engine):
    with engine.connect() as connection:
        _INSERT.run_each(connection, [_row(1), _row(2)])
        questions = [(_FIND, {"wanted_id": wanted}) for wanted in ("2", "9", "1")]
        assert ask_together(connection, *questions) == [[("002",)], [], [("001",)]]
        assert connection.in_transaction()


def test_what_is_sent_together_is_done_at_the_end_or_its_error_is_raised(engine: Engine):
    with engine.connect() as connection:
        with sent_together(connection):
            _INSERT.run_each(connection, [_row(1), _row(2)])
            _MOVE.run_each(connection, [{"key": "1", "nameplate": "x", "made_unix_ms": 1}])
        assert _FIND.first(connection, {"wanted_id": "1"}) == ("x",)
        connection.commit()
        with pytest.raises(IntegrityError) as refused:
            _send_a_wrong_one(connection)
        assert refused.value.params is None
        connection.rollback()
        assert _FIND.first(connection, {"wanted_id": "1"}) == ("x",)
        assert _count(connection) == 2


def _send_a_wrong_one(connection: Connection) -> None:
    with sent_together(connection):
        _INSERT.run_each(connection, [_row(3), _row(2)])
        _MOVE.run_each(connection, [{"key": "1", "nameplate": "y", "made_unix_ms": 1}])
