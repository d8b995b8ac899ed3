"""What may not come ends the socket with `error` and 1008 or 1009, and moves nothing else."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect

from shared.protocol import limits
from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import PASSWORD, ServerProcess, server_inside
from tests.integration.server.wire_program import Program, claim_code, open_session

ID = "0" * 32
KEY = "A" * 43 + "="

CLIENT_GREETED = {
    "hello_twice": {"type": "hello", "protocol": 1, "role": "client", "program": "x", "locale": "en"},
    "sign_in": {"type": "sign_in", "request_id": 1, "email": "a@b", "password": "x"},
    "claim": {"type": "claim", "request_id": 1, "nameplate": "123"},
    "release_nothing": {"type": "release", "request_id": 1, "slot_id": ID},
    "relay": {"type": "relay", "session_id": ID, "phase": "sealed", "body": "AA=="},
    "close_session": {"type": "close_session", "request_id": 1, "session_id": ID, "reason": "panic"},
    "unknown_type": {"type": "list", "request_id": 1},
    "server_message": {"type": "welcome", "protocol": 1, "origin": "x", "organisation": "x"},
    "unknown_field": {"type": "allocate", "request_id": 1, "colour": "red"},
    "missing_field": {"type": "allocate"},
    "out_of_range": {"type": "allocate", "request_id": 0},
    "wrong_kind": {"type": "allocate", "request_id": "1"},
    "id_with_line_break": {"type": "attach", "request_id": 1, "session_id": ID + "\n", "session_token": ID},
    "not_a_map": [1, 2],
}
CLIENT_SLOT_HELD = {
    "allocate_twice": {"type": "allocate", "request_id": 9},
    "attach": {"type": "attach", "request_id": 9, "session_id": ID, "session_token": ID},
    "release_another": {"type": "release", "request_id": 9, "slot_id": ID},
}
AGENT_SIGNED_IN = {
    "sign_in_twice": {"type": "sign_in", "request_id": 9, "email": "a@b", "password": "x"},
    "allocate": {"type": "allocate", "request_id": 9},
    "relay_not_bound": {"type": "relay", "session_id": ID, "phase": "sealed", "body": "AA=="},
    "close_not_bound": {"type": "close_session", "request_id": 9, "session_id": ID, "reason": "agent_left"},
    "report": {
        "type": "report_pairing",
        "request_id": 9,
        "session_id": ID,
        "outcome": "failed",
        "failure": "timeout",
    },
}


async def _assert_broken(program: Program, frame: str | bytes, code: int = 1008) -> None:
    await program.send_raw(frame)
    messages, closed = await program.ending()
    assert [type(message) for message in messages] == [wire.Error]
    assert messages[0].code == "protocol_error"
    assert closed == code


@pytest.mark.parametrize("name", CLIENT_GREETED)
async def test_client_greeted_what_may_not_come_ends_the_socket(name: str, client: Program):
    await _assert_broken(client, json.dumps(CLIENT_GREETED[name]))


@pytest.mark.parametrize("name", CLIENT_SLOT_HELD)
async def test_client_with_slot_what_may_not_come_ends_the_socket(name: str, client: Program):
    await client.request(wire.Allocate(request_id=1), wire.Allocated)
    await _assert_broken(client, json.dumps(CLIENT_SLOT_HELD[name]))


@pytest.mark.parametrize("name", AGENT_SIGNED_IN)
async def test_agent_signed_in_what_may_not_come_ends_the_socket(name: str, agent: Program):
    await _assert_broken(agent, json.dumps(AGENT_SIGNED_IN[name]))


@pytest.mark.parametrize("message", ["claim", "attach", "relay"])
async def test_agent_not_signed_in_cannot_do_anything(message: str, server: ServerProcess):
    frames = {
        "claim": {"type": "claim", "request_id": 1, "nameplate": "123"},
        "attach": {"type": "attach", "request_id": 1, "session_id": ID, "session_token": ID},
        "relay": {"type": "relay", "session_id": ID, "phase": "sealed", "body": "AA=="},
    }
    async with Program(server.url, "agent") as stranger:
        await _assert_broken(stranger, json.dumps(frames[message]))


@pytest.mark.parametrize(
    "phase", ["pake_agent", "confirm_client"], ids=["phase_of_the_other_side", "same_step_twice"]
)
async def test_relay_out_of_order_ends_the_socket_and_the_agent_hears_nothing(phase, client: Program, agent: Program):
    pair = await claim_code(client, agent)
    await pair.relay("pake_client", b"pA", to_agent=True)
    if phase == "confirm_client":
        await pair.relay("confirm_client", b"cA", to_agent=True)
    await _assert_broken(
        client, json.dumps({"type": "relay", "session_id": pair.session_id, "phase": phase, "body": "AA=="})
    )
    assert (await agent.receive(wire.PeerPresence)).is_present is False


async def test_append_before_open_and_key_exchange_after_pairing_end_the_socket(client: Program, agent: Program):
    pair = await claim_code(client, agent)
    event = pair.asked()
    await client.send(event)
    assert (await client.ending())[1] == 1008


async def test_relay_of_key_exchange_after_pairing_ends_the_socket(client: Program, agent: Program):
    pair = await open_session(client, agent)
    await client.send(wire.Relay(session_id=pair.session_id, phase="pake_client", body=b"again"))
    assert (await client.ending())[1] == 1008


async def test_binary_frame_ends_the_socket(client: Program):
    await _assert_broken(client, b'{"type":"allocate","request_id":1}')


async def test_not_utf8_ends_the_socket(client: Program):
    await client.socket.send(b"\xff\xfe", text=True)
    assert (await client.ending())[1] == 1007


@pytest.mark.parametrize("frame", ["", "{", "null", '{"type":', "[" * 8000, '{"type":"allocate","request_id":1}x'])
async def test_malformed_json_ends_the_socket(frame: str, client: Program):
    await _assert_broken(client, frame)


async def test_oversize_frame_ends_the_socket_with_1009(client: Program):
    await client.send_raw('{"type":"allocate","request_id":1,"x":"' + "x" * limits.SIGNALING_FRAME_MAX_BYTES + '"}')
    assert (await client.ending())[1] == 1009


async def test_largest_relay_body_passes(client: Program, agent: Program):
    pair = await claim_code(client, agent)
    await pair.relay("pake_client", b"p" * limits.RELAY_BODY_MAX_BYTES, to_agent=True)


async def test_first_message_other_than_hello_ends_the_socket(server: ServerProcess):
    async with connect(f"{server.url}/v1/signaling", compression=None, local_addr=("127.0.9.1", 0)) as socket:
        await socket.send('{"type":"allocate","request_id":1}')
        assert json.loads(await socket.recv())["code"] == "protocol_error"
        await socket.wait_closed()
        assert socket.close_code == 1008


async def test_broken_socket_leaves_the_others_alone(server: ServerProcess, client: Program, agent: Program):
    pair = await open_session(client, agent)
    async with Program(server.url, "client") as breaker:
        await _assert_broken(breaker, "{}")
    await pair.relay("sealed", b"still here", to_agent=True)
    await client.request(pair.asked(), wire.EventCommitted)


async def test_sign_in_wrong_password_or_unknown_or_strange_address_look_alike(server: ServerProcess):
    async with Program(server.url, "agent") as stranger:
        for email, password in (
            ("agent@example.org", "wrong password wrong"),
            ("nobody@example.org", PASSWORD),
            ("not an address", PASSWORD),
            ("", ""),
        ):
            message = wire.SignIn(request_id=1, email=email, password=password)
            assert await stranger.refused(message) == "sign_in_refused"
        signed_in = await stranger.sign_in("AGENT@Example.org ", PASSWORD)
        assert signed_in.role == "agent"


@pytest.mark.parametrize(
    ("role", "may_claim"), [("agent", True), ("lead", True), ("admin", False), ("auditor", False)]
)
async def test_role_table_is_exact(role: str, may_claim: bool, server: ServerProcess, client: Program):
    slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    async with Program(server.url, "agent") as program:
        assert (await program.sign_in(f"{role}@example.org", PASSWORD)).role == role
        claim = wire.Claim(request_id=1, nameplate=slot.nameplate)
        if may_claim:
            await program.request(claim, wire.Claimed)
        else:
            assert await program.refused(claim) == "not_allowed"
            attach = wire.Attach(request_id=1, session_id=ID, session_token=ID)
            assert await program.refused(attach) == "not_allowed"


async def test_first_message_never_comes_socket_is_closed(tmp_path):
    policy = ServerPolicy(first_message_timeout_ms=500)
    async with server_inside(tmp_path, policy=policy) as url, connect(f"{url}/v1/signaling") as socket:
        await asyncio.wait_for(socket.wait_closed(), 8)
        assert socket.close_code == 1008
