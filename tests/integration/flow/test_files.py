"""Files from the agent to the person: asked with every name, written where the person said, stopped by either at once."""

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
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import OfferedFile
from shared.session import events as ev
from shared.session.state import ClientState
from shared.transport.file_source import look_at
from tests.fakes.small_disk import small_disk
from tests.integration.flow.folders import found_files, partial_file, write_files
from tests.integration.flow.sides import ClientSide, Place, pair_and_see, until
from tests.integration.flow.test_whole_way import export, verify

TO_USER, VIEW = Capability.FILE_TO_USER, Capability.VIEW


_write = partial(write_files, suffix=".bin")


async def _answer(client: ClientSide, folder: Path, *, is_allowed: bool = True) -> None:
    """Read the list, choose the folder, say yes or no."""
    await until(lambda: client.machine.consent.prompt)
    scope = client.machine.consent.prompt.batch
    assert client.controller.desks.files.offer_of(scope) is not None
    client.controller.desks.files.choose_folder(scope.batch_id, folder)
    await client.answer(is_allowed=is_allowed)


def _stage(side: Any) -> str:
    transfers = side.controller.desks.files.lists.views if isinstance(side, ClientSide) else side.files.transfers
    return transfers[-1].stage if transfers else ""


def _done_bytes(client: ClientSide) -> int:
    return sum(view.done_bytes for view in client.controller.desks.files.lists.views)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


async def test_files_and_folders_arrive_whole_and_stand_on_record(place: Place, tmp_path: Path, downloads: Path):
    client, _, tab = await pair_and_see(place)
    letter, empty = _write(tmp_path / "office", letter=3_000_000, empty=0)
    inner, _ = _write(tmp_path / "office" / "photos" / "2024", a=70_000, b=1)
    (downloads / "letter.bin").write_bytes(b"mine")
    tab.files.offer(look_at([letter, empty, tmp_path / "office" / "photos"]), "the driver")

    await until(lambda: client.machine.consent.prompt)
    offer = client.controller.desks.files.offer_of(client.machine.consent.prompt.batch)
    shown = [target.shown for target in offer.plan.targets]
    assert shown == ["letter.bin", "empty.bin", "photos/2024/a.bin", "photos/2024/b.bin"]
    assert client.machine.consent.prompt.reason == "the driver"
    assert found_files(downloads) == {"letter.bin": b"mine"}, "nothing moves before the answer"
    await _answer(client, downloads)
    await until(lambda: _stage(client) == "done" and _stage(tab) == "done", 30)

    found = found_files(downloads)
    assert found.pop("letter.bin") == b"mine"
    assert found == {
        "letter (2).bin": letter.read_bytes(),
        "empty.bin": b"",
        "photos/2024/a.bin": inner.read_bytes(),
        "photos/2024/b.bin": (tmp_path / "office" / "photos" / "2024" / "b.bin").read_bytes(),
    }
    theirs, ours = client.controller.desks.files.lists.views[-1], tab.files.transfers[-1]
    checksum = hashlib.sha256(letter.read_bytes()).hexdigest()
    assert theirs.files[0].sha256 == ours.files[0].sha256 == checksum
    await until(lambda: TO_USER not in client.on and TO_USER not in tab.machine.on)

    client.stop()
    await until(lambda: client.controller.receipt is not None and client.controller.receipt.is_sealed)
    rows = [json.loads(line) for line in read_journal(client.journal_path)]
    summary = next(row for row in rows if row["type"] == "session:files:summary")["data"]
    assert (summary["files"], summary["saved"], summary["sha256_1"]) == (4, 4, checksum)
    record = export(place.data_dir, place.folder)
    text = record.read_text()
    assert checksum in text
    assert "letter" not in text, "no name of a file leaves this computer for the server's record"
    assert "photos" not in text
    receipt = place.folder / "receipt.json"
    receipt.write_text(encode_receipt(client.controller.receipt))
    assert verify(record, "--receipt", str(receipt))[0] == 0
    assert json.loads(receipt.read_text())["files"][0] == {
        "name": "letter (2).bin", "size_bytes": 3_000_000, "sha256": checksum, "direction": "to_user",
    }  # fmt: skip


async def test_no_sends_nothing_and_starts_no_process(place: Place, tmp_path: Path, downloads: Path):
    client, console, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", a=1_000)), "")
    await _answer(client, downloads, is_allowed=False)
    await until(lambda: _stage(tab) == "refused")
    assert not client.files._processes
    assert not console.files._processes
    assert found_files(downloads) == {}


async def test_right_taken_back_stops_the_bytes_and_leaves_nothing(place: Place, tmp_path: Path, downloads: Path):
    client, console, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", big=200_000_000)), "")
    await _answer(client, downloads)
    await until(lambda: _done_bytes(client) > 0, 30)
    client.controller.dispatch(ev.RightTakenBack(capability=TO_USER))
    assert _stage(client) == "cancelled_here", "in the same step, before any network"
    await until(lambda: _stage(tab) == "cancelled_there")
    await until(lambda: found_files(downloads) == {})
    await until(lambda: all(process.is_ended for process in client.files._processes + console.files._processes))
    assert client.machine.state is ClientState.BOUND
    assert client.on == {VIEW}


async def test_agent_cancels_and_the_next_list_is_asked_anew(place: Place, tmp_path: Path, downloads: Path):
    client, _, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", big=200_000_000)), "")
    await _answer(client, downloads)
    await until(lambda: _done_bytes(client) > 0, 30)
    tab.files.cancel(1)
    await until(lambda: _stage(client) == "cancelled_there" and TO_USER not in client.on)
    await until(lambda: found_files(downloads) == {})
    tab.files.offer(look_at(_write(tmp_path / "office", small=10)), "")
    await _answer(client, downloads)
    await until(lambda: _stage(client) == "done")
    assert list(found_files(downloads)) == ["small.bin"]


async def test_pause_lets_nothing_pass_and_goes_on(place: Place, tmp_path: Path, downloads: Path):
    client, _, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", big=20_000_000)), "")
    await _answer(client, downloads)
    await until(lambda: _done_bytes(client) > 0, 30)
    client.controller.dispatch(ev.PausePressed())
    unfinished = partial_file(downloads)
    await asyncio.sleep(0.5)
    size = unfinished.stat().st_size
    await asyncio.sleep(0.5)
    assert unfinished.stat().st_size == size
    client.controller.dispatch(ev.ResumePressed())
    await until(lambda: _stage(client) == "done", 60)
    assert (downloads / "big.bin").stat().st_size == 20_000_000


async def test_lost_path_is_made_again_and_the_rest_follows(place: Place, tmp_path: Path, downloads: Path):
    client, _, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", big=30_000_000)), "")
    await _answer(client, downloads)
    await until(lambda: _done_bytes(client) > 1_000_000, 30)
    # The line between the two processes alone is cut: each gets another attempt, as after a change of networks.
    kept = client.controller.desks.files.lists.running()[-1]
    done = kept.batch.progress.done_bytes
    kept.batch._begin_attempt(2)
    await until(lambda: kept.batch._attempt == 2 and kept.batch.stage in ("moving", "done"), 30)
    await until(lambda: _stage(client) == "done" and _stage(tab) == "done", 60)
    assert done > 0
    assert found_files(downloads) == {"big.bin": (tmp_path / "office" / "big.bin").read_bytes()}


async def test_killed_process_is_said_on_both_sides_and_the_session_lives(
    place: Place, tmp_path: Path, downloads: Path
):
    client, console, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", big=200_000_000)), "")
    await _answer(client, downloads)
    await until(lambda: _done_bytes(client) > 0, 30)
    os.kill(console.files._processes[-1]._pid, 9)
    await until(lambda: _stage(tab) == "failed" and _stage(client) == "failed")
    assert client.machine.state is ClientState.BOUND
    await until(lambda: found_files(downloads) == {})


async def test_session_that_ends_leaves_no_process_and_no_piece(place: Place, tmp_path: Path, downloads: Path):
    client, console, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", big=200_000_000)), "")
    await _answer(client, downloads)
    await until(lambda: _done_bytes(client) > 0, 30)
    client.stop()
    await until(lambda: found_files(downloads) == {}, 3)
    await until(lambda: all(process.is_ended for process in client.files._processes + console.files._processes), 3)


async def test_console_that_sends_links_for_nothing_opens_nothing(place: Place):
    client, console, tab = await pair_and_see(place)
    link = peer.FileLink(
        batch_id=1, attempt=1, nonce=bytes(16), username="abcd", password="a" * 22, candidates=[]
    )  # fmt: skip
    for message in (link, peer.FileHold(batch_id=1, is_held=False), peer.FileStop(batch_id=1, reason="cancelled")):
        console.send_as_is(tab, message)
    console.send_as_is(tab, peer.CapabilityRequest(request_id=77, capability=TO_USER))
    await asyncio.sleep(0.3)
    assert client.machine.state is ClientState.BOUND
    assert client.machine.consent.prompt is None, "a right for files is asked for with the files alone"
    assert not client.files._processes


async def test_second_list_while_one_is_asked_about_changes_no_question(
    place: Place, tmp_path: Path, downloads: Path
):
    client, console, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "office", harmless=10)), "")
    await until(lambda: client.machine.consent.prompt)
    scope = client.machine.consent.prompt.batch
    other = peer.FileOffer(
        request_id=1_000_009, batch_id=9, file_count=1, total_bytes=1, first_index=0,
        files=[OfferedFile(path="evil.exe", size_bytes=1)],
    )  # fmt: skip
    console.send_as_is(tab, other)
    await asyncio.sleep(0.3)
    assert client.machine.consent.prompt.batch == scope
    offer = client.controller.desks.files.offer_of(scope)
    assert [target.shown for target in offer.plan.targets] == ["harmless.bin"]
    await _answer(client, downloads)
    await until(lambda: _stage(client) == "done")
    assert list(found_files(downloads)) == ["harmless.bin"]


async def test_disk_without_room_is_said_before_a_byte_moves(place: Place, downloads: Path):
    client, console, tab = await pair_and_see(place)
    offer = peer.FileOffer(
        request_id=1_000_001, batch_id=1, file_count=1, total_bytes=2**39, first_index=0,
        files=[OfferedFile(path="huge.iso", size_bytes=2**39)],
    )  # fmt: skip
    console.send_as_is(tab, offer)
    await _answer(client, downloads)
    await until(lambda: _stage(client) == "failed")
    assert client.controller.desks.files.lists.views[-1].code == "disk_full"
    assert found_files(downloads) == {}


async def test_full_disk_of_the_person_is_said_to_the_agent_as_one(place: Place, tmp_path: Path):
    client, _, tab = await pair_and_see(place)
    tab.files.offer(look_at(_write(tmp_path / "out", photo=4_000_000)), "")
    with small_disk(tmp_path / "Downloads") as downloads:
        await _answer(client, downloads)
        await until(lambda: _stage(client) == "failed" and _stage(tab) == "failed")
        assert found_files(downloads) == {}
    assert client.controller.desks.files.lists.views[-1].code == "disk_full"
    assert tab.files.transfers[-1].code == "disk_full_there"
