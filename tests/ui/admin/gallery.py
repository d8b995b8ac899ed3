"""Every page and step of the admin page as pictures, to be looked at: `python -m tests.ui.admin.gallery OUT`."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.integration.server.running_server import PASSWORD
from tests.ui.admin.busy_room import ADMIN, AUDITOR, busy_server, sign_in
from tests.ui.admin.conftest import SID
from tests.ui.admin.crowded_room import crowded_pictures
from tests.ui.admin.late_room import late_pictures

_PLAIN = (
    "sessions", f"sessions/{SID}", f"sessions/{SID}/erase", "statistics", "log", "log/verify", "log/witness", "health",
    "accounts", "accounts/new", "policies", "categories", "ways", "sessions/x",
)  # fmt: skip
_SHEET_COLUMNS = 4
_SHEET_CELL_PX = 480, 640


def main(
    out_dir: Path,
    lang: str = "en",
    scheme: str = "light",
    width: int = 1280,
    only: Annotated[str, typer.Option(help="pages with this in their name")] = "",
) -> None:
    """Write one PNG for each page, and `sheet.png` with all of them."""
    out_dir.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        busy_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        options = {"locale": lang, "color_scheme": scheme, "viewport": {"width": width, "height": 800}}
        stranger = browser.new_context(base_url=server.url.replace("ws://", "http://"), **options)
        admin = sign_in(browser, server, ADMIN, **options)
        auditor = sign_in(browser, server, AUDITOR, **options)
        shown = [path for path in _pictures(stranger, admin, auditor, out_dir) if only in path.stem]
        late = late_pictures(browser, Path(folder) / "late", _taker(out_dir), **options)
        crowded = crowded_pictures(browser, Path(folder) / "crowded", _taker(out_dir), **options)
        shown += [path for path in (*late, *crowded) if only in path.stem]
        browser.close()
    _sheet(shown, out_dir / "sheet.png")
    typer.echo(f"{len(shown)} pages in {out_dir}")


def _taker(out_dir: Path) -> Callable[[Page, str], Path]:
    def take(page: Page, name: str) -> Path:
        page.wait_for_load_state("networkidle")
        path = out_dir / f"{name.replace('/', '-').replace(SID, 'one')}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


def _pictures(
    stranger: BrowserContext, admin: BrowserContext, auditor: BrowserContext, out_dir: Path
) -> Iterator[Path]:
    take = _taker(out_dir)
    page = stranger.new_page()
    page.goto("/admin/sign-in")
    yield take(page, "sign-in")
    page.fill("#email", ADMIN)
    page.fill("#password", PASSWORD)
    page.fill("#second_factor", "000000")
    page.press("#second_factor", "Enter")
    yield take(page, "sign-in-refused")
    page.goto("/admin/nothing/here")
    yield take(page, "stranger-missing")
    page.goto("/admin/sign-in?search=%00")
    yield take(page, "stranger-unreadable")
    page = admin.new_page()
    for name in _PLAIN:
        page.goto(f"/admin/{name}")
        yield take(page, name)
    for name, step in _STEPS.items():
        step(page)
        yield take(page, name)
    link = page.locator("#link").inner_text()
    page = stranger.new_page()
    page.goto(link)
    yield take(page, "set-up")
    page.fill("#password", "short")
    page.fill("#again", "shorter")
    page.press("#again", "Enter")
    yield take(page, "set-up-refused")
    page.goto("/admin/set-up/not-a-link")
    yield take(page, "set-up-void")
    page = auditor.new_page()
    for name in ("policies", "log", "health"):
        page.goto(f"/admin/{name}")
        yield take(page, f"auditor-{name}")


def _check_log(page: Page) -> None:
    page.goto("/admin/log/verify")
    page.click("main form button")
    page.wait_for_selector("#verdict")


def _look_over_rules(page: Page) -> None:
    page.goto("/admin/policies")
    page.check("[name=forbid_file_to_user]")
    page.check("[name=day_mon]")
    page.fill("[name=first]", "08:00")
    page.fill("[name=last]", "18:30")
    page.click("main form button")


def _open_kind(page: Page) -> None:
    page.goto("/admin/categories")
    page.click("tbody tr:first-child a")


def _open_person(page: Page) -> None:
    page.goto("/admin/accounts")
    page.click("tbody tr:first-child a")


def _look_over_change(page: Page) -> None:
    page.locator("main form button").last.click()


def _look_over_person(page: Page) -> None:
    page.goto("/admin/accounts/new")
    page.fill("#email", "neli@help.example")
    page.fill("#name", "Neli Rusu")
    page.click("main form button")


def _add_person(page: Page) -> None:
    page.locator("main form button").last.click()
    page.wait_for_selector("#link")


_STEPS: dict[str, Callable[[Page], None]] = {
    "log-verified": _check_log,
    "policies-check": _look_over_rules,
    "categories-one": _open_kind,
    "accounts-one": _open_person,
    "accounts-one-check": _look_over_change,
    "accounts-new-check": _look_over_person,
    "accounts-link": _add_person,
}
"""In this order: the last leaves the link for the page after it."""


def _sheet(paths: list[Path], to: Path) -> None:
    """All of them on one, so that what does not go with the rest is seen."""
    width, height = _SHEET_CELL_PX
    rows = -(-len(paths) // _SHEET_COLUMNS)
    sheet = Image.new("RGB", (width * _SHEET_COLUMNS, height * rows), "#888888")
    for number, path in enumerate(paths):
        with Image.open(path) as picture:
            picture.thumbnail((width - 12, height - 12))
            sheet.paste(picture, (number % _SHEET_COLUMNS * width + 6, number // _SHEET_COLUMNS * height + 6))
    sheet.save(to)


if __name__ == "__main__":
    typer.run(main)
