"""What is secret is in no log line and no file: not the password, not a session token, not a relayed byte."""

import pytest

from shared.protocol import signaling_messages as wire
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Program, claim_code, open_session


async def test_log_and_files_hold_no_secret(tmp_path):
    add_account(tmp_path, "ana@example.org", name="Ana Pop")
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            wrong = "a guessed wrong password"
            assert (
                await agent.refused(wire.SignIn(request_id=1, email="ana@example.org", password=wrong))
                == "sign_in_refused"
            )
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            await pair.relay("sealed", b"TOP-SECRET-BYTES", to_agent=True)
            await client.request(pair.asked(), wire.EventCommitted)
            await client.send_raw('{"type":"TOP-SECRET-TYPE","session_token":"TOP-SECRET-TOKEN"}')
            assert (await client.ending())[1] == 1008
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            waiting = await claim_code(client, agent)
        _, log = server.stop()
    secrets = [
        PASSWORD,
        wrong,
        pair.client_token,
        pair.agent_token,
        waiting.client_token,
        "TOP-SECRET",
        "VE9QLVNFQ1JFV",
    ]
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for secret in secrets:
        assert secret not in log
        assert secret.encode() not in files
    assert "ana@example.org" not in log
    assert "127.1." not in log
    assert "Traceback" not in log


@pytest.mark.hostile(37)
async def test_hostile_program_name_is_one_escaped_line_in_the_record(tmp_path):
    import json
    import sqlite3

    from shared.audit.chain import raw_public_key

    add_account(tmp_path, "ana@example.org")
    hostile = "x\r\n\x1b[2J\u2028\u202e=cmd()"
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await claim_code(client, agent)
            await pair.report_ok()
            opening = wire.OpenSession(
                request_id=1, session_id=pair.session_id, client_key=raw_public_key(pair.key), agent_key=b"a" * 32,
                client_program=hostile, agent_program="a", os_family="linux",
            )  # fmt: skip
            await client.request(opening, wire.SessionOpened)
        server.stop()
    with sqlite3.connect(tmp_path / "alongside.sqlite3") as database:
        (line,) = database.execute("SELECT line FROM audit_events WHERE tag = 'session:life:opened'").fetchone()
    database.close()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["data"]["client_program"] == hostile
