"""What the tests of acting share: an admin's browser, the forms on a page, and what the record says afterwards."""

import html
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.integration.server.test_admin_page import Answer, Browser


def sign_in(url: str, number: int) -> Browser:
    """A browser in which admin number so-and-so has just signed in."""
    browser = Browser(url)
    assert browser.sign_in(f"admin{number}@acts.example").status == 303
    return browser


def record(data_dir: Path) -> list[dict[str, Any]]:
    """Every event there is, oldest first."""
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        return [json.loads(line) for (line,) in database.execute("SELECT line FROM audit_events ORDER BY seq")]


def account_id(data_dir: Path, email: str) -> int:
    """The number of an account."""
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        return database.execute("SELECT account_id FROM accounts WHERE email = ?", (email,)).fetchone()[0]


def hidden(answer: Answer, action: str) -> dict[str, str]:
    """The hidden fields of the form on a page that goes to that address."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', answer.body, re.DOTALL)
    assert form is not None, answer.body
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in found}


def change(browser: Browser, account_id: int, **asked: str) -> Answer:
    """Go the way a person goes: the account's page, the question, the press."""
    address = f"/admin/accounts/{account_id}"
    seen = hidden(browser.get(address), f"{address}/check")
    question = browser.post(f"{address}/check", seen | asked)
    assert question.status == 200, question.body
    return browser.post(address, hidden(question, address))
