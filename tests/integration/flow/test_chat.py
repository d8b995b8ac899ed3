"""Words over a real peer connection and beside a real record."""

import json
from typing import Any

from agent_console.domain.tab_controller import TabController
from shared.capability import Capability
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.session.chat import ChatMark
from shared.session.state import AgentState, ClientState
from shared.session.talk import ChatEntry, Talk
from tests.fakes.statements import said_in
from tests.integration.flow.sides import OwnPlace, Place, allow, pair, until


def words(talk: Talk) -> list[tuple[bool, str, ChatMark | None]]:
    return [(item.is_own, item.text, item.mark) for item in talk.view.items if isinstance(item, ChatEntry)]


async def on_record(tab: TabController) -> None:
    await until(lambda: tab.machine.is_on_record)


async def test_flow_words_go_both_ways_and_their_marks_are_true(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await on_record(tab)
    tab.talk.say("Good day! Ce faceți? Здравствуйте")
    await until(lambda: client.controller.desks.talk.view.unread_count == 1)
    await until(lambda: words(tab.talk)[0][2] is ChatMark.DELIVERED)
    client.controller.desks.talk.note_read(1)
    client.controller.desks.talk.say("The printer <b>jams</b>\nagain")
    await until(lambda: words(tab.talk)[0][2] is ChatMark.READ)
    await until(lambda: tab.talk.view.unread_count == 1)
    await until(lambda: words(client.controller.desks.talk)[1][2] is ChatMark.DELIVERED)
    assert words(client.controller.desks.talk) == [
        (False, "Good day! Ce faceți? Здравствуйте", None),
        (True, "The printer <b>jams</b>\nagain", ChatMark.DELIVERED),
    ]
    tab.talk.note_read(1)
    await until(lambda: words(client.controller.desks.talk)[1][2] is ChatMark.READ)


async def test_flow_many_messages_arrive_in_order(place: Place, monkeypatch: Any):
    # At the pace of people it would take minutes.
    monkeypatch.setattr(limits, "CHAT_PER_S", 2_000)
    monkeypatch.setattr(limits, "CHAT_FLOOD_PER_S", 4_000)
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await on_record(tab)
    for number in range(120):
        await until(lambda: not tab.talk.view.is_full, 40)
        tab.talk.say(f"message {number}")
    await until(lambda: len(words(client.controller.desks.talk)) == 120, 40)
    assert [text for _, text, _ in words(client.controller.desks.talk)] == [
        f"message {number}" for number in range(120)
    ]


async def test_flow_flood_ends_the_session_for_both(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await on_record(tab)
    tab.talk.hear = lambda _message: None  # it would notice answers to what it never wrote itself
    for number in range(1, 200):
        console.send_as_is(tab, peer.ChatMessage(message_id=number, text="x" * 500))
    await until(lambda: client.machine.state is ClientState.ENDED)
    assert client.machine.end_reason == "protocol_error"
    await until(lambda: tab.machine.state is AgentState.ENDED)


async def test_flow_words_need_no_server_and_only_their_number_is_on_record(own: OwnPlace):
    client, console = await own.client(), await own.console()
    tab = await pair(client, console)
    await allow(client, tab, Capability.VIEW)
    await own.kill_server()
    tab.talk.say("The server is away. My secret is kangaroo.")
    await until(lambda: client.controller.desks.talk.view.unread_count == 1)
    client.controller.desks.talk.say("I can still hear you")
    await until(lambda: tab.talk.view.unread_count == 1)
    await own.restart_server()
    await until(lambda: client.is_connected)
    client.stop()
    await until(lambda: client.controller.is_settled and client.controller.receipt.is_sealed, 20)
    journal = client.journal_path.read_text()
    assert "kangaroo" not in journal
    kept = [json.loads(line) for line in journal.splitlines()]
    assert [said_in(line["data"]) for line in kept if line["type"] == "session:chat:summary"] == [
        {"from_person": 1, "from_agent": 1}
    ]


async def test_flow_what_was_under_way_when_the_other_went_is_said_to_be_lost(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await on_record(tab)
    tab.talk.hear = lambda _message: None  # the other program hangs
    client.controller.desks.talk.say("are you there?")
    await until(lambda: words(client.controller.desks.talk)[0][2] is ChatMark.SENT)
    console.shells[1].close()
    await until(lambda: client.machine.state is ClientState.ENDED)
    assert words(client.controller.desks.talk)[0][2] is ChatMark.LOST
