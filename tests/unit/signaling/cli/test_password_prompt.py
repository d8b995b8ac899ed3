import io
import sys

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.password_prompt import read_new_password


def _type(monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line), "latin-1"))


@pytest.mark.parametrize("line", ["три слова и ещё одно\n", "три слова и ещё одно\r\n", "три слова и ещё одно"])
def test_password_on_stdin_is_utf8_whatever_the_locale_says(line: str, monkeypatch: pytest.MonkeyPatch):
    _type(monkeypatch, line.encode())
    assert read_new_password("ana@b.org", is_on_stdin=True) == "три слова и ещё одно"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("short", "at least 15 characters"),
        ("x" * 257, "at most 256"),
        ("passwordpassword", "repeats itself"),
        ("qwertyuiopasdfgh", "words everybody tries"),
        ("it is ana@b.org, really", "must not hold the e-mail address"),
    ],
)
def test_password_that_will_not_do_is_refused_with_the_reason(line: str, words: str, monkeypatch: pytest.MonkeyPatch):
    _type(monkeypatch, line.encode() + b"\n")
    with pytest.raises(CommandError) as refused:
        read_new_password("ana@b.org", is_on_stdin=True)
    assert words in refused.value.sentence
    assert refused.value.status is ExitCode.USAGE
