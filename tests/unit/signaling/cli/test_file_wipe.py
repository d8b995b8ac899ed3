import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from signaling.cli import file_wipe
from tests.fakes.server_record import ServerRecord


def test_what_was_deleted_is_in_no_file_unless_somebody_reads_an_older_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(file_wipe, "_WAIT_S", 0.01)
    with ServerRecord(tmp_path / "data") as made:
        made.plain(3)
        with closing(sqlite3.connect(made.database, isolation_level=None)) as reading:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM audit_events").fetchone()
            made.plain(1)
            assert not file_wipe.wipe_files(made.folder)
            reading.execute("ROLLBACK")
        assert file_wipe.wipe_files(made.folder)
        assert made.database.with_name(f"{made.database.name}-wal").stat().st_size == 0
