"""What breaks in the middle of a session: the server, its connection, the agent's program, the person's own disk."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from client.journal_file import read_journal
from shared.capability import Capability
from shared.errors import JournalWriteError
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from shared.session.state import AgentState, ClientState
from tests.fakes.flow_ports import MemoryJournal
from tests.integration.flow.sides import EMAIL, OwnPlace, Place, allow, pair, until
from tests.integration.flow.test_whole_way import export, verify

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


async def test_flow_server_killed_in_mid_session_and_restarted_loses_nothing(own: OwnPlace):
    client, console = await own.client(), await own.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW, CONTROL)
    await own.kill_server()
    await until(lambda: not client.is_connected and not console.is_connected)
    assert client.on == {VIEW, CONTROL}, "what is allowed stays allowed for a while"
    tab.input.key_changed(4, is_down=True)
    await until(lambda: client.control.events)
    client.controller.dispatch(ev.PausePressed())
    client.controller.dispatch(ev.ResumePressed())
    client.controller.dispatch(ev.RightTakenBack(capability=CONTROL))
    await until(lambda: CONTROL not in tab.machine.on)
    await own.restart_server()
    await until(lambda: client.is_connected and console.is_connected)
    await until(lambda: not client.controller._records.current.journal.backlog)
    await allow(client, tab, CONTROL)
    client.stop()
    await until(lambda: client.controller.receipt.is_sealed)
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert client.is_connected

    own.server.stop()
    record = export(own.data_dir, own.folder)
    code, said = verify(record)
    assert code == 0, said
    at_home = [json.loads(line)["type"] for line in read_journal(client.journal_path)]
    stored = [json.loads(line) for line in record.read_text().splitlines()]
    assert [row["type"] for row in stored if str(row.get("type", "")).startswith("session:consent")] == at_home
    assert [tag.rsplit(":", 1)[1] for tag in at_home][4:9] == ["paused", "resumed", "revoked", "asked", "granted"]


async def test_flow_server_killed_while_a_yes_waits_for_its_record_opens_nothing(own: OwnPlace):
    client, console = await own.client(), await own.console()
    tab = await pair(client, console)
    await until(lambda: client.machine.consent.prompt)
    await until(lambda: not client.controller._records.current.journal.backlog)
    assert own.server.process is not None
    own.server.process.send_signal(signal.SIGSTOP)  # it takes what we write, and answers no more
    await client.answer()
    assert client.on == frozenset()
    await own.kill_server()
    await until(lambda: not client.is_connected)
    await until(lambda: tab.machine.right_state(VIEW) == "refused")
    assert client.on == frozenset()
    assert client.picture.shown is None
    assert client.machine.state is ClientState.BOUND

    await own.restart_server()
    await until(lambda: client.is_connected and console.is_connected)
    await until(lambda: not client.controller._records.current.journal.backlog)
    tab.ask_for(VIEW, "once more")
    await client.answer()
    await until(lambda: client.on == {VIEW})
    # Longer than the recorder waits before it tries again: it must not come back to where it is already.
    await until(lambda: client.machine.bound_mono_ms and not client.controller._records.current._is_behind)
    assert client.controller._records.current._retry_at_ms is None
    client.stop()
    await until(lambda: client.controller.receipt.is_sealed)
    own.server.stop()
    assert verify(export(own.data_dir, own.folder))[0] == 0


async def test_flow_session_ended_and_help_asked_for_while_the_server_was_away(own: OwnPlace):
    client, console = await own.client(), await own.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    await own.kill_server()
    await until(lambda: not client.is_connected)
    client.stop()
    client.controller.dispatch(ev.HomeRequested())
    client.controller.dispatch(ev.HelpRequested(problem="again"))
    await own.restart_server()
    await until(lambda: client.controller.code)
    assert client.controller.is_settled
    assert client.controller.receipt.is_sealed
    await until(lambda: console.is_connected and console.controller.agent)
    await until(lambda: tab.machine.state is AgentState.ENDED)


async def test_flow_agents_program_killed_ends_the_session_and_hides_the_picture(place: Place):
    client = await place.client()
    code = await client.show_code()
    agent = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "tests.integration.flow.doomed_console", place.url, EMAIL, code],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    try:
        await client.answer()
        await until(lambda: client.on == {VIEW})
        agent.kill()
        # Nobody said goodbye: three seconds of silence, then control would be off; the line is given two minutes.
        await until(lambda: client.machine.consent.is_stalled or client.machine.state is ClientState.ENDED)
        assert CONTROL not in client.machine.consent.rights.usable
        assert not client.control.is_on
        client.stop()
        await until(lambda: client.controller.receipt.is_sealed)
    finally:
        if agent.returncode is None:
            agent.kill()
        await agent.wait()


async def test_flow_record_that_cannot_be_opened_here_means_no_session(place: Place):
    def refuse() -> MemoryJournal:
        raise JournalWriteError

    client = await place.client(open_journal=refuse)
    console = await place.console()
    tab = console.use_code(await client.show_code())
    await until(lambda: client.machine.state is ClientState.IDLE)
    assert client.machine.trouble == "journal_unwritable"
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert client.picture.story == [("picture", None)]
    assert client.is_connected, "the server was told in a way it understands"
    assert await client.show_code()


async def test_flow_full_disk_opens_nothing_and_closes_what_is_open(place: Place):
    disk = MemoryJournal()
    client, console = await place.client(open_journal=lambda: disk), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    tab.ask_for(CONTROL, "to help")
    await until(lambda: client.machine.consent.prompt)
    disk.is_full = True
    await client.answer()
    await until(lambda: tab.machine.right_state(CONTROL) == "refused")
    assert not client.control.was_ever_on
    assert client.picture.shown == "paused"
    assert client.machine.trouble == "journal_unwritable"

    client.controller.dispatch(ev.ResumePressed())
    assert client.picture.shown == "paused", "a resume that cannot be written does not happen"
    shown = [shown for what, shown in client.picture.story if what == "picture"]
    assert shown[-1] == "paused"
    assert 1 not in shown[shown.index("paused") :]

    disk.is_full = False
    client.controller.dispatch(ev.ResumePressed())
    assert client.picture.shown == (1,)
    client.stop()
    await until(lambda: client.controller.receipt.is_sealed)
    assert client.is_connected


async def test_flow_message_out_of_turn_ends_the_session_and_nothing_of_it_acts(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    console.send_as_is(tab, peer.Bind(tag=b"\x00" * 32))
    await until(lambda: client.machine.state is ClientState.ENDED)
    assert client.machine.end_reason == "protocol_error"
    assert client.picture.shown is None
    await until(lambda: tab.machine.state is AgentState.ENDED)


async def test_flow_server_says_what_it_may_not_and_the_socket_ends_but_not_the_session(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    with pytest.raises(Exception, match="unexpected_message"):
        client.controller.handle_server_message(
            signaling.PairingFailed(session_id=tab.session_id or "", failure="timeout")
        )
    assert client.on == {VIEW}
