"""The pointer over a real peer connection: to the agent's tab and no further than sight allows."""

import zlib

import pytest

from client.peer_shell import SPARE_MAX_BYTES
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.session.state import AgentState, ClientState
from tests.integration.flow.sides import Place, allow, pair, until

VIEW = Capability.VIEW


def shape(data: bytes, side_px: int = 2) -> peer.CursorShape:
    return peer.CursorShape(
        shape_id=1, width_px=side_px, height_px=side_px, hotspot_x_px=1, hotspot_y_px=0, pixels=zlib.compress(data, 9)
    )


async def test_flow_pointer_arrives_at_the_tab(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    client.peer.send(shape(bytes(range(16))))
    client.peer.send(peer.CursorPosition(seq=1, x=7, y=9, is_inside=True))
    await until(lambda: tab.cursor.image and tab.cursor.position)
    assert tab.cursor.image.pixels == bytes(range(16))
    assert tab.cursor.position == (7, 9)
    client.peer.send(peer.CursorUse())
    await until(lambda: tab.cursor.is_hidden)


@pytest.mark.parametrize(
    "message",
    [shape(bytes(17)), shape(bytes(14_000_000), 128), peer.CursorUse(shape_id=2)],
    ids=["length", "bomb", "unknown"],
)
async def test_flow_hostile_pointer_ends_the_session_with_words(place: Place, message: peer.CursorShape):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    client.peer.send(message)
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert tab.machine.end_reason == "protocol_error"
    await until(lambda: client.machine.state is ClientState.ENDED)


async def test_flow_pointer_before_sight_ends_the_session(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    client.peer.send(shape(bytes(16)))
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert tab.machine.end_reason == "protocol_error"


async def test_flow_busy_line_has_no_room_for_what_can_wait(place: Place):
    client, console = await place.client(), await place.console()
    assert not client.peer.has_room
    await pair(client, console)
    # The test's own beats below are all number 1; the answer to the real one must be in, or theirs would contradict it.
    await until(lambda: client.controller._heartbeat.rtt_ms is not None)
    assert client.peer.has_room
    for _ in range(4):
        client.peer.send(peer.Heartbeat(seq=1, sent_mono_ms=1))
    assert client.peer.has_room, "a few small messages are no queue"
    for _ in range(SPARE_MAX_BYTES // 20):
        client.peer.send(peer.Heartbeat(seq=1, sent_mono_ms=1))
    assert not client.peer.has_room
    await until(lambda: client.peer.has_room)
