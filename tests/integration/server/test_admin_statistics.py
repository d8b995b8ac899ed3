"""Numbers and health through the pages of a real server: whose they are, and that they are the database's."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from signaling.admin.health_pages import HOME as HEALTH
from signaling.admin.statistics_pages import HOME, PRESETS_DAYS
from signaling.domain.accounts import Role
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path
from tests.integration.server.running_server import ServerProcess, add_account
from tests.integration.server.test_admin_page import Browser
from tests.unit.signaling.storage.test_statistics_store import put, row

DAYS = "since=2026-11-01&until=2026-11-30"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("statistics")
    for email, name in (("ana@b.org", "Ana Pop"), ("ion@c.org", "=Ion")):
        add_account(data_dir, email, name=name)
    for number in range(4):
        add_account(data_dir, f"lead{number}@c.org", Role.LEAD)
        add_account(data_dir, f"admin{number}@b.org", Role.ADMIN)
    engine = open_engine(database_path(data_dir))
    with engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET organisation = 'Contoso' WHERE email LIKE '%@c.org'"))
        put(connection, *(row(number) for number in range(5)), row(5, agent_id="agent:2", category="@sound", day=3))
    engine.dispose()
    with ServerProcess(data_dir) as server:
        yield server


_numbers = iter(range(8))


def sign_in(server: ServerProcess, email: str) -> Browser:
    browser = Browser(server.url)
    assert browser.sign_in(email).status == 303
    return browser


def rows_of(browser: Browser, table: str) -> list[dict[str, str]]:
    answer = browser.get(f"/admin/statistics/{table}.csv?{DAYS}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="{table}-2026-11-01-2026-11-30.csv"' in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.body, newline="")))


def test_admin_sees_everybodys_numbers(server: ServerProcess):
    browser = sign_in(server, "admin0@b.org")
    body = browser.get(f"/admin/statistics?{DAYS}").body
    assert "The sessions of everybody." in body
    assert 'data-day="2026-11-01"' in body
    assert 'data-column="sessions" data-value="5"' in body
    days = rows_of(browser, "days")
    assert [(day["day"], day["sessions"]) for day in days if day["sessions"] != "0"] == [
        ("2026-11-01", "5"), ("2026-11-04", "1"),
    ]  # fmt: skip
    assert (days[0]["mean_wait_s"], days[0]["mean_duration_s"], days[0]["mean_rating"]) == ("60.0", "600.0", "5.0")
    assert [(each["name"], each["sessions"]) for each in rows_of(browser, "agents")] == [
        ("Ana Pop", "5"),
        ("'=Ion", "1"),
    ]
    assert [each["category"] for each in rows_of(browser, "problems")] == ["printer", "'@sound"]


def test_lead_sees_the_numbers_of_their_own_people_alone(server: ServerProcess):
    browser = sign_in(server, "lead0@c.org")
    body = browser.get(f"/admin/statistics?{DAYS}").body
    assert "The sessions of your organisation." in body
    assert "ana@b.org" not in body
    assert [each["agent_id"] for each in rows_of(browser, "agents")] == ["agent:2"]
    assert [each["category"] for each in rows_of(browser, "problems")] == ["'@sound"]
    assert sum(int(day["sessions"]) for day in rows_of(browser, "days")) == 1


def test_days_are_the_last_thirty_when_nobody_says_and_three_years_at_most(server: ServerProcess):
    browser = sign_in(server, "admin1@b.org")
    today = datetime.now(UTC).date().isoformat()
    assert f'name="until" value="{today}"' in browser.get("/admin/statistics").body
    assert (
        "No session began on these days." in browser.get("/admin/statistics?since=2020-01-01&until=2020-01-31").body
    )
    usual = browser.get(HOME).body
    assert all(f">{days} days<" in usual for days in PRESETS_DAYS)
    long = browser.get("/admin/statistics?since=2001-01-01&until=2026-11-30").body
    assert "Three years are the most" in long
    assert long.count("data-day=") == 3 * 366


def test_health_says_how_the_server_is_and_what_to_do(server: ServerProcess):
    browser = sign_in(server, "admin2@b.org")
    body = browser.get(HEALTH).body
    assert "has been running for" in body
    assert "No witness was named to this server." in body
    assert "What to do:" in body
    assert "act now" not in body
    with closing(sqlite3.connect(server.data_dir / "alongside.sqlite3")) as database:
        database.execute(
            "UPDATE sessions SET stage = 'open', closed_unix_ms = NULL WHERE session_id = ?", ("0" * 32,)
        )
        database.commit()
    row_of = browser.get(HEALTH).body.partition("Sessions that go on")[2].partition("</tr>")[0]
    assert "<span>1</span>" in row_of
