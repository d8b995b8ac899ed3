"""Both files or neither, and never over another."""

from pathlib import Path

import pytest

from client.ui.receipt_file import receipt_stem, save_receipt, text_path


def test_receipt_stem_is_ascii_and_sorts_by_time() -> None:
    assert receipt_stem("2026-11-22T12:02:11.000Z") == "receipt-2026-11-22-1202"
    assert receipt_stem("") == "receipt"
    assert "/" not in receipt_stem("../../etc/passwd")


def test_save_receipt_writes_both_files(tmp_path: Path) -> None:
    assert save_receipt(tmp_path / "mine", "Справка\n", "{}") is None

    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "Справка\n"
    assert (tmp_path / "mine.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("taken", ["mine.txt", "mine.json"])
def test_save_receipt_file_in_the_way_changes_nothing(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("precious", encoding="utf-8")

    trouble = save_receipt(tmp_path / "mine.txt", "text", "{}")

    assert trouble is not None
    assert trouble.code == "file_exists"
    assert trouble.fields == {"file": taken}
    assert (tmp_path / taken).read_text(encoding="utf-8") == "precious"
    assert [path.name for path in tmp_path.iterdir()] == [taken]


def test_save_receipt_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "mine.txt").symlink_to(target)

    trouble = save_receipt(tmp_path / "mine.txt", "text", "")

    assert trouble is not None
    assert not target.exists()


def test_save_receipt_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    trouble = save_receipt(tmp_path / "gone" / "mine.txt", "text", "{}")

    assert trouble is not None
    assert trouble.code == "file_unwritable"


@pytest.mark.parametrize(
    ("name", "expected"), [("a", "a.txt"), ("a.TXT", "a.TXT"), ("v1.2", "v1.2.txt"), ("a.json", "a.json.txt")]
)
def test_text_path_always_ends_in_txt(name: str, expected: str) -> None:
    assert text_path(Path(name)).name == expected
