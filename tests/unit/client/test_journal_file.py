import os
import resource
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from client.journal_file import LINE_MAX_BYTES, JournalFile, default_journal_path, read_journal
from shared.errors import JournalWriteError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "journal.jsonl"


@pytest.fixture
def journal(path):
    opened = JournalFile(path)
    yield opened
    opened.close()


def test_default_journal_path_lies_in_the_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_journal_path() == tmp_path / "alongside" / "journal.jsonl"


def test_journal_file_lines_are_there_when_append_returns(journal, path):
    journal.append(b'{"a":1}')
    assert path.read_bytes() == b'{"a":1}\n'
    journal.append(b'{"a":2}')
    assert read_journal(path) == [b'{"a":1}', b'{"a":2}']


def test_journal_file_is_for_its_owner_only(journal, path):
    path.parent.mkdir()
    path.touch(0o644)
    journal.append(b"{}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_journal_file_opened_again_keeps_what_was_there(journal, path):
    journal.append(b'{"a":1}')
    journal.close()
    journal.append(b'{"a":2}')
    assert read_journal(path) == [b'{"a":1}', b'{"a":2}']


def test_journal_file_torn_last_line_is_left_behind(journal, path):
    path.parent.mkdir()
    path.write_bytes(b'{"a":1}\n{"a":2,"sig')
    journal.append(b'{"a":3}')
    assert path.read_bytes() == b'{"a":1}\n{"a":2,"sig\n{"a":3}\n'
    assert read_journal(path) == [b'{"a":1}', b'{"a":3}']


@pytest.mark.parametrize("line", [b"a\nb", b"x" * (LINE_MAX_BYTES + 1)])
def test_journal_file_line_that_is_no_line_is_refused(journal, path, line):
    with pytest.raises(JournalWriteError):
        journal.append(line)
    assert not path.exists()


def _make_folder(path):
    path.mkdir(parents=True)


def _make_link(path):
    path.parent.mkdir()
    path.symlink_to(path.parent / "elsewhere")


def _make_pipe(path):
    path.parent.mkdir()
    os.mkfifo(path)


def _make_file_in_the_way(path):
    path.parent.write_bytes(b"")


@pytest.mark.parametrize("arrange", [_make_folder, _make_link, _make_pipe, _make_file_in_the_way])
def test_journal_file_that_is_no_plain_file_is_refused(journal, path, arrange):
    arrange(path)
    for _ in range(2):
        with pytest.raises(JournalWriteError):
            journal.append(b"{}")


def test_journal_file_device_is_refused():
    with pytest.raises(JournalWriteError):
        JournalFile(Path("/dev/full")).append(b"{}")


def test_journal_file_path_with_nul_is_refused(tmp_path):
    with pytest.raises(JournalWriteError):
        JournalFile(tmp_path / "a\x00b").append(b"{}")


def test_journal_file_full_disk_raises_and_the_next_line_that_fits_is_whole(journal, path):
    # A file size limit makes the kernel write the part that fits and refuse the rest, just as a full disk does.
    journal.append(b'{"a":1}')
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12, hard))
    try:
        with pytest.raises(JournalWriteError):
            journal.append(b'{"a":2}')
        with pytest.raises(JournalWriteError):
            journal.append(b'{"a":3}')
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    journal.append(b'{"a":4}')
    assert read_journal(path) == [b'{"a":1}', b'{"a":4}']


def test_journal_file_failed_flush_stops_it_until_opened_again(journal, path, monkeypatch):
    journal.append(b'{"a":1}')

    def fail(_descriptor):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(JournalWriteError) as raised:
            journal.append(b'{"a":2}')
    assert raised.value.fields == {"errno": 5}
    with pytest.raises(JournalWriteError):
        journal.append(b'{"a":3}')
    journal.close()
    journal.append(b'{"a":4}')
    assert read_journal(path)[-1] == b'{"a":4}'


def test_journal_file_read_only_folder_raises(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    # The machine's own administrator may write everywhere, so the attempt is made as an ordinary user.
    program = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from client.journal_file import JournalFile
        from shared.errors import JournalWriteError
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            JournalFile(Path({str(folder)!r}) / "journal.jsonl").append(b"{{}}")
        except JournalWriteError as error:
            print(error)
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "journal_unwritable (errno=13)", done.stderr


def test_journal_file_killed_writer_loses_no_acknowledged_line(path):
    program = textwrap.dedent(f"""
        from pathlib import Path
        from client.journal_file import JournalFile
        journal, number = JournalFile(Path({str(path)!r})), 0
        while True:
            number += 1
            journal.append(b'{{"n":%d}}' % number)
            print(number, flush=True)
    """)
    acknowledged = 0
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _line in range(25):
                writer.stdout.readline()
            writer.kill()
            acknowledged += 25 + writer.stdout.read().count(b"\n")
        # A last number cut short by the kill counts as not acknowledged.
    assert len(read_journal(path)) >= acknowledged
