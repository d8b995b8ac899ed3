import io
import sys
from pathlib import Path

import pytest

from shared.audit.event import Actor
from shared.cli.exit_code import ExitCode
from signaling.cli import file_wipe
from signaling.cli import record_erase as record
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import prepare_data_dir
from signaling.domain.session_record import Author
from signaling.storage import record_store
from tests.fakes.server_record import NOW, ServerRecord


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, str, bytes]:
    """A folder, a session with words, and their key."""
    prepare_data_dir(tmp_path)
    by = Author(actor=Actor(kind="person"), now=NOW)
    with ServerRecord(tmp_path) as server:
        sid = server.open()
        server.write(lambda at: record_store.put_problem(at, sid, "no sound", by))
        key = server.write(lambda at: at.exec_driver_sql("SELECT key FROM session_keys").scalar())
    return tmp_path, sid, key


def _holds(folder: Path, key: bytes) -> bool:
    return any(key in path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_operator_is_asked_and_what_they_typed_has_to_be_the_session(
    filled: tuple[Path, str, bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder, sid, key = filled
    for typed in ("", "yes\n", f"{'f' * 8}\n"):
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        with pytest.raises(CommandError) as refused:
            record.erase(folder, session_id=sid, is_sure=False)
        assert refused.value.sentence == "That is not this session. Nothing was erased."
        assert _holds(folder, key)
    monkeypatch.setattr(sys, "stdin", Terminal(f"{sid[:8].upper()}\n"))
    record.erase(folder, session_id=sid, is_sure=False)
    assert not _holds(folder, key)
    out = capsys.readouterr().out
    assert "the person's problem" in out
    assert out.endswith(f"The texts of session {sid} are erased for good.\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    record.erase(folder, session_id=sid, is_sure=False)  # done before: nothing to be asked, and it cleans once more


def test_nobody_there_or_no_such_session_is_said(
    filled: tuple[Path, str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    folder, sid, key = filled
    monkeypatch.setattr(sys, "stdin", io.StringIO("x"))
    for session_id, is_sure, status in (
        (sid, False, ExitCode.USAGE),
        ("0" * 32, True, ExitCode.DATA),
        ("x", True, ExitCode.USAGE),
    ):
        with pytest.raises(CommandError) as refused:
            record.erase(folder, session_id=session_id, is_sure=is_sure)
        assert refused.value.status is status
    with pytest.raises(CommandError):
        record.erase(tmp_path / "nothing", session_id=sid, is_sure=True)
    assert _holds(folder, key)


def test_somebody_who_reads_holds_the_cleaning_up_and_that_is_said(
    filled: tuple[Path, str, bytes], monkeypatch: pytest.MonkeyPatch
):
    folder, sid, key = filled
    monkeypatch.setattr(file_wipe, "_WAIT_S", 0.01)
    monkeypatch.setattr("signaling.storage.database.BUSY_TIMEOUT_MS", 10)
    with ServerRecord(folder) as server, server._engine.connect().execution_options(is_reading=True) as reader:
        reader.exec_driver_sql("SELECT count(*) FROM session_keys").scalar()
        with pytest.raises(CommandError) as refused:
            record.erase(folder, session_id=sid, is_sure=True)
    assert refused.value.status is ExitCode.UNAVAILABLE
    record.erase(folder, session_id=sid, is_sure=True)
    assert not _holds(folder, key)
