import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import raw_public_key
from signaling.storage import signature_process
from signaling.storage.signature_process import GROUP_MAX, WORTH_COUNT, Claim, SignatureProcess, Verdict

KEY = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
PUBLIC = raw_public_key(KEY)
CEILING_S = 60.0


@pytest.fixture
async def checking() -> AsyncIterator[SignatureProcess]:
    checking = SignatureProcess()
    yield checking
    await checking.close()


def _claim(number: int) -> Claim:
    """Wrong for every third."""
    signed = number.to_bytes(4)
    return PUBLIC, KEY.sign(signed if number % 3 else b"another"), signed


async def _check(checking: SignatureProcess, count: int) -> list[bool | None]:
    verdicts = [checking.check(_claim(number)) for number in range(count)]
    assert {verdict.is_right for verdict in verdicts} == {None}
    await asyncio.gather(*(asyncio.wrap_future(verdict.coming) for verdict in verdicts))
    return [verdict.is_right for verdict in verdicts]


async def _start(checking: SignatureProcess) -> int:
    """Have the process there; its number."""
    await _check(checking, WORTH_COUNT)
    until_s = time.monotonic() + CEILING_S
    while not (number := _child()):
        assert time.monotonic() < until_s
        await asyncio.sleep(0.02)
    executor = checking._executor
    assert executor is not None
    await asyncio.wrap_future(executor.submit(abs, 0))
    await asyncio.sleep(0)
    return number


def _child() -> int:
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return 0


def _is_there(number: int) -> bool:
    return Path(f"/proc/{number}").exists()


def _right(count: int) -> list[bool]:
    return [number % 3 != 0 for number in range(count)]


async def test_few_are_checked_here_and_no_process_is_started(checking: SignatureProcess):
    assert await _check(checking, WORTH_COUNT - 1) == _right(WORTH_COUNT - 1)
    assert checking._executor is None


async def test_many_are_checked_in_the_process_each_with_its_own_verdict(
    checking: SignatureProcess, monkeypatch: pytest.MonkeyPatch
):
    assert await _check(checking, 50) == _right(50)
    await _start(checking)
    here: list[int] = []
    monkeypatch.setattr(signature_process, "is_signature_valid", lambda *_: here.append(1) or True)
    count = 2 * GROUP_MAX + 5
    assert await _check(checking, count) == _right(count)
    assert here == []


async def test_a_process_that_was_killed_is_believed_nothing_and_replaced_after_a_while(
    checking: SignatureProcess, monkeypatch: pytest.MonkeyPatch
):
    first = await _start(checking)
    os.kill(first, signal.SIGSTOP)
    lost = [checking.check(_claim(number)) for number in range(WORTH_COUNT)]
    await asyncio.sleep(0)
    os.kill(first, signal.SIGKILL)
    wait([lost[0].coming], timeout=CEILING_S)
    assert [verdict.is_right for verdict in lost] == [None] * WORTH_COUNT
    assert await _check(checking, WORTH_COUNT) == _right(WORTH_COUNT)
    assert checking._executor is None
    monkeypatch.setattr(checking, "_start_at_s", 0.0)
    assert await _start(checking) != first
    assert await _check(checking, GROUP_MAX) == _right(GROUP_MAX)


async def test_a_process_that_does_not_answer_is_given_up_and_gone(
    checking: SignatureProcess, monkeypatch: pytest.MonkeyPatch
):
    number = await _start(checking)
    monkeypatch.setattr(signature_process, "LATE_AFTER_S", 0.05)
    os.kill(number, signal.SIGSTOP)
    late = [checking.check(_claim(number)) for number in range(WORTH_COUNT)]
    await asyncio.sleep(0.1)
    assert await _check(checking, WORTH_COUNT) == _right(WORTH_COUNT)
    assert late[0].coming.done()
    assert late[0].is_right is None
    await _gone(number)


async def test_close_does_not_wait_for_a_process_that_hangs(
    checking: SignatureProcess, monkeypatch: pytest.MonkeyPatch
):
    number = await _start(checking)
    monkeypatch.setattr(signature_process, "END_WAIT_S", 0.05)
    os.kill(number, signal.SIGSTOP)
    async with asyncio.timeout(CEILING_S):
        await checking.close()
    await _gone(number)


async def _gone(number: int) -> None:
    assert await asyncio.to_thread(_is_gone, number)


def _is_gone(number: int) -> bool:
    until_s = time.monotonic() + CEILING_S
    while (is_there := _is_there(number)) and time.monotonic() < until_s:
        time.sleep(0.02)
    return not is_there


async def test_close_ends_the_process_and_checks_here_from_then_on(checking: SignatureProcess):
    number = await _start(checking)
    await checking.close()
    assert not _is_there(number)
    assert await _check(checking, 20) == _right(20)
    assert checking._executor is None


_SERVER = """
import asyncio, sys
from signaling.storage.signature_process import SignatureProcess

async def main():
    checking = SignatureProcess()
    checks = [checking.check((bytes(32), bytes(64), b"")) for _ in range(20)]
    await asyncio.sleep(0)
    executor = checking._executor
    await asyncio.wrap_future(executor.submit(abs, 0))
    print(await asyncio.wrap_future(executor.submit(__import__("os").getpid)), flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_the_process_goes_with_a_server_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        number = int(server.stdout.readline())
        assert _is_there(number)
        server.kill()
    assert _is_gone(number)


def test_a_verdict_nobody_gives_is_none():
    assert Verdict(signature_process.Group(), 0).is_right is None
