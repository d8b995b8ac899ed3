from pathlib import Path

import pytest
from sqlalchemy import text

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import choose_data_dir, hold_server_lock, open_database, prepare_data_dir


def test_choose_data_dir_what_was_asked_or_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert choose_data_dir(tmp_path) == tmp_path
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert choose_data_dir(None) == tmp_path / "alongside-server"


def test_hold_server_lock_one_at_a_time(tmp_path: Path):
    with hold_server_lock(tmp_path), pytest.raises(CommandError) as refused, hold_server_lock(tmp_path):
        pass
    assert refused.value.status is ExitCode.UNAVAILABLE
    with hold_server_lock(tmp_path):
        pass


def test_open_database_reading_cannot_wait_for_a_writer(tmp_path: Path):
    prepare_data_dir(tmp_path)
    with open_database(tmp_path), open_database(tmp_path, is_reading=True) as reading:
        assert reading.execute(text("SELECT count(*) FROM accounts")).scalar() == 0


def test_open_database_error_is_a_sentence(tmp_path: Path):
    prepare_data_dir(tmp_path)
    with pytest.raises(CommandError) as refused, open_database(tmp_path) as connection:
        connection.execute(text("SELECT * FROM no_such_table"))
    assert refused.value.status in {ExitCode.DATA, ExitCode.CANNOT_CREATE}
