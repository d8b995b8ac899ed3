"""The storage functions on each database a server can have: a file of SQLite, and a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.database_place import DatabasePlace
from tests.fakes import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> DatabasePlace:
    """A database with the tables of this version and nothing in it."""
    if request.param == "postgresql":
        return postgres.cluster().new_database()
    path = tmp_path / "d.sqlite3"
    shutil.copy(_migrated_file(tmp_path_factory.getbasetemp()), path)
    return path


@pytest.fixture
def engine(place: DatabasePlace) -> Iterator[Engine]:
    """That database, open."""
    engine = open_engine(place)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A writing transaction in it."""
    with engine.begin() as connection:
        yield connection


@cache
def _migrated_file(folder: Path) -> Path:
    """Made once: a migration takes longer than most tests."""
    path = folder / "migrated.sqlite3"
    upgrade_database(path)
    return path
