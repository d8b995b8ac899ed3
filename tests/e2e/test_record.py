"""Help, end, stars, a report, filing, and all of it on the admin page: real windows, real mouse and keys, a real server."""

import json
import re
import subprocess
from pathlib import Path

from signaling.domain.accounts import Role as AccountRole
from tests.desk.accessibility import Role
from tests.desk.display import stop_process, wait_until
from tests.e2e.story import BIN, Story
from tests.integration.server.running_server import add_account
from tests.integration.server.test_admin_page import Answer, Browser

ADMIN = "maria@help.example"
HREF = re.compile(r'href="/admin/sessions/([0-9a-f]{32})"')


def choose(story: Story, cause: str) -> None:
    button = story.at_home.wait_for(Role.RADIO_BUTTON, cause)
    story.person.click(*button.center)


def write_report(story: Story, words: str) -> None:
    field = story.at_home.wait_for(Role.TEXT, re.compile("What happened, in your own words"))
    story.person.click(*field.center)
    story.person.type(words)
    story.press(story.at_home, story.person, "Send report")


def admin_page(story: Story) -> tuple[Answer, Browser, str]:
    """The page of the one session there is, as an admin finds it among those that were reported."""
    add_account(story.data, ADMIN, AccountRole.ADMIN, name="Maria Ionescu")
    browser = Browser(f"http://127.0.0.1:{story.port}")
    assert browser.sign_in(ADMIN).status == 303
    (sid,) = set(HREF.findall(browser.get("/admin/sessions?reported=yes").body))
    return browser.get(f"/admin/sessions/{sid}"), browser, sid


def test_what_both_say_of_a_session_is_found_by_the_admin(story: Story, tmp_path: Path) -> None:
    story.meet()
    story.stop()
    star = story.at_home.wait_for(None, "2 of 5 stars: not so good")
    story.person.click(*star.center)
    story.at_home.wait_for(Role.LABEL, "Thank you.")
    story.press(story.at_home, story.person, "Something was wrong…")
    choose(story, "They asked for money or passwords.")
    story.at_home.wait_for(Role.LABEL, re.compile("call your bank"))
    write_report(story, "A gift card of 200 euros")
    story.at_home.wait_for(Role.LABEL, re.compile("has arrived, with the receipt"))
    story.picture("client-report")

    story.at_office.wait_for(None, re.compile("The person stopped"))
    box = story.at_office.wait_for(Role.COMBO_BOX, "Choose…")
    story.agent.click(*box.center)
    story.at_office.wait_for(None, "Printing")
    for _ in range(2):  # past "Choose…" to the first kind and on to the second
        story.agent.press("Down")
    story.agent.press("Return")
    story.agent.click(*story.at_office.wait_for(Role.RADIO_BUTTON, "Partly solved").center)
    note = story.at_office.wait_for(Role.TEXT, re.compile("Note for your organisation"))
    story.agent.click(*note.center)
    story.agent.type("Mailbox was full")
    story.press(story.at_office, story.agent, "File")
    story.at_office.wait_for(Role.LABEL, re.compile("Filed. You can change it"))
    story.picture("console-filed")

    page, browser, sid = admin_page(story)
    for words in (
        "They asked for money or passwords.",
        "A gift card of 200 euros",
        "The printer does nothing",
        "E-mail",
        "Partly solved",
        "Mailbox was full",
        "2 of 5 stars",
    ):
        assert words in page.body, words
    receipt, record = tmp_path / "receipt.json", tmp_path / "record.jsonl"
    receipt.write_text(browser.post(f"/admin/sessions/{sid}/receipt", {"key": browser.form_key}).body)
    record.write_text(browser.post(f"/admin/sessions/{sid}/export", {"key": browser.form_key}).body)
    assert json.loads(receipt.read_text())["sid"] == sid
    verified = subprocess.run(
        [BIN / "alongside-audit", "verify", record, "--receipt", receipt],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout
    assert "receipt matches" in verified.stdout
    whole = b"".join(path.read_bytes() for path in story.data.iterdir() if path.is_file())
    assert b"gift card" not in whole
    assert b"Mailbox" not in whole


def test_stop_and_report_outlives_the_server_and_the_program(story: Story) -> None:
    story.meet()
    story.press(story.at_home, story.person, re.compile("Messages"))
    assert story.server is not None
    stop_process(story.server)
    story.press(story.at_home, story.person, "Something is wrong: stop, and tell us")
    story.at_home.wait_for(Role.LABEL, "What was wrong?")
    story.at_office.wait_for(None, re.compile("The person stopped"))
    choose(story, "I did not know this person.")
    write_report(story, "She said she was the bank")
    story.at_home.wait_for(Role.LABEL, re.compile("kept on this computer"))
    story.picture("client-report-kept")
    assert story.client is not None
    stop_process(story.client)
    story.restart_server()
    story.client = story.home.start(story.client_command, log=story.log("client"))
    story.at_home.wait_for(Role.LABEL, re.compile("has arrived now"), timeout_s=40)
    wait_until(lambda: "She said she was the bank" in admin_page(story)[0].body, "it is on the admin page")
