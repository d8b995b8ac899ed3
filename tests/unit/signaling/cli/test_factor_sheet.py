import io
import sys

import pytest

from signaling.cli.factor_sheet import print_factor
from signaling.domain.second_factor import NewFactor, make_factor


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def factor() -> NewFactor:
    return make_factor()


def test_sheet_at_a_terminal_has_a_picture_for_the_phone(factor: NewFactor, monkeypatch: pytest.MonkeyPatch):
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    print_factor(factor, email="ana@b.org", origin="https://help.b.org:8443")
    shown = terminal.getvalue()
    assert shown.count("█▄") > 10
    assert "otpauth://totp/help.b.org:ana%40b.org?" in shown


def test_sheet_in_a_file_has_words_only(factor: NewFactor, capsys: pytest.CaptureFixture[str]):
    print_factor(factor, email="ana@b.org", origin="")
    shown = capsys.readouterr().out
    assert "█" not in shown
    assert "issuer=Alongside" in shown
    assert all(f"  {code}\n" in shown for code in factor.recovery_codes)
