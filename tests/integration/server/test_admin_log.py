"""The whole record through the pages of a real server: taken along and checked offline, and checked on the server."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.audit.verify_cli import main as verify
from signaling.admin.log_pages import HOME
from signaling.domain.accounts import Role
from tests.integration.server.running_server import ServerProcess, add_account, run_command
from tests.integration.server.test_admin_page import Browser, wait_for_check


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("log")
    for number in range(8):
        add_account(data_dir, f"olga{number}@b.org", Role.AUDITOR, name="Olga")
    add_account(data_dir, "ana@b.org", name="=Ana")
    with ServerProcess(data_dir) as server:
        yield server


_numbers = iter(range(8))


@pytest.fixture
def browser(server: ServerProcess) -> Browser:
    browser = Browser(server.url)
    assert browser.sign_in(f"olga{next(_numbers)}@b.org").status == 303
    return browser


def last_event(server: ServerProcess) -> tuple[str, str]:
    with closing(sqlite3.connect(server.data_dir / "alongside.sqlite3")) as database:
        return database.execute("SELECT tag, actor FROM audit_events ORDER BY seq DESC LIMIT 1").fetchone()


def test_download_is_verified_by_the_offline_command(
    server: ServerProcess, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    answer = browser.post("/admin/log/export/jsonl", {"key": browser.form_key})
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/jsonl"
    assert "content-length" not in {name.lower() for name in answer.headers}, "it is not known before it is read"
    name = answer.headers["content-disposition"].partition('"')[2].rstrip('"')
    assert name.startswith("record-20")
    assert name.endswith(".jsonl")
    path = tmp_path / name
    path.write_text(answer.body)
    key = server.data_dir / "audit-key.pub"
    monkeypatch.setattr("sys.argv", ["alongside-audit", "verify", str(path), "--pub", str(key)])
    with pytest.raises(SystemExit) as ended:
        verify()
    assert ended.value.code in {0, None}
    path.write_text(answer.body.replace("auditor", "another", 1))
    with pytest.raises(SystemExit) as ended:
        verify()
    assert ended.value.code == 1
    assert last_event(server)[0] == "log:chain:exported"


def test_spreadsheet_says_in_name_and_lines_that_it_is_no_proof(browser: Browser):
    answer = browser.post("/admin/log/export/csv", {"key": browser.form_key})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "-not-verifiable.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.body, newline="")))
    assert {row["not_verifiable"] for row in rows} == {"not verifiable: only the JSON Lines export is"}
    assert rows[-1]["type"] in {"auth:login:ok", "log:chain:exported"}


def test_form_without_its_key_takes_nothing_along(server: ServerProcess, browser: Browser):
    before = last_event(server)
    for fields, headers in (({}, {}), ({"key": browser.form_key}, {"sec_fetch_site": "cross-site"})):
        assert browser.post("/admin/log/export/jsonl", fields, **headers).status == 403
    assert browser.get("/admin/log/export/jsonl").status in {404, 405}
    assert last_event(server) == before


def test_check_runs_on_the_server_and_its_page_says_how_far_it_is(browser: Browser):
    assert "Check the whole log" in browser.get("/admin/log/verify").body
    assert browser.post("/admin/log/verify", {"key": browser.form_key}).headers["location"] == "/admin/log/verify"
    body = wait_for_check(browser)
    assert "Nothing was changed." in body
    assert "Last check: Olga" in body


def test_log_is_searched_by_people_and_outcome(browser: Browser):
    body = browser.get("/admin/log?who=ana@b.org").body
    assert body.count("<tr") == 2  # the head, and that she got an account
    assert "No event fits." in browser.get(f"{HOME}?who=nobody").body
    assert "=Ana" not in browser.get("/admin/log?outcome=denied").body


def test_without_a_witness_the_page_says_so(browser: Browser):
    assert "No witness was named to this server." in browser.get("/admin/log/witness").body


def test_state_of_a_real_witness_is_shown(tmp_path: Path):
    data_dir, witness_dir = tmp_path / "data", tmp_path / "witness"
    add_account(data_dir, "olga@b.org", Role.AUDITOR)
    with ServerProcess(data_dir, "--witness", str(witness_dir)) as server:
        browser = Browser(server.url)
        browser.sign_in("olga@b.org")
        assert "no state that can be read" in browser.get("/admin/log/witness").body
        keeper = tmp_path / "checkpoints.jsonl"
        arguments = ("--data-dir", str(data_dir), "--witness-dir", str(witness_dir), "--to", str(keeper), "--once")
        ran = run_command("witness", "run", *arguments)
        assert ran.returncode == 0, ran.stderr
        body = browser.get("/admin/log/witness").body
        assert "The witness signs, and the keepers outside have what it signed." in body
        assert str(keeper) in body
        with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
            database.execute("DROP TRIGGER audit_events_no_update")
            database.execute("UPDATE audit_events SET line = replace(line, 'auditor', 'another') WHERE seq = 1")
            database.execute("DROP TRIGGER audit_events_no_delete")
            database.execute("DELETE FROM audit_events WHERE seq > 3")
            database.commit()
        run_command("witness", "run", *arguments)
        body = browser.get("/admin/log/witness").body
        assert "does not go on from the last checkpoint" in body
        assert "Keep a copy of it as it is" in body
