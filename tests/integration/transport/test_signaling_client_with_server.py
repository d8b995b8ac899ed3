"""The socket of the programs against the real server process: a meeting, an outage, a restart."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.errors import SignalingError
from shared.protocol import signaling_messages as m
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Connected, Waiting
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.transport.small_server import Record, client_of

EMAIL = "agent@example.org"


@contextlib.asynccontextmanager
async def both_programs(url: str) -> AsyncIterator[tuple[SignalingClient, Record, SignalingClient, Record]]:
    seen_by_client, seen_by_agent = Record(), Record()
    async with client_of(url, seen_by_client) as client, client_of(url, seen_by_agent, role="agent") as agent:
        await seen_by_client.until_state(Connected)
        await seen_by_agent.until_state(Connected)
        yield client, seen_by_client, agent, seen_by_agent


async def _meet(client: SignalingClient, seen: Record, agent: SignalingClient) -> m.Claimed:
    """Sign in, allocate, claim; returns what the client was told."""
    await agent.request(m.SignIn(request_id=1, email=EMAIL, password=PASSWORD), timeout_ms=20_000)
    slot = await client.request(m.Allocate(request_id=1))
    await agent.request(m.Claim(request_id=1, nameplate=slot.nameplate))
    await seen.until(lambda: seen.messages)
    claimed = seen.messages[0]
    assert isinstance(claimed, m.Claimed)
    return claimed


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    add_account(folder, EMAIL)
    return folder


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("server")
    add_account(folder, EMAIL)
    with ServerProcess(folder, "--organisation", "Helpdesk") as server:
        yield server


async def test_signaling_client_real_server_pairs_two_programs_and_relays(shared_server: ServerProcess):
    async with both_programs(shared_server.url) as (client, seen_by_client, agent, seen_by_agent):
        state = seen_by_client.states[1]
        assert isinstance(state, Connected)
        assert state.welcome.organisation == "Helpdesk"
        claimed = await _meet(client, seen_by_client, agent)
        assert claimed.agent is not None
        assert claimed.agent.name == "Ana Pop"
        client.send(m.Relay(session_id=claimed.session_id, phase="pake_client", body=b"\x01" * 34))
        await seen_by_agent.until(lambda: any(isinstance(x, m.Relay) for x in seen_by_agent.messages))
        agent.send(m.Relay(session_id=claimed.session_id, phase="pake_agent", body=b"\x02" * 66))
        await seen_by_client.until(lambda: any(isinstance(x, m.Relay) for x in seen_by_client.messages))
        with pytest.raises(SignalingError) as caught:
            await agent.request(m.Claim(request_id=1, nameplate="000"))
        assert caught.value.reason == "code_unknown"


async def test_signaling_client_real_server_wrong_password_is_the_servers_refusal(shared_server: ServerProcess):
    async with both_programs(shared_server.url) as (_, _, agent, _):
        with pytest.raises(SignalingError) as caught:
            await agent.request(m.SignIn(request_id=1, email=EMAIL, password="x" * 20), timeout_ms=20_000)
        assert caught.value.reason == "sign_in_refused"
        assert isinstance(agent.state, Connected)


@pytest.mark.parametrize(
    ("number", "reason"), [(signal.SIGTERM, "server_stopping"), (signal.SIGKILL, "server_unreachable")]
)
async def test_signaling_client_real_server_restarts_the_program_comes_back_and_attaches(
    data_dir: Path, number: int, reason: str
):
    with ServerProcess(data_dir) as server:
        port = server.url.rsplit(":", 1)[1]
        async with both_programs(server.url) as (client, seen_by_client, agent, _):
            claimed = await _meet(client, seen_by_client, agent)
            await asyncio.to_thread(server.stop, number)
            await seen_by_client.until_state(Waiting)
            waiting = next(s for s in seen_by_client.states if isinstance(s, Waiting))
            assert waiting.reason == reason
            with ServerProcess(data_dir, "--port", port):
                await seen_by_client.until(
                    lambda: any(isinstance(s, Connected) and s.is_return for s in seen_by_client.states), 15
                )
                attach = m.Attach(request_id=1, session_id=claimed.session_id, session_token=claimed.session_token)
                assert (await client.request(attach)).next_cseq == 1
                assert isinstance(client.state, Connected)
