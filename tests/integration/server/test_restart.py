"""The server stops, or is killed, in the middle of things, and what was promised is still true afterwards."""

import signal

from shared.audit.export import Manifest, read_manifest
from shared.protocol import signaling_messages as wire
from signaling.cli import audit
from tests.integration.server.running_server import (
    PASSWORD,
    ServerProcess,
    add_account,
    run_command,
    run_here,
    server_inside,
)
from tests.integration.server.wire_program import Program, open_session


async def test_stop_tells_everybody_closes_with_1001_and_ends_well(tmp_path):
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client:
            await client.request(wire.Allocate(request_id=1), wire.Allocated)
            assert server.process is not None
            server.process.send_signal(signal.SIGTERM)
            messages, code = await client.ending()
        status, log = server.stop()
    assert [type(message) for message in messages] == [wire.Stopping]
    assert code == 1001
    assert status == 0, log
    assert "Traceback" not in log


async def test_interrupt_ends_well_too(tmp_path):
    with ServerProcess(tmp_path) as server:
        status, log = server.stop(signal.SIGINT)
    assert (status, "Traceback" in log) == (0, False)


async def test_session_goes_on_after_kill_9_and_nothing_acknowledged_is_lost(tmp_path):
    add_account(tmp_path, "ana@example.org")
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            for _ in range(3):
                await client.request(pair.asked(), wire.EventCommitted)
            server.stop(signal.SIGKILL)
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.client_token)
            attached = await client.request(attach, wire.Attached)
            assert attached.next_cseq == 4
            assert (await client.receive(wire.PeerPresence)).is_present is False
            await agent.sign_in("ana@example.org", PASSWORD)
            attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.agent_token)
            await agent.request(attach, wire.Attached)
            assert (await agent.receive(wire.PeerPresence)).is_present is True
            assert (await client.receive(wire.PeerPresence)).is_present is True
            pair.client, pair.agent = client, agent
            await pair.relay("sealed", b"resumed", to_agent=True)
            await client.request(pair.asked(), wire.EventCommitted)
            closed = await client.request(
                wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped"), wire.SessionClosed
            )
            assert closed.seal is not None
        server.stop()
    out = tmp_path / "all.jsonl"
    assert run_here("audit", "export", "--out", str(out), "--data-dir", str(tmp_path)).returncode == 0
    lines = out.read_text().splitlines()
    assert sum('"session:consent:asked"' in line for line in lines) == 4


async def test_waiting_code_survives_a_restart(tmp_path):
    add_account(tmp_path, "ana@example.org")
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client:
            slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
        server.stop(signal.SIGKILL)
    with ServerProcess(tmp_path) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            again = await client.request(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated)
            assert again.nameplate == slot.nameplate
            await agent.sign_in("ana@example.org", PASSWORD)
            await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
            await client.receive(wire.Claimed)


async def test_second_server_on_the_same_folder_is_refused(tmp_path):
    with ServerProcess(tmp_path):
        done = run_command("serve", "--port", "0", "--data-dir", str(tmp_path))
    assert done.returncode == 69
    assert done.stderr == f"Another server already runs on the data folder {tmp_path}.\n"


async def test_export_without_an_address_names_the_server_that_ran(tmp_path):
    async with server_inside(tmp_path) as url:
        pass
    audit.export(tmp_path, session_id=None, out=tmp_path / "record", origin="")
    with (tmp_path / "record").open("rb") as stream:
        manifest = read_manifest(stream)
    assert isinstance(manifest, Manifest)
    assert manifest.origin == url.replace("ws://", "http://")
