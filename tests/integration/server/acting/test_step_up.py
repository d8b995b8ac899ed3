"""What is dangerous asks a real person for a code once more, and then does what was asked."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from shared.clock import Clock, SystemClock
from signaling.domain.accounts import Role
from signaling.domain.policy import ServerPolicy
from tests.integration.server.acting.admin_browser import account_id, change, hidden, record
from tests.integration.server.running_server import RECOVERY_CODES, add_account, server_inside
from tests.integration.server.test_admin_page import Browser


class SetClock(Clock):
    """A clock whose monotonic time a test moves on; the wall goes with it."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def monotonic_ms(self) -> int:
        return SystemClock().monotonic_ms() + self.ahead_ms

    def utc_now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead_ms / 1000, UTC)


@asynccontextmanager
async def _late(tmp_path: Path, ahead_ms: int) -> AsyncIterator[tuple[Browser, int]]:
    """An admin whose sign-in is that old, and the number of somebody they might change."""
    add_account(tmp_path, "ana@acts.example")
    add_account(tmp_path, "admin@acts.example", Role.ADMIN)
    clock = SetClock()
    async with server_inside(tmp_path, clock=clock, policy=ServerPolicy(second_factor_failures_max=4)) as url:
        browser = Browser(url)
        answer = await asyncio.to_thread(browser.sign_in, "admin@acts.example")
        assert answer.status == 303
        clock.ahead_ms = ahead_ms
        yield browser, account_id(tmp_path, "ana@acts.example")


async def test_dangerous_form_asks_once_more_after_five_minutes_and_then_does_what_was_asked(tmp_path: Path):
    async with _late(tmp_path, 5 * 60_000) as (browser, ana):
        address = f"/admin/accounts/{ana}"
        asked = await asyncio.to_thread(change, browser, ana, action="details", role="agent", organisation="A & Ö")
        assert asked.status == 403
        assert "Once more your code" in asked.body
        assert "user:account:changed" not in str(record(tmp_path)[-1])
        again = hidden(asked, address)
        assert again["organisation"] == "A & Ö", "what was filled in is not lost"
        wrong = await asyncio.to_thread(browser.post, address, again | {"step_up_code": "000000"})
        assert "This code is wrong" in wrong.body
        assert record(tmp_path)[-1]["type"] == "auth:step_up:failed"
        again = hidden(wrong, address)
        code = RECOVERY_CODES["admin@acts.example"].pop()
        done = await asyncio.to_thread(browser.post, address, again | {"step_up_code": code})
        assert (done.status, done.headers["location"]) == (303, address)
        step_up, changed = record(tmp_path)[-2:]
        assert (step_up["type"], step_up["data"]) == ("auth:step_up:ok", {"method": "recovery"})
        assert (changed["type"], changed["data"]["after"]) == ("user:account:changed", "A & Ö")
        # Fresh now: the next one is not asked for.
        next_one = await asyncio.to_thread(change, browser, ana, action="disable")
        assert next_one.status == 303
        # Looking never asks.
        assert (await asyncio.to_thread(browser.get, address)).status == 200


async def test_wrong_codes_lock_and_a_form_without_its_key_counts_none(tmp_path: Path):
    async with _late(tmp_path, 6 * 60_000) as (browser, ana):
        address = f"/admin/accounts/{ana}"
        for _ in range(6):
            foreign = {"action": "disable", "step_up_code": "000000"}
            assert (await asyncio.to_thread(browser.post, address, foreign)).status == 403
        assert "auth:step_up:failed" not in {event["type"] for event in record(tmp_path)}
        key = await asyncio.to_thread(lambda: browser.form_key)
        fields = {"key": key, "action": "disable", "step_up_code": "000000"}
        answers = [(await asyncio.to_thread(browser.post, address, fields)).status for _ in range(5)]
        assert answers == [403, 403, 403, 403, 429]
        assert record(tmp_path)[-1]["type"] == "auth:login:locked"
        right = fields | {"step_up_code": RECOVERY_CODES["admin@acts.example"].pop()}
        assert (await asyncio.to_thread(browser.post, address, right)).status == 429


async def test_export_asks_too_and_hands_out_after_the_code(tmp_path: Path):
    async with _late(tmp_path, 6 * 60_000) as (browser, _):
        address = f"/admin/sessions/{'0' * 32}/export"
        key = await asyncio.to_thread(lambda: browser.form_key)
        asked = await asyncio.to_thread(browser.post, address, {"key": key})
        assert asked.status == 403
        code = RECOVERY_CODES["admin@acts.example"].pop()
        answer = await asyncio.to_thread(browser.post, address, hidden(asked, address) | {"step_up_code": code})
        assert answer.status == 404, "it came as far as that there is no such session"
