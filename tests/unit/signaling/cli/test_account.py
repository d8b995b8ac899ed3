import getpass
import io
import sys
from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli import account
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import prepare_data_dir
from signaling.domain.accounts import Role
from signaling.domain.passwords import is_password_right
from signaling.storage import account_store
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path

PASSWORD = "a password long enough"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    waiting = iter(answers)
    monkeypatch.setattr(sys, "stdin", _Terminal())
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return next(waiting)

    monkeypatch.setattr(getpass, "getpass", ask)
    return prompts


def _add(folder: Path) -> None:
    account.add(
        folder,
        email="ana@example.org",
        name="Ana",
        role=Role.AGENT,
        organisation=" ",
        is_password_on_stdin=False,
        is_password_only=True,
    )


def test_add_that_gets_no_password_adds_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", _Terminal())

    def end_of_file(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", end_of_file)
    with pytest.raises(CommandError) as refused:
        _add(tmp_path)
    assert (refused.value.sentence, refused.value.status) == (
        "No password was given. Nothing was changed.",
        ExitCode.USAGE,
    )


def test_add_asks_twice_and_stores_only_the_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    prompts = _answer(monkeypatch, PASSWORD, PASSWORD)
    _add(tmp_path)
    assert prompts == ["Password, 15 characters or more: ", "The same password again: "]
    engine = open_engine(database_path(tmp_path))
    with engine.connect() as connection:
        found = account_store.find_account(connection, "ana@example.org")
    engine.dispose()
    assert found is not None
    assert (found.role, found.organisation) == (Role.AGENT, "")
    assert is_password_right(PASSWORD, found.password_hash)
    assert all(PASSWORD.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_add_two_different_passwords_adds_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    _answer(monkeypatch, PASSWORD, PASSWORD + "!")
    with pytest.raises(CommandError) as refused:
        _add(tmp_path)
    assert refused.value.status is ExitCode.USAGE
    account.show(tmp_path)
    assert capsys.readouterr().out == ""


def test_add_password_on_stdin_that_is_no_text_is_refused_and_nothing_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe a long enough password\n"), "latin-1"))
    with pytest.raises(CommandError) as refused:
        account.add(
            tmp_path,
            email="ana@example.org",
            name="Ana",
            role=Role.AGENT,
            organisation="",
            is_password_on_stdin=True,
            is_password_only=True,
        )
    assert refused.value.status is ExitCode.DATA


def test_add_known_address_is_refused_before_a_password_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _answer(monkeypatch, PASSWORD, PASSWORD)
    _add(tmp_path)
    prompts = _answer(monkeypatch)
    with pytest.raises(CommandError) as refused:
        _add(tmp_path)
    assert (refused.value.status, prompts) == (ExitCode.DATA, [])


def test_list_says_who_has_not_used_their_link_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    prepare_data_dir(tmp_path)
    engine = open_engine(database_path(tmp_path))
    with engine.begin() as connection:
        fields = {"name": "Neli", "role": Role.AGENT, "organisation": "", "password_hash": "", "now": account._now()}
        account_store.add_account(connection, email="neli@b.org", **fields)
    engine.dispose()
    account.show(tmp_path)
    assert capsys.readouterr().out == "agent:1\tneli@b.org\tagent\tactive\tNeli\t\tnot set up yet\n"
