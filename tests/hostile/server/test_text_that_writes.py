"""Text that wants to be a line, a command of the terminal or a formula: it stays one escaped value wherever it comes out."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.audit.chain import raw_public_key
from shared.protocol import codec
from shared.protocol import signaling_messages as wire
from tests.integration.server.commands import export, verify
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account, run_here
from tests.integration.server.wire_program import Program, claim_code

pytestmark = pytest.mark.hostile(37)

_EVIL = 'x\r\n{"event":"all is well"}\x1b[2J\u2028\u202e=cmd()\x07'


async def _open_with_evil_names(url: str, name: str) -> str:
    async with Program(url, "client") as client, Program(url, "agent") as agent:
        guess = wire.SignIn(request_id=1, email=f"{_EVIL}@example.org", password=_EVIL)
        assert await agent.refused(guess) == "sign_in_refused"
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await claim_code(client, agent)
        await pair.report_ok()
        opening = wire.OpenSession(
            request_id=1, session_id=pair.session_id, client_key=raw_public_key(pair.key), agent_key=b"a" * 32,
            client_program=name, agent_program=name, os_family="linux",
        )  # fmt: skip
        await client.request(opening, wire.SessionOpened)
        for message in (
            wire.Hello(protocol=1, role="client", program=name, locale=name[:16]),
            wire.Claim(request_id=1, nameplate="1"),
        ):
            await client.send_raw(codec.encode_signaling(message))
        assert (await client.ending())[1] == 1008
        return pair.session_id


@pytest.mark.parametrize("name", [_EVIL, "=HYPERLINK()", "@SUM(1)", "+1", "-1", "\t1", "\u202egnp.exe", "\x9b2J"])
async def test_name_of_a_program_is_one_value_in_log_record_and_verdict(tmp_path: Path, name: str):
    add_account(tmp_path, "ana@example.org")
    with ServerProcess(tmp_path) as server:
        session_id = await _open_with_evil_names(server.url, name)
        _, log = server.stop()
    for line in log.splitlines():
        assert line.isprintable(), line
        assert json.loads(line)["event"] != "all is well"
    with closing(sqlite3.connect(tmp_path / "alongside.sqlite3")) as database:
        lines = [line for (line,) in database.execute("SELECT line FROM audit_events ORDER BY seq")]
    assert all(line.isascii() and line.isprintable() for line in lines)
    opened = next(json.loads(line) for line in lines if '"type":"session:life:opened"' in line)
    assert opened["data"]["client_program"] == name
    verdict = verify(export(tmp_path, tmp_path / "one.jsonl", "--session", session_id))
    listed = run_here("audit", "list-sessions", "--data-dir", str(tmp_path))
    for shown in (verdict.stdout, verdict.stderr, listed.stdout, listed.stderr):
        assert all(character.isprintable() or character in "\n\t" for character in shown), shown
        assert shown.isascii() or "\u202e" not in shown


async def test_text_of_a_megabyte_never_gets_as_far(server: ServerProcess):
    async with Program(server.url, "client") as client:
        await client.send_raw(json.dumps({"type": "hello", "program": "x" * 1024 * 1024}))
        assert (await client.ending())[1] == 1009
