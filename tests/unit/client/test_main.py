"""The command line of the assisted person's program, up to the first window."""

import pytest
from typer.testing import CliRunner

from client.__main__ import _app
from client.config import PROGRAM
from shared.cli.exit_code import ExitCode


def test_main_version_is_printed_and_nothing_else_happens():
    done = CliRunner().invoke(_app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, PROGRAM + "\n")


def test_main_without_a_display_says_so_and_leaves(monkeypatch: pytest.MonkeyPatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    # It would keep the runner's own output, which is closed afterwards, for every test that follows.
    monkeypatch.setattr("client.__main__.configure_logging", lambda **_settings: None)
    done = CliRunner().invoke(_app, [])
    assert done.exit_code == ExitCode.SETUP
    assert done.output.strip()
    assert "Traceback" not in done.output


def test_main_unknown_option_is_a_usage_error():
    assert CliRunner().invoke(_app, ["--sever", "x"]).exit_code == 2
