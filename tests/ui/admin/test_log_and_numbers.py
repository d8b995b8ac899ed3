"""Olga checks the whole log, takes it along and reads the numbers, in a real browser, with and without scripts."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shared.audit.export_check import ExportReport, check_export
from shared.audit.verifier import Finding
from signaling.witness.status import WatchState
from tests.integration.server.running_server import ServerProcess
from tests.ui.admin.busy_room import ADMIN, AUDITOR, DAYS, SESSIONS, busy_server, put_witness, sign_in

PAGES = ("/admin/log", "/admin/log/verify", "/admin/log/witness", "/admin/statistics", "/admin/health")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with busy_server(tmp_path_factory.mktemp("numbers")) as server:
        yield server


@pytest.fixture(scope="module")
def jar(chromium: Browser, server: ServerProcess) -> dict[str, Any]:
    """Who is signed in, so that each test need not use up a paper code."""
    found = {}
    for email in (ADMIN, AUDITOR):
        context = sign_in(chromium, server, email)
        found[email] = context.cookies()
        context.close()
    return found


class Window:
    """One browser window of one person; what its console complains about is kept."""

    def __init__(self, chromium: Browser, server: ServerProcess, cookies: Any, **options: Any) -> None:
        base = server.url.replace("ws://", "http://")
        self.context: BrowserContext = chromium.new_context(base_url=base, accept_downloads=True, **options)
        self.context.add_cookies(cookies)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


def test_log_is_checked_with_a_bar_and_taken_along(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any], tmp_path: Path
) -> None:
    window = Window(chromium, server, jar[AUDITOR], locale="en")
    page = window.page
    page.goto("/admin/log")
    page.click("text=Check of the whole log")
    page.click("button:has-text('Check the whole log')")
    expect(page.locator("#verdict")).to_contain_text("Nothing was changed.")
    assert page.locator("#check").get_attribute("hx-trigger") is None, "what is over asks no more"
    page.click("nav.tabs >> text=Events")
    for button, name in (("as proof", ".jsonl"), ("for a spreadsheet", "-not-verifiable.csv")):
        with page.expect_download() as download:
            page.click(f"button:has-text('{button}')")
        assert download.value.suggested_filename.endswith(name)
        download.value.save_as(tmp_path / name)
    with (tmp_path / ".jsonl").open("rb") as stream:
        report = check_export(stream)
    assert isinstance(report, ExportReport)
    assert (report.verdict.finding, report.manifest.sid) == (Finding.INTACT, None)
    with (tmp_path / "-not-verifiable.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == report.verdict.events + 1  # the first export is in the second
    assert window.complaints == []
    window.context.close()


def test_bar_is_drawn_as_far_as_the_server_says(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any]
) -> None:
    window = Window(chromium, server, jar[AUDITOR], locale="en")
    page = window.page
    running = """<div id="check" hx-get="/admin/log/verify" hx-trigger="every 1s" hx-select="#check" hx-swap="outerHTML">
    <div class="progress"><progress id="bar" max="100" value="40">40 %</progress></div></div>"""
    page.route("**/admin/log/verify", lambda route: _with_main(route, running), times=1)
    # Looked at as soon as it stands: on a busy machine a second is over, and the bar gone, before we could ask.
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { const bar = document.querySelector('progress');"
        " if (bar) window.seen = [bar.getAttribute('value'), bar.getBoundingClientRect().width > 200]; })"
    )
    page.goto("/admin/log/verify")
    assert page.evaluate("window.seen") == ["40", True]
    expect(page.locator("progress")).to_have_count(0, timeout=10_000)  # asked again by itself, and it had ended
    assert window.complaints == []
    window.context.close()


def _with_main(route: Any, inner: str) -> None:
    answer = route.fetch()
    before, _, rest = answer.text().partition('<div id="check"')
    route.fulfill(response=answer, body=f"{before}{inner}</main>{rest.partition('</main>')[2]}")


def test_numbers_are_drawn_over_the_table_that_holds_them(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any]
) -> None:
    window = Window(chromium, server, jar[AUDITOR], locale="en")
    page = window.page
    page.goto("/admin/statistics")
    expect(page.locator("figure.chart.drawn canvas")).to_have_count(2)
    drawn = page.evaluate(
        "[...document.querySelectorAll('figure.chart canvas')].map(canvas => {"
        " const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);"
        " return data.filter((value, place) => place % 4 === 3 && value > 0).length; })"
    )
    assert all(count > 1_000 for count in drawn), drawn
    values = page.evaluate(
        "[...document.querySelectorAll('#days td[data-column=sessions]')].map(cell => Number(cell.dataset.value))"
    )
    assert (len(values), sum(values)) == (30, SESSIONS + values_of_the_story(page))
    assert sum(value > 0 for value in values) in {DAYS, DAYS + 1, DAYS + 2}
    page.locator("figure.chart .u-over").first.hover(position={"x": 400, "y": 60})
    expect(page.locator("figure.chart output").first).to_contain_text("sessions")
    assert window.complaints == []
    window.context.close()


def values_of_the_story(page: Page) -> int:
    """The one recorded session of the fixture, on the days it still is among those shown."""
    return page.locator("#days tr[data-day='2026-11-27']").count()


def test_problems_are_named_in_the_language_of_the_page(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any]
) -> None:
    window = Window(chromium, server, jar[AUDITOR], locale="ru")
    window.page.goto("/admin/statistics")
    names = window.page.locator("[aria-labelledby=problems-title] tbody th").all_inner_texts()
    assert sorted(names) == ["Звук или изображение", "Пароль или вход", "Печать"]
    window.context.close()


def test_charts_follow_the_change_to_dark(chromium: Browser, server: ServerProcess, jar: dict[str, Any]) -> None:
    window = Window(chromium, server, jar[AUDITOR], locale="en", color_scheme="light")
    page = window.page
    page.goto("/admin/statistics")
    read = (
        "(() => { const canvas = document.querySelector('figure.chart canvas');"
        " const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); const seen = new Map();"
        " for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) {"
        " const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`; seen.set(colour, (seen.get(colour) || 0) + 1); }"
        " return [...seen].sort((one, other) => other[1] - one[1])[0][0]; })()"
    )
    assert page.evaluate(read) == "15,118,110"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{read} === '45,212,191'")
    window.context.close()


def test_without_scripts_everything_is_read_and_the_check_is_looked_at_again(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any]
) -> None:
    window = Window(chromium, server, jar[AUDITOR], locale="en", java_script_enabled=False)
    page = window.page
    page.goto("/admin/log/verify")
    page.click("button:has-text('Check the whole log')")
    while page.locator("text=Look again").count():
        page.click("text=Look again")
    expect(page.locator("#verdict")).to_contain_text("Nothing was changed.")
    page.goto("/admin/statistics")
    assert not page.locator("figure.chart").first.is_visible(), "a frame without a drawing is no use"
    page.click("summary:has-text('Show all days')")
    expect(page.locator("#days tbody tr")).to_have_count(30)
    assert page.locator("#days tbody tr").first.is_visible()
    window.context.close()


def test_refused_record_is_red_and_says_what_to_do(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any]
) -> None:
    folder = server.data_dir.with_name("witness")
    window = Window(chromium, server, jar[ADMIN], locale="en")
    page = window.page
    try:
        put_witness(folder, state=WatchState.REFUSED, finding="tampered", problem="link_differs", first_bad_seq=7)
        page.goto("/admin/log/witness")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("does not go on from the last checkpoint")
        expect(alert).to_contain_text("Event 7 was changed, or something before it was. (link_differs)")
        expect(alert).to_contain_text("Keep a copy of it as it is")
        assert alert.locator("svg.act").count() == 1
        page.goto("/admin/health")
        row = page.locator("tr.act", has=page.get_by_role("rowheader", name="Outside witnesses"))
        expect(row).to_contain_text("act now")
        assert row.locator("svg.act").count() == 1
    finally:
        put_witness(folder)
    window.context.close()


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_no_page_is_wider_than_a_telephone(
    chromium: Browser, server: ServerProcess, jar: dict[str, Any], language: str
) -> None:
    window = Window(
        chromium, server, jar[ADMIN], viewport={"width": 360, "height": 740}, locale=language, color_scheme="dark",
        has_touch=True,
    )  # fmt: skip
    for path in PAGES:
        window.page.goto(path)
        window.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 360, path
    window.context.close()


def test_everything_is_reached_by_keyboard(chromium: Browser, server: ServerProcess, jar: dict[str, Any]) -> None:
    window = Window(chromium, server, jar[ADMIN], locale="en")
    page = window.page
    for path in PAGES:
        page.goto(path)
        wanted = page.locator(
            "a[href]:visible, button:visible, input:visible, select:visible, summary:visible"
        ).count()
        seen: set[int] = set()
        for _ in range(2 * wanted + 8):
            seen.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
            page.keyboard.press("Tab")
        assert len(seen) >= wanted, path
        assert page.locator("h1").count() == 1
    window.context.close()
