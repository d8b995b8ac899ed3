"""The thread between the flow and the keyring: order, time limits, and what is remembered beside it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent_console.domain.ports import KeptSignIn, KeyringProblem
from agent_console.keyring_store import KeyringStore
from agent_console.stay_choices import NOBODY, StayChoice, StayChoices
from tests.fakes.sign_in_stores import MemoryKeyring

SERVER = "wss://help.example/v1/signaling"
ANA = "ana@example.org"
KEPT = KeptSignIn(email=ANA, token="7" * 32)
NEWER = KeptSignIn(email=ANA, token="8" * 32)


class Desk:
    """One start of a console after the other, on one computer."""

    def __init__(self, folder: Path) -> None:
        self.keyring = MemoryKeyring()
        self.choices = StayChoices(folder / "choices.json")
        self.found: list[tuple[str, KeptSignIn | None]] = []
        self.states: list[KeyringProblem | None] = []
        self.store = self.restart()

    def restart(self, limit_s: float = 30.0) -> KeyringStore:
        post: Any = asyncio.get_running_loop().call_soon_threadsafe
        self.found, self.states = [], []
        self.store = KeyringStore(SERVER, self.keyring, self.choices, post, limit_s)
        return self.store

    async def look(self) -> KeptSignIn | None:
        """Returns what was found once the keyring has answered."""
        self.store.look(lambda email, kept: self.found.append((email, kept)), self.states.append)
        await self.until(lambda: bool(self.states))
        return self.found[-1][1]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - the thread tells its own callbacks only
                await asyncio.sleep(0.005)

    def keep(self) -> None:
        """An earlier run has kept a sign-in."""
        self.choices.write(SERVER, StayChoice(email=ANA, is_kept=True))
        self.keyring.entries[SERVER] = KEPT


@pytest.fixture
async def desk(tmp_path: Path):
    desk = Desk(tmp_path)
    yield desk
    desk.keyring.answers.set()
    desk.store.close(timeout_s=10)


async def test_store_what_was_kept_is_found_by_the_next_start(desk: Desk):
    assert await desk.look() is None
    assert desk.found == [("", None)]
    desk.store.keep(KEPT)
    desk.store.close(timeout_s=10)
    desk.restart()
    assert await desk.look() == KEPT
    assert desk.found == [(ANA, None), (ANA, KEPT)], "whose choice it is, before a keyring that may ask something"


async def test_store_dropped_is_found_by_nobody_and_the_choice_is_remembered(desk: Desk):
    desk.keep()
    await desk.look()
    desk.store.drop(ANA)
    desk.store.close(timeout_s=10)
    assert desk.keyring.entries == {}
    desk.restart()
    assert await desk.look() is None
    assert desk.found == [(ANA, None)]


async def test_store_dropped_without_a_choice_leaves_no_trace(desk: Desk):
    desk.keep()
    await desk.look()
    desk.store.drop("")
    desk.store.close(timeout_s=10)
    assert (desk.keyring.entries, desk.choices.read(SERVER)) == ({}, NOBODY)


async def test_store_nobody_who_never_wanted_to_stay_is_asked_for_the_keyrings_password(desk: Desk):
    await desk.look()
    desk.store.drop("")
    desk.store.close(timeout_s=10)
    assert desk.keyring.calls == ["check"]


async def test_store_entry_of_another_address_than_chose_is_not_taken_up(desk: Desk):
    desk.keep()
    desk.keyring.entries[SERVER] = KeptSignIn(email="ion@example.org", token="9" * 32)
    assert await desk.look() is None


async def test_store_entry_that_could_not_be_deleted_is_not_taken_up_later(desk: Desk):
    desk.keep()
    await desk.look()
    desk.keyring.problems["delete"] = "failed"
    desk.store.drop(ANA)
    desk.store.close(timeout_s=10)
    assert desk.keyring.entries == {SERVER: KEPT}
    desk.restart()
    assert await desk.look() is None


@pytest.mark.parametrize("problem", ["missing", "untrusted", "locked", "failed"])
async def test_store_keyring_that_cannot_be_used_is_said_and_given_nothing(desk: Desk, problem: KeyringProblem):
    desk.keyring.problems["check"] = problem
    assert await desk.look() is None
    assert desk.states == [problem]
    desk.store.keep(KEPT)
    await desk.until(lambda: len(desk.states) == 2)
    assert (desk.keyring.calls, desk.choices.read(SERVER)) == (["check"], NOBODY)


async def test_store_unlocking_refused_once_is_not_asked_for_again(desk: Desk):
    desk.keep()
    desk.keyring.problems["read"] = "locked"
    assert await desk.look() is None
    assert desk.states == ["locked"]
    desk.store.drop(ANA)
    desk.store.keep(NEWER)
    await desk.until(lambda: len(desk.states) == 3)
    assert desk.keyring.calls == ["check", "read"]


async def test_store_keyring_that_hangs_is_given_up_in_time_and_its_late_answer_still_counts(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    desk.keep()
    desk.restart(limit_s=0.05)
    desk.keyring.answers.clear()
    assert await desk.look() is None
    assert desk.states == ["slow"]
    desk.store.keep(NEWER)
    await desk.until(lambda: desk.states == ["slow"])
    desk.keyring.answers.set()
    await desk.until(lambda: desk.states[-1] is None)
    assert (ANA, KEPT) in desk.found
    await desk.until(lambda: desk.keyring.entries[SERVER] == NEWER)
    assert "slow" in capsys.readouterr().out


async def test_store_keyring_that_hangs_does_not_keep_the_console_from_closing(desk: Desk):
    desk.keyring.answers.clear()
    desk.restart(limit_s=0.05)
    await desk.look()
    desk.store.drop("")
    desk.store.close(timeout_s=0.05)


async def test_store_closed_at_once_has_done_what_was_asked_for(desk: Desk):
    desk.keep()
    await desk.look()
    desk.store.keep(NEWER)
    desk.store.drop(ANA)
    desk.store.close(timeout_s=10)
    assert desk.keyring.entries == {}


async def test_store_never_used_closes():
    loop: Any = asyncio.get_running_loop()
    KeyringStore(SERVER, MemoryKeyring(), StayChoices(Path("/nonexistent/x")), loop.call_soon_threadsafe).close()


async def test_store_folder_that_cannot_be_written_keeps_nothing_at_all(tmp_path: Path, desk: Desk):
    (tmp_path / "file").touch()
    desk.choices = StayChoices(tmp_path / "file" / "choices.json")
    desk.restart()
    await desk.look()
    desk.store.keep(KEPT)
    await desk.until(lambda: desk.states == [None, "failed"])
    assert desk.keyring.entries == {}, "what nobody remembers would never be deleted"


async def test_store_fault_in_a_keyring_is_a_line_in_the_log_and_no_token(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    await desk.look()

    def break_down(server: str, sign_in: KeptSignIn) -> KeyringProblem | None:
        raise LookupError(sign_in.token)

    desk.keyring.write = break_down
    desk.store.keep(KEPT)
    await desk.until(lambda: desk.states[-1] == "failed")
    log = capsys.readouterr().out
    assert "keyring_unusable" in log
    assert "LookupError" in log
    assert KEPT.token not in log
    assert "Traceback" not in log
