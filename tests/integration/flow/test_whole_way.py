"""From a spoken code to a verified record, over a real server and a real peer connection."""

import asyncio
import io
import json
from contextlib import redirect_stdout
from pathlib import Path

from client.domain.receipt import encode_receipt
from client.journal_file import read_journal
from shared.audit.verify_cli import run
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.session import events as ev
from shared.session.state import AgentState, ClientState
from tests.integration.flow.sides import Place, allow, pair, until
from tests.integration.server.running_server import run_here

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def export(data_dir: Path, folder: Path) -> Path:
    """The server's whole record as an operator exports it."""
    out = folder / "record.jsonl"
    done = run_here("audit", "export", "--out", str(out), "--data-dir", str(data_dir))
    assert done.returncode == 0, done.stderr
    return out


def verify(export_path: Path, *more: str) -> tuple[int, str]:
    """`alongside-audit verify` on it: exit code, and what it printed."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = run(["verify", str(export_path), *more])
    return code, out.getvalue()


async def test_flow_whole_way_ends_with_a_record_that_verifies(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    assert tab.problem == "The printer <b>jams</b>", "as plain text, nothing is read into it"
    assert client.machine.agent.name == "Ana Pop"
    await allow(client, tab, VIEW)
    assert client.picture.shown == (1,)
    await until(lambda: tab.layout)
    assert tab.layout.shared_ids == [1]
    await allow(client, tab, CONTROL)
    assert client.control.is_on

    keys = [4, 5, 6, 7, 8, 9, 10]
    for usage in keys:
        tab.input.key_changed(usage, is_down=True)
        tab.input.key_changed(usage, is_down=False)
    await until(lambda: len(client.control.events) == 2 * len(keys))
    expected = [peer.KeyChange(usage, is_down) for usage in keys for is_down in (True, False)]
    assert client.control.events == expected

    client.controller.dispatch(ev.RightTakenBack(capability=CONTROL))
    assert not client.control.is_on, "at once, not after the server's answer"
    await until(lambda: CONTROL not in tab.machine.on)
    heard = len(client.control.batches)
    tab.input.key_changed(4, is_down=True)
    client.stop()
    assert client.picture.shown is None
    await until(lambda: tab.machine.state is AgentState.ENDED)
    await until(lambda: client.controller.receipt.is_sealed)
    assert len(client.control.batches) == heard

    rows = [json.loads(line) for line in read_journal(client.journal_path)]
    assert [row["type"].rsplit(":", 1)[1] for row in rows] == [
        "asked", "granted", "asked", "granted", "revoked", "revoked",
    ]  # fmt: skip
    record = export(place.data_dir, place.folder)
    receipt = place.folder / "receipt.json"
    receipt.write_text(encode_receipt(client.controller.receipt))
    code, said = verify(record, "--receipt", str(receipt))
    assert code == 0, said
    assert sum('"session:consent:' in line for line in record.read_text().splitlines()) == len(rows)


async def test_flow_two_sessions_one_after_the_other_on_the_same_sockets(place: Place):
    client, console = await place.client(), await place.console()
    for _ in range(2):
        tab = await pair(client, console)
        await allow(client, tab, VIEW)
        client.stop()
        client.controller.dispatch(ev.HomeRequested())
        await until(lambda tab=tab: tab.machine.state is AgentState.ENDED)
    await until(lambda: client.controller.is_settled)
    assert client.is_connected
    assert console.is_connected


async def test_flow_help_asked_for_while_the_last_record_is_still_on_its_way_waits_its_turn(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    client.stop()
    client.controller.dispatch(ev.HomeRequested())
    assert await client.show_code(), "the end and the new code leave in the same moment"
    assert client.controller.is_settled
    assert client.is_connected


async def test_flow_help_asked_for_twice_in_a_moment_gives_one_code_that_works(place: Place):
    client, console = await place.client(), await place.console()
    client.controller.dispatch(ev.HelpRequested(problem=""))
    client.controller.dispatch(ev.HomeRequested())
    await pair(client, console)
    assert client.is_connected


async def test_flow_agent_ends_and_the_person_still_gets_a_sealed_receipt(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    tab.end()
    await until(lambda: client.machine.state is ClientState.ENDED)
    assert client.machine.end_reason == "agent_left"
    assert client.picture.shown is None
    await until(lambda: client.controller.receipt.is_sealed)


async def test_flow_agent_signs_out_and_in_again(place: Place):
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    console.controller.sign_out()
    await until(lambda: client.machine.state is ClientState.ENDED)
    assert tab.machine.state is AgentState.ENDED
    await console.sign_in()
    await until(lambda: console.is_connected)
    client.controller.dispatch(ev.HomeRequested())
    await pair(client, console)


async def test_flow_four_sessions_in_one_console_do_not_mix(place: Place):
    console = await place.console()
    clients = [await place.client(f"home{number}") for number in range(4)]
    tabs = [await pair(client, console) for client in clients]
    for client, tab in zip(clients, tabs, strict=True):
        await allow(client, tab, VIEW, CONTROL)
    for number, tab in enumerate(tabs):
        for usage in range(10 + number, 14 + number):
            tab.input.key_changed(usage, is_down=True)
            tab.input.key_changed(usage, is_down=False)
    for number, client in enumerate(clients):
        await until(lambda client=client: len(client.control.events) == 8)
        pressed = [event.usage for event in client.control.events if event.is_down]
        assert pressed == list(range(10 + number, 14 + number))
    clients[1].stop()
    tabs[2].end()
    await until(lambda: tabs[1].machine.state is AgentState.ENDED)
    await until(lambda: clients[2].machine.state is ClientState.ENDED)
    assert [clients[number].machine.state for number in (0, 3)] == [ClientState.BOUND] * 2
    assert [tabs[number].machine.may_control for number in (0, 3)] == [True] * 2
    assert len({tab.session_id for tab in tabs}) == 4


async def test_flow_sessions_one_after_another_leave_no_file_socket_or_task_behind(place: Place):
    client, console = await place.client(), await place.console()

    async def live_and_end() -> None:
        tab = await pair(client, console)
        await allow(client, tab, VIEW)
        client.stop()
        await until(lambda: tab.machine.state is AgentState.ENDED)
        await until(lambda: client.controller.receipt.is_sealed)
        console.controller.close_tab(max(console.controller.tabs))
        client.controller.dispatch(ev.HomeRequested())

    def handles() -> list[str]:
        # The server is in this process too, and opens its database once more when two ask it at the same moment: a few
        # connections it keeps and goes on with, whatever sessions there were.
        opened = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
        return [name for name in opened if not name.startswith(f"{place.data_dir}/alongside.sqlite3")]

    await live_and_end()
    await asyncio.sleep(2)
    kept, tasks = len(handles()), len(asyncio.all_tasks())
    for _ in range(3):
        await live_and_end()
        await until(lambda: str(client.journal_path) not in handles(), timeout_s=2)
    await until(lambda: len(handles()) <= kept and len(asyncio.all_tasks()) <= tasks, timeout_s=2)
