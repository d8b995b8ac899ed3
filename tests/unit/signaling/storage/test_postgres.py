"""What only PostgreSQL has: roles, an address with a password, settings that decide whether an answer is true."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from signaling.domain.ports import Stored
from signaling.storage.audit_store import read_head
from signaling.storage.client_events import CheckedEvent, append_client_events
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.database_place import PostgresPlace
from signaling.storage.models import metadata
from signaling.storage.postgres_address import DatabaseUrlError, connect_parameters
from signaling.storage.postgres_roles import restrict_role, rights_on
from tests.fakes import postgres
from tests.fakes.counting_socket import CountingSocket
from tests.fakes.server_record import open_session, signed_event
from tests.unit.signaling.storage.test_client_events import KEY


@pytest.fixture
def owner() -> PostgresPlace:
    place = postgres.cluster().new_database()
    engine = open_engine(place)
    with engine.begin() as connection:
        open_session(connection, "a" * 32, KEY)
        restrict_role(connection, postgres.SERVER_ROLE)
    engine.dispose()
    return place


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET line = ''",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events CASCADE",
        "ALTER TABLE audit_events DISABLE TRIGGER USER",
        "DROP TABLE audit_events",
        "INSERT INTO prunings VALUES (1, 1, '')",
        "CREATE TABLE another (number INTEGER)",
    ],
)
def test_role_of_the_server_adds_to_the_record_and_changes_nothing(owner: PostgresPlace, statement: str):
    engine = open_engine(postgres.cluster().as_server(owner))
    with engine.begin() as connection:
        open_session(connection, "b" * 32, KEY)
    with engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(text(statement))
    engine.dispose()
    assert getattr(refused.value.orig, "sqlstate", "") == "42501"


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_events SET line = ''", "DELETE FROM audit_events", "TRUNCATE audit_events CASCADE"]
)
def test_owner_does_not_change_the_record_by_mistake(owner: PostgresPlace, statement: str):
    engine = open_engine(owner)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))
    engine.dispose()


def test_every_table_has_the_rights_somebody_decided_on():
    assert {table: rights_on(table) for table in metadata.tables if rights_on(table) != rights_on("sessions")} == {
        "audit_events": "SELECT, INSERT",
        "prunings": "SELECT",
    }


def test_server_refuses_a_role_that_could_change_the_record(owner: PostgresPlace):
    upgrade_database(postgres.cluster().as_server(owner), is_thorough=True)
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(owner, is_thorough=True)
    assert refused.value.reason == "database_role_too_strong"


def test_role_of_the_server_cannot_make_the_tables():
    place = postgres.cluster().empty_database()
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(postgres.cluster().as_server(place))
    assert refused.value.reason == "database_not_permitted"


def test_wrong_password_is_said_without_it(owner: PostgresPlace):
    wrong = replace(owner, url=owner.url.replace(postgres.OWNER_PASSWORD, "wrong-secret-1"))
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(wrong)
    assert refused.value.reason == "database_unreachable"
    cause: BaseException | None = refused.value
    while cause is not None:
        assert "wrong-secret-1" not in f"{cause!s}{cause!r}"
        cause = cause.__cause__
    assert "secret" not in f"{wrong} {wrong!r} {open_engine(wrong)!r}"


def test_connection_has_the_settings_the_record_depends_on(owner: PostgresPlace):
    weak = PostgresPlace(f"{owner.url}&options=-c%20synchronous_commit%3Doff")
    engine = open_engine(weak)
    with engine.connect() as connection:
        found = [connection.execute(text(f"SHOW {name}")).scalar() for name in ("synchronous_commit", "lock_timeout")]
    with engine.connect().execution_options(is_reading=True) as connection:
        isolation = connection.execute(text("SHOW transaction_isolation")).scalar()
        is_read_only = connection.execute(text("SHOW transaction_read_only")).scalar()
    engine.dispose()
    assert found == ["on", "5s"]
    assert (isolation, is_read_only) == ("repeatable read", "on")


@pytest.mark.parametrize("host", ["", "?host=/run/postgresql", "localhost", "127.0.0.1:5433", "[::1]"])
def test_address_on_this_computer_may_be_plain(host: str):
    url = f"postgresql://a:b@/d{host}" if host.startswith("?") else f"postgresql://a:b@{host}/d"
    assert "sslmode" not in connect_parameters(url)


def test_address_of_another_computer_is_checked_by_certificate():
    found = connect_parameters("postgresql://a:b@db.example/d")
    assert (found["sslmode"], found["sslrootcert"]) == ("verify-full", "system")
    found = connect_parameters("postgresql://a:b@db.example/d?sslmode=verify-ca&sslrootcert=/ca.pem")
    assert (found["sslmode"], found["sslrootcert"]) == ("verify-ca", "/ca.pem")


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
@pytest.mark.parametrize("host", ["db.example", "127.0.0.1,db.example", "/run/x,10.0.0.1"])
def test_address_of_another_computer_without_that_is_refused(mode: str, host: str):
    with pytest.raises(DatabaseUrlError) as refused:
        connect_parameters(f"postgresql://a:b@/d?host={host}&sslmode={mode}")
    assert refused.value.reason == "url_unsafe"


@pytest.mark.parametrize("url", ["postgresql://a:secret@[::1/d", "postgresql://a:secret@h/d?no_such=1"])
def test_address_that_is_none_is_refused_without_a_word_of_it(url: str):
    with pytest.raises(DatabaseUnusableError) as refused:
        open_engine(PostgresPlace(url))
    assert refused.value.reason == "url_malformed"
    assert "secret" not in str(refused.value.__cause__)


def test_many_events_are_stored_in_four_trips_however_many_they_are(owner: PostgresPlace, tmp_path: Path):
    sids = [f"{number:032x}" for number in range(20)]  # few enough for one piece of an answer, which would count
    engine = open_engine(owner)
    with engine.begin() as connection:
        for sid in sids:
            open_session(connection, sid, KEY)
    engine.dispose()
    real = owner.url.partition("?host=")[2]
    between = CountingSocket(tmp_path, Path(real))
    engine = open_engine(replace(owner, url=owner.url.replace(real, str(tmp_path))))
    with engine.connect() as connection:
        found: list[int] = []
        for cseq in range(1, 9):
            events = [CheckedEvent(signed_event(sid, cseq, KEY)) for sid in sids]
            with between.counted() as trips, connection.begin():
                answers = append_client_events(connection, events)
            assert all(isinstance(answer, Stored) for answer in answers)
            found += trips
    # The driver prepares what it has seen a few times on the same trips; only what it does first of all is one more.
    assert found[1:] == [4] * 7
    engine.dispose()
    between.close()


@pytest.mark.parametrize("count", [1, 3])
def test_a_line_that_breaks_in_the_middle_of_a_batch_is_told_from_other_errors_and_leaves_nothing(
    owner: PostgresPlace, count: int
):
    engine, others = open_engine(owner), open_engine(owner)
    sids = [f"{number:032x}" for number in range(count)]
    with others.begin() as connection:
        for sid in sids:
            open_session(connection, sid, KEY)
        before = read_head(connection)
    with engine.connect() as connection:
        connection.begin()
        answers = append_client_events(connection, [CheckedEvent(signed_event(sid, 1, KEY)) for sid in sids])
        assert all(isinstance(answer, Stored) for answer in answers)
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with others.connect().execution_options(is_reading=True) as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({number}, 5000)")
        with pytest.raises(DBAPIError) as lost:
            append_client_events(connection, [CheckedEvent(signed_event(sid, 2, KEY)) for sid in sids])
        assert lost.value.connection_invalidated
        connection.invalidate()
    with others.begin() as connection:
        assert read_head(connection) == before
    engine.dispose()
    others.dispose()
