"""How often and how much: limits hold for the one who exceeds them, and for nobody else."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account, run_command, server_inside
from tests.integration.server.wire_program import Program, claim_code


async def test_allocations_eleventh_in_a_minute_is_limited_for_that_address_only(server: ServerProcess):
    async with Program(server.url, "client", host="127.0.8.1") as client:
        for _ in range(10):
            slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
            await client.request(wire.Release(request_id=1, slot_id=slot.slot_id), wire.Released)
        refused = await client.request(wire.Allocate(request_id=1), wire.Error)
        assert refused.code == "rate_limited"
        assert refused.retry_after_ms is not None
        assert 0 < refused.retry_after_ms <= 60_000
    async with Program(server.url, "client") as other:
        await other.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_sockets_twenty_first_from_one_address_is_refused(server: ServerProcess):
    programs = [Program(server.url, "client", host="127.0.8.2") for _ in range(20)]
    for program in programs:
        await program.__aenter__()
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{server.url}/v1/signaling", local_addr=("127.0.8.2", 0))
    assert refused.value.response.status_code == 429
    await programs[0].leave()
    await asyncio.sleep(0.2)
    async with Program(server.url, "client", host="127.0.8.2"):
        pass
    for program in programs[1:]:
        await program.leave()


async def test_claims_of_unknown_codes_lock_that_agent_after_five(tmp_path):
    add_account(tmp_path, "sweeper@example.org")
    add_account(tmp_path, "honest@example.org")
    async with server_inside(tmp_path) as url, Program(url, "agent") as sweeper, Program(url, "agent") as honest:
        await sweeper.sign_in("sweeper@example.org", PASSWORD)
        await honest.sign_in("honest@example.org", PASSWORD)
        codes = [await sweeper.refused(wire.Claim(request_id=1, nameplate=f"{n:03d}")) for n in range(20)]
        assert codes == ["code_unknown"] * 5 + ["rate_limited"] * 15
        async with Program(url, "client") as client:
            await claim_code(client, honest)


async def test_claims_twenty_first_in_an_hour_is_limited(tmp_path):
    add_account(tmp_path, "busy@example.org")
    async with (
        server_inside(tmp_path, policy=ServerPolicy(sessions_per_agent=100)) as url,
        Program(url, "agent") as agent,
    ):
        await agent.sign_in("busy@example.org", PASSWORD)
        for _ in range(20):
            async with Program(url, "client") as client:
                pair = await claim_code(client, agent)
                await client.request(
                    wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped"),
                    wire.SessionClosed,
                )
                await agent.receive(wire.SessionClosed)
        async with Program(url, "client") as client:
            slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
            assert await agent.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "rate_limited"


async def test_sessions_seventeenth_on_one_socket_is_limited(tmp_path):
    add_account(tmp_path, "busy@example.org")
    clients: list[Program] = []
    async with server_inside(tmp_path) as url, Program(url, "agent") as agent:
        await agent.sign_in("busy@example.org", PASSWORD)
        for _ in range(16):
            clients.append(await Program(url, "client").__aenter__())
            await claim_code(clients[-1], agent)
        async with Program(url, "client") as one_more:
            slot = await one_more.request(wire.Allocate(request_id=1), wire.Allocated)
            assert await agent.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "rate_limited"
        for client in clients:
            await client.leave()


async def test_sign_in_guesses_are_limited_by_address_and_lock_nobody_else_out(tmp_path):
    add_account(tmp_path, "ana@example.org")
    add_account(tmp_path, "ion@example.org")
    async with server_inside(tmp_path) as url:
        async with Program(url, "agent", host="127.0.8.3") as guesser:
            guess = wire.SignIn(request_id=1, email="ana@example.org", password="guess guess guess guess")
            codes = [await guesser.refused(guess) for _ in range(7)]
            assert codes == ["sign_in_refused"] * 5 + ["rate_limited"] * 2
        async with Program(url, "agent", host="127.0.8.4") as ana:
            await ana.sign_in("ana@example.org", PASSWORD)
        async with Program(url, "agent", host="127.0.8.3") as colleague:
            await colleague.sign_in("ion@example.org", PASSWORD)


async def test_code_expires_is_told_and_unknown_afterwards(tmp_path):
    add_account(tmp_path, "ana@example.org")
    policy = ServerPolicy(code_lifetime_ms=600)
    async with (
        server_inside(tmp_path, policy=policy) as url,
        Program(url, "client") as client,
        Program(url, "agent") as agent,
    ):
        await agent.sign_in("ana@example.org", PASSWORD)
        slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
        expired = await client.receive(wire.CodeExpired)
        assert expired.slot_id == slot.slot_id
        assert await agent.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "code_unknown"
        # A "release" that crossed the news is answered, and the client can go on.
        await client.request(wire.Release(request_id=1, slot_id=slot.slot_id), wire.Released)
        await client.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_pairing_that_never_ends_is_closed_for_both(tmp_path):
    add_account(tmp_path, "ana@example.org")
    policy = ServerPolicy(pairing_timeout_ms=300, account_recheck_ms=100)
    async with (
        server_inside(tmp_path, policy=policy) as url,
        Program(url, "client") as client,
        Program(url, "agent") as agent,
    ):
        await agent.sign_in("ana@example.org", PASSWORD)
        await claim_code(client, agent)
        assert (await client.receive(wire.SessionClosed)).reason == "expired"
        assert (await agent.receive(wire.SessionClosed)).reason == "expired"
        await client.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_disabled_account_loses_its_socket_within_five_seconds_and_the_client_is_told(tmp_path):
    add_account(tmp_path, "ana@example.org")
    async with server_inside(tmp_path) as url, Program(url, "client") as client, Program(url, "agent") as agent:
        await agent.sign_in("ana@example.org", PASSWORD)
        await claim_code(client, agent)
        done = await asyncio.to_thread(
            run_command, "account", "disable", "ana@example.org", "--data-dir", str(tmp_path)
        )
        assert done.returncode == 0, done.stderr
        messages, code = await agent.ending(5.0)
        assert code == 1008
        assert isinstance(messages[-1], wire.Error)
        assert messages[-1].code == "access_ended"
        assert (await client.receive(wire.SessionClosed)).reason == "admin_ended"
        async with Program(url, "agent") as again:
            message = wire.SignIn(request_id=1, email="ana@example.org", password=PASSWORD)
            assert await again.refused(message) == "sign_in_refused"


async def test_slow_peer_is_cut_and_its_session_lives(tmp_path):
    add_account(tmp_path, "ana@example.org")
    policy = ServerPolicy(outbox_max_frames=8, socket_burst=10_000, socket_rate_per_s=10_000)
    async with (
        server_inside(tmp_path, policy=policy) as url,
        Program(url, "client") as client,
        Program(url, "agent") as agent,
    ):
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await claim_code(client, agent)
        # Stops reading: the library's small queue fills, then the kernel's buffers, then the server's outbox.
        client.socket.transport.pause_reading()
        relay = wire.Relay(session_id=pair.session_id, phase="sealed", body=b"x" * 12 * 1024)
        for _ in range(2_000):
            await agent.send(relay)
        gone = await agent.receive(wire.PeerPresence)
        assert gone.is_present is False
        # Answered behind all that is still on its way: the socket that comes back meets no flood of its own.
        nothing = wire.Attach(request_id=1, session_id="0" * 32, session_token="0" * 32)
        assert await agent.refused(nothing) == "session_unknown"
        async with Program(url, "client") as back:
            attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.client_token)
            await back.request(attach, wire.Attached)
