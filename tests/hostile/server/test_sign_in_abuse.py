"""Codes used twice, tokens of people who have left, tokens nobody gave out, accounts that were closed meanwhile: all refused."""

import asyncio
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from pyotp.totp import TOTP

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.running_server import (
    PASSWORD,
    RECOVERY_CODES,
    SECRETS,
    ServerProcess,
    add_account,
    run_here,
)
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.wire_program import Program, open_session

pytestmark = pytest.mark.hostile(14)

_ENDED_WITHIN_S = 5.0


def _typed(email: str, code: str) -> wire.SignIn:
    return wire.SignIn(request_id=1, email=email, password=PASSWORD, second_factor=code)


def _events(server: ServerProcess, pattern: str) -> int:
    with closing(sqlite3.connect(f"file:{server.data_dir}/alongside.sqlite3?mode=ro", uri=True)) as database:
        return database.execute("SELECT count(*) FROM audit_events WHERE line LIKE ?", (pattern,)).fetchone()[0]


async def test_code_of_a_phone_counts_once_also_when_two_show_it_at_the_same_moment(server: ServerProcess):
    email = "lead0@example.org"
    code = TOTP(SECRETS[email]).now()
    async with Program(server.url, "agent") as one, Program(server.url, "agent") as two:
        await asyncio.gather(one.send(_typed(email, code)), two.send(_typed(email, code)))
        answers = await asyncio.gather(one.receive_any(), two.receive_any())
    assert sorted(type(answer).__name__ for answer in answers) == ["Error", "SignedIn"]
    async with Program(server.url, "agent") as late:
        assert await late.refused(_typed(email, code)) == "second_factor_reused"
    assert _events(server, '%"reason":"reused"%') == 2


async def test_code_on_paper_counts_once(server: ServerProcess):
    email = "lead1@example.org"
    code = RECOVERY_CODES[email].pop()
    async with Program(server.url, "agent") as one, Program(server.url, "agent") as two:
        await one.request(_typed(email, code), wire.SignedIn)
        assert await two.refused(_typed(email, code)) == "second_factor_refused"


async def test_token_of_somebody_who_left_opens_nothing_and_ends_its_other_sockets(server: ServerProcess):
    async with Program(server.url, "agent") as here, Program(server.url, "agent") as there:
        token = (await here.sign_in("agent0@example.org", PASSWORD)).token
        assert token is not None
        await there.request(wire.SignInAgain(request_id=1, token=token), wire.SignedIn)
        await here.send(wire.SignOut())
        began_s = time.monotonic()
        assert (await there.ending())[1] is not None
        assert time.monotonic() - began_s < _ENDED_WITHIN_S
    async with Program(server.url, "agent") as thief:
        assert await thief.refused(wire.SignInAgain(request_id=1, token=token)) == "signed_out"


async def test_tokens_nobody_gave_out_and_tokens_of_the_page_open_nothing(server: ServerProcess):
    browser = Browser(server.url)
    assert browser.sign_in("lead2@example.org").status == 303
    (cookie,) = browser.cookies.values()
    async with Program(server.url, "agent") as thief:
        for token in (cookie, "0" * 32, *(secrets.token_hex(16) for _ in range(20))):
            assert await thief.refused(wire.SignInAgain(request_id=1, token=token)) == "signed_out"


async def test_account_closed_in_the_middle_loses_its_sockets_its_session_and_its_token(tmp_path: Path):
    add_account(tmp_path, "ana@example.org", Role.LEAD)
    with ServerProcess(tmp_path) as server:
        browser = Browser(server.url)
        assert browser.sign_in("ana@example.org").status == 303
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            token = (await agent.sign_in("ana@example.org", PASSWORD)).token
            assert token is not None
            await open_session(client, agent)
            done = await asyncio.to_thread(
                run_here, "account", "disable", "ana@example.org", "--data-dir", str(tmp_path)
            )
            assert done.returncode == 0, done.stderr
            began_s = time.monotonic()
            messages, code = await agent.ending()
            assert time.monotonic() - began_s < _ENDED_WITHIN_S
            assert code is not None
            assert any(isinstance(message, wire.Error) for message in messages)
            told = await client.receive_any()
            assert isinstance(told, wire.SessionClosed | wire.PeerPresence)
        async with Program(server.url, "agent") as again:
            assert await again.refused(wire.SignInAgain(request_id=1, token=token)) == "signed_out"
            code = RECOVERY_CODES["ana@example.org"].pop()
            assert await again.refused(_typed("ana@example.org", code)) == "sign_in_refused"
        assert browser.get("/admin/sessions").status == 303
