from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.breached_option import open_breached
from signaling.cli.command_error import CommandError

# SHA-1 of "correct horse battery staple"
STOLEN = b"ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42:5\r\n"


def test_without_a_file_there_is_no_list():
    with open_breached(None) as breached:
        assert breached is None


def test_list_is_open_inside(tmp_path: Path):
    path = tmp_path / "list"
    path.write_bytes(STOLEN)
    with open_breached(path) as breached:
        assert breached is not None
        assert breached.count("correct horse battery staple") == 5


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (None, ExitCode.UNREADABLE, "cannot be read"),
        (b"hunter2\n", ExitCode.DATA, "no list of stolen passwords"),
        (b"F" * 40 + b":1\n" + STOLEN, ExitCode.DATA, "not sorted by hash"),
    ],
)
def test_bad_file_is_a_sentence_and_a_status(tmp_path: Path, content: bytes | None, status: ExitCode, words: str):
    path = tmp_path / "list"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as refused, open_breached(path):
        pass
    assert refused.value.status is status
    assert words in refused.value.sentence
    assert str(path) in refused.value.sentence
