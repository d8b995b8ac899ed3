"""Files from the person to the agent with both real flows and their real processes: asked for, chosen, sent, cut."""

import asyncio
import hashlib
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from client.domain.receipt import encode_receipt
from client.journal_file import read_journal
from shared.capability import Capability
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from shared.session import events as ev
from shared.session.state import AgentState, ClientState
from shared.transport.file_source import look_at
from tests.fakes.small_disk import small_disk
from tests.integration.flow.folders import found_files, partial_file, write_files
from tests.integration.flow.sides import ClientSide, ConsoleSide, Place, pair_and_see, until
from tests.integration.flow.test_whole_way import export, verify

FROM_USER, TO_USER, VIEW = Capability.FILE_FROM_USER, Capability.FILE_TO_USER, Capability.VIEW
BIG = 200_000_000


_write = partial(write_files, suffix=".log")


async def _send(client: ClientSide, paths: list[Path], *, is_allowed: bool = True) -> None:
    """Choose these, read the list, say yes or no."""
    client.controller.desks.outbox.choose(look_at(paths))
    prompt = client.machine.consent.prompt
    assert client.controller.desks.outbox.chosen_of(prompt.batch) is not None
    await client.answer(is_allowed=is_allowed)


async def _take(tab: Any, folder: Path) -> None:
    """The agent reads the list and saves it there."""
    await until(lambda: tab.files.transfers and tab.files.transfers[-1].stage == "waiting")
    tab.files.accept(tab.files.transfers[-1].batch_id, folder)


async def _moving(client: ClientSide, tab: Any, folder: Path, paths: list[Path]) -> None:
    await _send(client, paths)
    await _take(tab, folder)
    await until(lambda: tab.files.transfers[-1].done_bytes > 0, 30)


def _stage(side: Any) -> str:
    transfers = side.controller.desks.outbox.lists.views if isinstance(side, ClientSide) else side.files.transfers
    return transfers[-1].stage if transfers else ""


def _all_ended(client: ClientSide, console: ConsoleSide) -> bool:
    return all(process.is_ended for process in client.files._processes + console.files._processes)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


async def test_files_the_agent_asked_for_arrive_whole_and_stand_on_record(place: Place, tmp_path: Path, inbox: Path):
    client, console, tab = await pair_and_see(place)
    setup, _ = _write(tmp_path / "home", setup=1_200_000, empty=0)
    _write(tmp_path / "home" / "logs" / "old", a=70_000)
    (inbox / "setup.log").write_bytes(b"mine")
    tab.files.ask("the log file")
    await until(lambda: client.machine.consent.prompt)
    assert (client.machine.consent.prompt.reason, client.machine.consent.prompt.is_choosing) == ("the log file", True)
    await _send(client, [setup, tmp_path / "home" / "empty.log", tmp_path / "home" / "logs"])
    await until(lambda: tab.files.transfers)
    assert not client.files._processes + console.files._processes, "no byte before the agent says where to"
    assert [row.name for row in tab.files.transfers[-1].files] == ["setup.log", "empty.log", "logs/old/a.log"]
    await until(lambda: tab.files.request == "off")
    await _take(tab, inbox)
    await until(lambda: _stage(client) == "done" and _stage(tab) == "done", 30)

    found = found_files(inbox)
    assert found.pop("setup.log") == b"mine"
    assert found == {
        "setup (2).log": setup.read_bytes(),
        "empty.log": b"",
        "logs/old/a.log": (tmp_path / "home" / "logs" / "old" / "a.log").read_bytes(),
    }
    checksum = hashlib.sha256(setup.read_bytes()).hexdigest()
    ours, theirs = client.controller.desks.outbox.lists.views[-1], tab.files.transfers[-1]
    assert ours.files[0].sha256 == theirs.files[0].sha256 == checksum
    await until(lambda: FROM_USER not in client.on and FROM_USER not in tab.machine.on)

    client.stop()
    await until(lambda: client.controller.receipt is not None and client.controller.receipt.is_sealed)
    rows = [json.loads(line) for line in read_journal(client.journal_path)]
    summary = next(row for row in rows if row["type"] == "session:files:summary")["data"]
    assert (summary["capability"], summary["files"], summary["saved"]) == ("file_from_user", 3, 3)
    assert summary["sha256_1"] == checksum
    record = export(place.data_dir, place.folder)
    assert checksum in record.read_text()
    assert "setup" not in record.read_text(), "no name of a file leaves this computer for the server's record"
    receipt = place.folder / "receipt.json"
    receipt.write_text(encode_receipt(client.controller.receipt))
    assert verify(record, "--receipt", str(receipt))[0] == 0
    assert json.loads(receipt.read_text())["files"][0] == {
        "name": "setup.log", "size_bytes": 1_200_000, "sha256": checksum, "direction": "from_user",
    }  # fmt: skip


async def test_no_sends_neither_bytes_nor_names(place: Place, tmp_path: Path):
    client, console, tab = await pair_and_see(place)
    tab.files.ask("")
    await until(lambda: client.machine.consent.prompt)
    await _send(client, _write(tmp_path / "home", a=1_000), is_allowed=False)
    await until(lambda: tab.files.request == "refused")
    assert tab.files.transfers == ()
    assert not client.files._processes + console.files._processes


async def test_agent_who_does_not_want_them_says_so(place: Place, tmp_path: Path):
    client, console, tab = await pair_and_see(place)
    await _send(client, _write(tmp_path / "home", a=1_000))
    await until(lambda: tab.files.transfers)
    tab.files.cancel(tab.files.transfers[-1].batch_id)
    await until(lambda: _stage(client) == "cancelled_there" and FROM_USER not in client.on)
    assert not client.files._processes + console.files._processes


@pytest.mark.parametrize("how", ["right taken back", "stop", "agent cancels"])
async def test_cut_in_the_middle_leaves_no_process_and_no_piece(place: Place, tmp_path: Path, inbox: Path, how: str):
    client, console, tab = await pair_and_see(place)
    await _moving(client, tab, inbox, _write(tmp_path / "home", big=BIG))
    if how == "agent cancels":
        tab.files.cancel(FROM_USER_FIRST_ID)
    elif how == "stop":
        client.files.cut()  # as the intents do in the thread of the windows, before anything else
        client.stop()
    else:
        client.controller.dispatch(ev.RightTakenBack(capability=FROM_USER))
        assert _stage(client) == "cancelled_here", "in the same step, before any network"
    await until(lambda: found_files(inbox) == {}, 5)
    await until(lambda: _all_ended(client, console), 5)
    await until(lambda: _stage(tab).startswith("cancelled"))
    assert (client.machine.state is ClientState.BOUND) is (how != "stop")


async def test_pause_lets_nothing_pass_and_goes_on(place: Place, tmp_path: Path, inbox: Path):
    client, _, tab = await pair_and_see(place)
    [source] = _write(tmp_path / "home", big=20_000_000)
    await _moving(client, tab, inbox, [source])
    client.files.hold()  # as the intents do in the thread of the windows; the flow hears of it later
    await asyncio.sleep(0.5)
    unfinished = partial_file(inbox)
    size = unfinished.stat().st_size
    await asyncio.sleep(0.5)
    assert unfinished.stat().st_size == size
    client.controller.dispatch(ev.PausePressed())
    await asyncio.sleep(0.2)
    assert unfinished.stat().st_size == size
    client.controller.dispatch(ev.ResumePressed())
    await until(lambda: _stage(tab) == "done", 60)
    assert found_files(inbox) == {"big.log": source.read_bytes()}


async def test_lost_path_is_made_again_and_the_rest_follows(place: Place, tmp_path: Path, inbox: Path):
    client, _, tab = await pair_and_see(place)
    [source] = _write(tmp_path / "home", big=30_000_000)
    await _moving(client, tab, inbox, [source])
    # The line between the two processes alone is cut: the console leads, so the next attempt is its own.
    batch = tab.files._inbox.lists.running()[-1].batch
    batch._begin_attempt(2)
    await until(lambda: batch._attempt == 2 and batch.stage in ("moving", "done"), 30)
    await until(lambda: _stage(client) == "done" and _stage(tab) == "done", 60)
    assert found_files(inbox) == {"big.log": source.read_bytes()}


async def test_killed_process_is_said_on_both_sides_and_the_session_lives(place: Place, tmp_path: Path, inbox: Path):
    client, _, tab = await pair_and_see(place)
    await _moving(client, tab, inbox, _write(tmp_path / "home", big=BIG))
    os.kill(client.files._processes[-1]._pid, 9)
    await until(lambda: _stage(tab) == "failed" and _stage(client) == "failed")
    assert client.machine.state is ClientState.BOUND
    assert tab.machine.state is AgentState.BOUND
    await until(lambda: found_files(inbox) == {})


async def test_both_directions_at_once(place: Place, tmp_path: Path, inbox: Path):
    client, _, tab = await pair_and_see(place)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    there, here = _write(tmp_path / "x", there=9_000_000, here=9_000_000)
    await _send(client, [there])
    await _take(tab, inbox)
    tab.files.offer(look_at([here]), "")
    await until(lambda: client.machine.consent.prompt)
    client.controller.desks.files.choose_folder(client.machine.consent.prompt.batch.batch_id, downloads)
    await client.answer()
    await until(lambda: [view.stage for view in tab.files.transfers] == ["done", "done"], 60)
    assert found_files(inbox) == {"there.log": there.read_bytes()}
    assert found_files(downloads) == {"here.log": here.read_bytes()}


async def test_full_disk_of_the_agent_is_said_to_the_person_as_one(place: Place, tmp_path: Path):
    client, _, tab = await pair_and_see(place)
    await _send(client, _write(tmp_path / "out", setup=4_000_000))
    with small_disk(tmp_path / "Downloads") as downloads:
        await _take(tab, downloads)
        await until(lambda: _stage(client) == "failed" and _stage(tab) == "failed")
    assert tab.files.transfers[-1].code == "disk_full"
    assert client.controller.desks.outbox.lists.views[-1].code == "disk_full_there"
