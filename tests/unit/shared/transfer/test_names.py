"""Plain names: what stays as it is, what changes, and that the rule is its own fixed point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol import limits
from shared.transfer.names import folded, numbered, safe_part, safe_path, split_suffix


@pytest.mark.parametrize(
    "name",
    [
        "letter.pdf",
        "Счёт за май.xlsx",
        "notiță.txt",
        "no ending",
        "a.tar.gz",
        "日本語.txt",
        "it's (1) & more.doc",
        "_x",
    ],
)
def test_safe_part_ordinary_name_stays(name: str):
    assert safe_part(name) == name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("invoice.pdf" + "\u2800" * 26 + ".exe", "invoice.pdf .exe"),
        ("\u3164\u115f\u1160\uffa0", "file"),
        ("a\ufe0f\u034f\U000e0100.txt", "a.txt"),
        ("a/b", "a_b"),
        ("a:b", "a_b"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("console.txt", "console.txt"),
        (".profile", "_profile"),
        ("end. .", "end"),
        ("a\u202eb", "ab"),
        ("e\u0301", "é"),
        ("e\u200d\u0301", "é"),
        ("", "file"),
        ("...", "file"),
        ("  spaced \u00a0 out  ", "spaced out"),
    ],
)
def test_safe_part_tricky_name_becomes_plain(name: str, plain: str):
    assert safe_part(name) == plain


@given(st.text(st.characters(), max_size=400))
def test_safe_part_is_plain_and_safe_again(name: str):
    plain = safe_part(name)
    assert safe_part(plain) == plain
    assert 0 < len(plain.encode()) <= limits.FILE_NAME_MAX_BYTES
    assert not set(plain) & set('/\\:*?"<>|\x00\n')


@given(st.text(st.characters(), max_size=400))
def test_safe_path_never_steps_up(path: str):
    steps = safe_path(path)
    assert 1 <= len(steps) <= limits.FILE_DEPTH_MAX
    assert not set(steps) & {"", ".", ".."}


def test_safe_part_long_name_keeps_its_ending():
    plain = safe_part("Й" * 300 + ".pdf")
    assert plain.endswith(".pdf")
    assert len(plain.encode()) <= limits.FILE_NAME_MAX_BYTES


def test_numbered_number_stands_before_the_ending():
    assert numbered("letter.pdf", 1) == "letter.pdf"
    assert numbered("letter.pdf", 2) == "letter (2).pdf"
    assert numbered("letter", 3) == "letter (3)"
    assert len(numbered("Й" * 90 + ".pdf", 10).encode()) <= limits.FILE_NAME_MAX_BYTES


def test_split_suffix_what_is_no_ending_stays_in_the_name():
    assert split_suffix("a.b") == ("a", ".b")
    assert split_suffix("version 2.final and really the last one") == ("version 2.final and really the last one", "")


def test_folded_takes_for_one_what_some_disk_takes_for_one():
    assert folded("Straße.TXT") == folded("STRASSE.txt")
    assert folded("ﬁle") == folded("file")
