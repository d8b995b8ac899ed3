"""When an account counts as new, and names from outside."""

from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from client.ui.helper_card import HelperCardPanel, helper_name, is_new_account
from client.view_models.screens import HelperCard

CARD = HelperCard(name="Ana Pop", organisation="Contoso", domain="h.example", account_created_on="2026-01-01")


@pytest.mark.parametrize(
    ("created", "is_new"),
    [
        ("2026-11-22", True),
        ("2026-10-24", True),
        ("2026-10-23", False),
        ("2020-01-01", False),
        ("soon", True),
        ("", True),
    ],
)
def test_is_new_account_by_its_date(created: str, *, is_new: bool) -> None:
    assert is_new_account(replace(CARD, account_created_on=created), date(2026, 11, 22)) is is_new


def test_helper_name_is_one_harmless_line() -> None:
    assert helper_name(replace(CARD, name="Bank\u202e\nSecurity\x07")) == "Bank Security"
    assert helper_name(replace(CARD, name="\u200b")) == "?"


def test_digits_to_compare_stay_in_one_line(qtbot: QtBot) -> None:
    panel = HelperCardPanel()
    qtbot.addWidget(panel)
    panel.show_helper(replace(CARD, verified_digits="411 888"), date(2026, 11, 22))
    assert panel.compare.text().endswith(": 411\u00a0888")
