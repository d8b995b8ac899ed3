"""Files in words: sizes people know, and a sentence for every way to fail."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from shared.transfer.manifest import ManifestProblem
from shared.transfer.view import FileRow, TransferView
from shared.ui import file_words
from shared.ui.file_words import short_checksum, size_words, state_words, trouble_words
from shared.ui.i18n import install_language

ROOT = Path(file_words.__file__).parents[2]


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
    install_language(qapp, "en")


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (12_345, "12.3 kB"),
        (123_456, "123 kB"),
        (1_204_551, "1.2 MB"),
        (2_000_000_000, "2.0 GB"),
        (5_000_000_000_000, "5,000 GB"),
    ],
)
def test_size_words_are_short(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words


def test_short_checksum_can_be_compared_aloud() -> None:
    assert short_checksum("0123456789abcdef" * 4) == "0123 4567 89ab cdef"


def test_every_code_a_file_can_fail_with_has_its_own_sentence() -> None:
    codes = {str(problem) for problem in ManifestProblem} - {"files_miscounted"}  # that one ends the session
    for path in (*ROOT.glob("shared/trans*/*.py"), *ROOT.glob("*/domain/file_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                codes |= set(re.findall(r"^(?:file|files|folder|disk)_[a-z_]+$", node.value))
    codes -= {"file_to_user", "files_miscounted", "file_process_not_started", "file_process_misunderstood"}
    codes -= {"file_process_killed"}
    assert len(codes) > 10
    assert codes <= file_words._TROUBLES.keys()
    assert len({trouble_words(code) for code in codes}) == len(codes)


def test_code_nobody_knows_is_still_a_sentence() -> None:
    assert trouble_words("evil_<b>code") == trouble_words("file_stopped_there")


def test_state_words_of_a_list_nobody_took_yet_differ_by_whose_it_is() -> None:
    view = TransferView(
        batch_id=1, direction="from_user", stage="waiting", files=(FileRow(name="a", size_bytes=1),), total_bytes=1
    )
    assert state_words(view) == "Waiting until your helper takes them"
    assert state_words(replace(view, direction="to_user")) == "Waiting for the answer"


def test_state_words_say_who_paused() -> None:
    view = TransferView(
        batch_id=1, direction="to_user", stage="moving", files=(FileRow(name="a", size_bytes=1),), total_bytes=1,
        is_held_there=True,
    )  # fmt: skip
    assert state_words(view) == "Paused on the other computer"


def test_full_disk_over_there_names_whoever_can_choose_another_folder() -> None:
    view = TransferView(
        batch_id=1, direction="to_user", stage="failed", files=(FileRow(name="a", size_bytes=1),), total_bytes=1,
        code="disk_full_there",
    )  # fmt: skip
    assert state_words(view) == (
        "There is not enough room on the other computer. Send fewer or smaller files, or ask the person to choose "
        "another folder."
    )
    assert "ask your helper" in state_words(replace(view, direction="from_user"))
