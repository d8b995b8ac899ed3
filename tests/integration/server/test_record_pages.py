"""What is said of a session, over real sockets, and who finds what of it on the admin page of a real server."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account, run_command
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.wire_program import Program, open_session

RECEIPT = json.dumps({"kind": "receipt", "pad": "x" * 20_000}).encode()
PART = 12 * 1024
WORDS = "He wanted <b>gift cards</b>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("record")
    for role in Role:
        for number in range(3):
            add_account(data_dir, f"{role}{number}@record.example", role)
    with ServerProcess(data_dir) as server:
        yield server


@dataclass
class Said:
    session_id: str
    token: str


async def _say_everything(server: ServerProcess, email: str) -> Said:
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in(email, PASSWORD)
        pair = await open_session(client, agent)
        own = {"request_id": 1, "session_id": pair.session_id, "session_token": pair.client_token}
        await client.request(record.TellProblem(**own, problem="The printer <i>smokes</i>"), record.RecordKept)
        await client.request(
            wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped"), wire.SessionClosed
        )
        await agent.receive(wire.SessionClosed)
        await client.request(record.RateSession(**own, stars=2), record.RecordKept)
        parts = [RECEIPT[start : start + PART] for start in range(0, len(RECEIPT), PART)]
        report = record.ReportSession(
            **own,
            cause="asked_for_money",
            words=WORDS,
            receipt_parts=len(parts),
            receipt_sha256=hashlib.sha256(RECEIPT).digest(),
        )
        await client.request(report, record.RecordKept)
        for number, body in enumerate(parts, 1):
            await client.request(record.HandReceipt(**own, part=number, body=body), record.RecordKept)
        offered = await agent.request(record.ListCategories(request_id=1), record.Categories)
        assert [each.category_id for each in offered.categories][:2] == ["printing", "email"]
        filing = record.FileSession(
            request_id=1, session_id=pair.session_id, category="printing", result="passed_on", note="Took it away"
        )
        await agent.request(filing, record.RecordKept)
        return Said(pair.session_id, pair.client_token)


def _browser(server: ServerProcess, email: str) -> Browser:
    browser = Browser(server.url)
    assert browser.sign_in(email).status == 303
    return browser


async def test_report_is_for_those_who_look_after_agents_and_never_for_the_agent(server: ServerProcess):
    said = await _say_everything(server, "agent0@record.example")
    page = f"/admin/sessions/{said.session_id}"
    for email in ("lead0@record.example", "admin0@record.example", "auditor0@record.example"):
        browser = _browser(server, email)
        body = browser.get(page).body
        assert "They asked for money or passwords." in body
        assert "He wanted &lt;b&gt;gift cards&lt;/b&gt;" in body
        assert "The printer &lt;i&gt;smokes&lt;/i&gt;" in body
        assert 'aria-label="2 of 5 stars"' in body
        assert "Took it away" in body
        receipt = browser.post(f"{page}/receipt", {"key": browser.form_key})
        assert (receipt.status, receipt.body.encode()) == (200, RECEIPT)
        assert receipt.headers["content-disposition"].startswith("attachment")
        assert receipt.headers["content-type"] == "application/octet-stream"
        listed = browser.get("/admin/sessions?reported=yes").body
        assert said.session_id in listed
        assert ">reported<" in listed
        assert ("Erase the texts" in body) == email.startswith("admin")
    agent = _browser(server, "agent0@record.example")
    body = agent.get(page).body
    assert "Took it away" in body
    assert "smokes" in body
    assert "gift cards" not in body
    assert "reported" not in body
    assert ">reported<" not in agent.get("/admin/sessions?reported=yes").body
    assert agent.post(f"{page}/receipt", {"key": agent.form_key}).status == 403
    assert _browser(server, "agent1@record.example").get(page).status == 404


async def test_lead_who_was_the_agent_finds_no_report_about_themselves(server: ServerProcess):
    said = await _say_everything(server, "lead1@record.example")
    page = f"/admin/sessions/{said.session_id}"
    lead = _browser(server, "lead1@record.example")
    assert "gift cards" not in lead.get(page).body
    assert said.session_id in lead.get("/admin/sessions").body
    assert said.session_id not in lead.get("/admin/sessions?reported=yes").body
    assert lead.post(f"{page}/receipt", {"key": lead.form_key}).status == 404
    assert "gift cards" in _browser(server, "lead2@record.example").get(page).body


async def test_admin_erases_after_a_question_and_the_key_is_in_no_file_any_more(server: ServerProcess):
    said = await _say_everything(server, "agent0@record.example")
    page = f"/admin/sessions/{said.session_id}"
    with closing(sqlite3.connect(server.data_dir / "alongside.sqlite3")) as database:
        statement = "SELECT key FROM session_keys WHERE session_id = ?"
        (key,) = database.execute(statement, (said.session_id,)).fetchone()
    admin = _browser(server, "admin1@record.example")
    assert "Nobody can bring them back" in admin.get(f"{page}/erase").body
    assert "Took it away" in admin.get(page).body, "asking erases nothing"
    files = [path for path in server.data_dir.iterdir() if path.name.startswith("alongside.sqlite3")]
    assert any(key in path.read_bytes() for path in files)
    assert admin.post(f"{page}/erase", {"key": admin.form_key}).headers["location"] == page
    assert not any(key in path.read_bytes() for path in files)
    body = admin.get(page).body
    for gone in ("Took it away", "gift cards", "smokes"):
        assert gone not in body
    assert "were erased for good" in body
    assert "Printing" in body
    assert "INTACT" in admin.get(f"{page}/verify").body or "intact" in admin.get(f"{page}/verify").body
    assert admin.post(f"{page}/receipt", {"key": admin.form_key}).status == 404
    log = admin.get("/admin/log?tag=session:record:erased").body
    assert said.session_id in log
    # Nothing more is taken about it, and the whole record verifies from outside.
    async with Program(server.url, "client") as client:
        rating = record.RateSession(request_id=1, session_id=said.session_id, session_token=said.token, stars=5)
        assert await client.refused(rating) == "record_closed"


async def test_operator_erases_beside_the_running_server(server: ServerProcess):
    said = await _say_everything(server, "agent0@record.example")
    data = ("--data-dir", str(server.data_dir))
    refused = run_command("record", "erase", said.session_id, *data)
    assert (refused.returncode, refused.stderr.strip()) == (
        2,
        "Nobody is there to be asked. Add --yes to erase without a question.",
    )
    done = run_command("record", "erase", said.session_id, "--yes", *data)
    assert (done.returncode, done.stdout.strip()) == (
        0,
        f"The texts of session {said.session_id} are erased for good.",
    )
    assert run_command("record", "erase", "0" * 32, "--yes", *data).returncode == 65
    assert run_command("record", "erase", "short", "--yes", *data).returncode == 2
    assert "gift cards" not in _browser(server, "lead0@record.example").get(f"/admin/sessions/{said.session_id}").body


def test_kinds_of_problem_are_changed_each_with_an_event(server: ServerProcess):
    admin = _browser(server, "admin2@record.example")
    key = admin.form_key
    assert "Write a name in English" in admin.post("/admin/categories", {"key": key, "ru": "Телефон"}).body
    fields = {"key": key, "en": "Phone & <tablet>", "ru": "Телефон", "ro": ""}
    assert admin.post("/admin/categories", fields).status == 303
    assert "Phone &amp; &lt;tablet&gt;" in admin.get("/admin/categories").body
    change = {"key": key, "en": "Printers", "ru": "Печать", "ro": "Imprimare", "place": "3"}
    assert admin.post("/admin/categories/printing", change).status == 303
    log = admin.get("/admin/log?tag=policy:rule:changed").body
    assert "category:phone_tablet" in log
    assert "1. Printing / Печать / Imprimare (offered)" in log
    assert "3. Printers / Печать / Imprimare (not offered)" in log
    assert "not offered" in admin.get("/admin/categories").body
    back = {**change, "en": "Printing", "place": "1", "offered": "yes"}
    assert admin.post("/admin/categories/printing", back).status == 303


async def test_list_is_narrowed_to_a_kind_of_problem(server: ServerProcess):
    said = await _say_everything(server, "agent2@record.example")
    lead = _browser(server, "lead2@record.example")
    assert said.session_id in lead.get("/admin/sessions?category=printing").body
    assert said.session_id not in lead.get("/admin/sessions?category=email").body
