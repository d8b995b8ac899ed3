"""The whole record through the pages of a real server: taken along and checked offline, and checked on the server."""

import csv
import io
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from shared.audit.verify_cli import main as verify
from signaling.admin.log_pages import HOME
from signaling.domain.accounts import Role
from tests.fakes.server_record import ServerRecord
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


def take_half(browser: Browser, path: str, key: str) -> socket.socket:
    """Ask for the file and read none of it."""
    place = urlsplit(browser.url)
    body = urlencode({"key": key})
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = (
        f"POST {path} HTTP/1.1", f"host: {place.netloc}", f"cookie: {cookies}", "sec-fetch-site: same-origin",
        "content-type: application/x-www-form-urlencoded", f"content-length: {len(body)}", "", body,
    )  # fmt: skip
    waiting = socket.socket()
    waiting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    waiting.connect((place.hostname or "", place.port or 0))
    waiting.sendall("\r\n".join(head).encode())
    assert waiting.recv(12) == b"HTTP/1.1 200"
    return waiting


def test_one_export_of_an_account_and_three_of_the_server_run_at_once(tmp_path: Path):
    with ServerRecord(tmp_path) as record:
        record.plain(30_000)
    for number in range(4):
        add_account(tmp_path, f"vera{number}@b.org", Role.AUDITOR)
    path = f"{HOME}/export/jsonl"
    with ServerProcess(tmp_path) as server, ExitStack() as sockets:
        people = [Browser(server.url) for _ in range(4)]
        for number, person in enumerate(people):
            assert person.sign_in(f"vera{number}@b.org").status == 303
        keys = [person.form_key for person in people]
        first = sockets.enter_context(take_half(people[0], path, keys[0]))
        again = people[0].post(f"{HOME}/export/csv", {"key": keys[0]})
        assert (again.status, "Your browser is taking the log along already" in again.body) == (429, True)
        for number in (1, 2):
            sockets.enter_context(take_half(people[number], path, keys[number]))
        full = people[3].post(path, {"key": keys[3]})
        assert (full.status, "Others are taking the log along right now" in full.body) == (429, True)
        assert last_event(server)[0] == "log:chain:exported"
        first.close()
        deadline = time.monotonic() + 10
        while (answer := people[3].post(path, {"key": keys[3]})).status == 429:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert (answer.status, answer.body.count("\n") > 30_000) == (200, True)
        assert people[3].post(path, {"key": keys[3]}).status == 200, "a file that was sent holds nothing"


def test_check_of_somebody_else_is_said_to_be_running(tmp_path: Path):
    with ServerRecord(tmp_path) as record:
        record.plain(30_000)
    for number in range(2):
        add_account(tmp_path, f"vera{number}@b.org", Role.AUDITOR, name=f"Vera {number}")
    with ServerProcess(tmp_path) as server:
        people = [Browser(server.url) for _ in range(2)]
        for number, person in enumerate(people):
            assert person.sign_in(f"vera{number}@b.org").status == 303
        keys = [person.form_key for person in people]
        assert people[0].post("/admin/log/verify", {"key": keys[0]}).status == 303
        assert people[0].post("/admin/log/verify", {"key": keys[0]}).status == 303, "one's own goes on"
        other = people[1].post("/admin/log/verify", {"key": keys[1]})
        assert (other.status, "else&#39;s check is running" in other.body) == (429, True)
        assert "Vera 0 asked for it" in other.body
        # The page looks again each second; what was said must not be gone by then.
        assert "one runs at a time" in people[1].get("/admin/log/verify").body
        assert "one runs at a time" not in people[0].get("/admin/log/verify").body
        people[0].post("/admin/log/verify/stop", {"key": keys[0]})
        assert people[1].post("/admin/log/verify", {"key": keys[1]}).status == 303
        people[1].post("/admin/log/verify/stop", {"key": keys[1]})
