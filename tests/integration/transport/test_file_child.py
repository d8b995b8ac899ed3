"""The processes for files themselves: two of them over loopback, and what is left when one is killed."""

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.transport import file_child, file_pipe
from shared.transport.file_process import FileProcess
from shared.transport.file_source import look_at
from shared.transport.tasks import TaskSet
from tests.integration.flow.sides import until


class _End:
    """One process, and what it said."""

    def __init__(self, tasks: TaskSet) -> None:
        self.said: list[Any] = []
        self.process = FileProcess(tasks, self.said.append)

    def of(self, kind: type) -> list[Any]:
        return [report for report in self.said if isinstance(report, kind)]


@pytest.fixture
async def ends() -> AsyncIterator[tuple[_End, _End]]:
    async with TaskSet("test") as tasks:
        pair = _End(tasks), _End(tasks)
        yield pair
        for end in pair:
            end.process.end()
            await end.process.wait_ended()


def _begin(ends: tuple[_End, _End], source: Path, folder: Path) -> None:
    sender, receiver = ends
    chosen = look_at([source])
    sender.process.order(file_pipe.SendFiles(files=chosen.files))
    targets = [
        file_pipe.WriteTarget(folders=[], name=file.shown, size_bytes=file.size_bytes) for file in chosen.files
    ]
    receiver.process.order(file_pipe.ReceiveFiles(folder=str(folder), targets=targets, origin="https://x", mark="m"))


async def _join(ends: tuple[_End, _End], attempt: int, *, wrong_key: bool = False) -> None:
    for end, leads in zip(ends, (False, True), strict=True):
        end.process.order(file_pipe.Gather(attempt=attempt, is_controlling=leads, servers=[], has_loopback=True))
    await until(lambda: all(end.of(file_pipe.Gathered)[-1:] for end in ends))
    await until(lambda: all(end.of(file_pipe.Gathered)[-1].attempt == attempt for end in ends))
    keys = [hashlib.sha256(bytes([attempt, side])).digest() for side in (0, 1)]
    for number, end in enumerate(ends):
        other = ends[1 - number].of(file_pipe.Gathered)[-1]
        end.process.order(
            file_pipe.Connect(
                attempt=attempt,
                username=other.username,
                password=other.password,
                candidates=other.candidates,
                sending_key=keys[number],
                receiving_key=bytes(32) if wrong_key else keys[1 - number],
            )
        )


async def test_file_goes_from_disk_to_disk(ends: tuple[_End, _End], tmp_path: Path):
    source, folder = tmp_path / "a.bin", tmp_path / "in"
    source.write_bytes(os.urandom(5_000_000))
    folder.mkdir()
    _begin(ends, source, folder)
    await _join(ends, 1)
    await until(lambda: all(end.of(file_pipe.BatchFinished) for end in ends), 30)
    checksum = hashlib.sha256(source.read_bytes()).digest()
    assert [end.of(file_pipe.FileSettled)[0].sha256 for end in ends] == [checksum] * 2
    assert (folder / "a.bin").read_bytes() == source.read_bytes()
    await until(lambda: all(end.said[-1] is None for end in ends))


async def test_path_with_another_key_carries_nothing(ends: tuple[_End, _End], tmp_path: Path):
    source, folder = tmp_path / "a.bin", tmp_path / "in"
    source.write_bytes(os.urandom(50_000))
    folder.mkdir()
    _begin(ends, source, folder)
    await _join(ends, 1, wrong_key=True)
    await until(lambda: all(end.of(file_pipe.PathDown) for end in ends), 20)
    assert not any(end.of(file_pipe.PathUp) for end in ends)
    assert list(folder.iterdir()) == []


async def test_process_that_is_told_to_end_removes_what_is_not_whole(ends: tuple[_End, _End], tmp_path: Path):
    source, folder = tmp_path / "a.bin", tmp_path / "in"
    source.write_bytes(os.urandom(100_000_000))
    folder.mkdir()
    _begin(ends, source, folder)
    await _join(ends, 1)
    await until(lambda: any(path.stat().st_size for path in folder.iterdir()), 20)
    ends[1].process.cut()
    await until(lambda: ends[1].process.is_ended, 5)
    assert list(folder.iterdir()) == []


def test_process_whose_program_was_killed_removes_what_is_not_whole(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    child = subprocess.Popen(
        [sys.executable, "-m", file_child.__name__], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert child.stdin is not None
    target = file_pipe.WriteTarget(folders=["new"], name="a", size_bytes=5)
    child.stdin.write(
        file_pipe.encode(file_pipe.ReceiveFiles(folder=str(folder), targets=[target], origin="", mark="m"))
    )
    child.stdin.close()
    assert child.wait(timeout=10) == 0
    assert list(folder.rglob("*.part")) == []


def test_process_that_hears_nonsense_ends(tmp_path: Path):
    child = subprocess.run(
        [sys.executable, "-m", file_child.__name__], input=b"\x00\x00\x00\x03abc", capture_output=True, timeout=20,
        check=False,
    )  # fmt: skip
    assert (child.returncode, child.stdout) == (0, b"")


async def test_keys_do_not_stand_on_the_command_line(ends: tuple[_End, _End], tmp_path: Path):
    await until(lambda: all(end.process._pid for end in ends))
    line = Path(f"/proc/{ends[0].process._pid}/cmdline").read_bytes().split(b"\0")  # noqa: ASYNC240 - no disk
    assert line[1:] == [b"-m", b"shared.transport.file_child", b""]
    os.kill(ends[0].process._pid or 0, signal.SIGKILL)
    await until(lambda: ends[0].said[-1:] == [None])
    await asyncio.sleep(0)
