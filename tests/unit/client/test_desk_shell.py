"""Whether the desk is still the person's, as a logind says that answers what the test wants."""

import asyncio
from pathlib import Path

import pytest

from client import desk_shell
from client.desk_shell import DeskShell, read_logind
from shared.consent.book import DeskLoss


@pytest.mark.parametrize(
    ("answer", "loss"),
    [
        ("LockedHint=no\nActive=yes\n", None),
        ("LockedHint=yes\nActive=yes\n", "locked"),
        ("Active=no\nLockedHint=yes\n", "locked"),
        ("LockedHint=no\nActive=no\n", "switched"),
        ("", None),
        ("no such session", None),
    ],
)
def test_logind_is_read(answer: str, loss: str | None) -> None:
    assert read_logind(answer) == loss


def _environment(folder: Path, script: str) -> dict[str, str]:
    program = folder / "loginctl"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return {"XDG_SESSION_ID": "7", "PATH": str(folder)}


async def _losses(environment: dict[str, str], *, is_wanted: bool = True, seconds: float = 0.5) -> list[DeskLoss]:
    losses: list[DeskLoss] = []
    shell = DeskShell(lambda: is_wanted, losses.append, environment)
    task = asyncio.create_task(shell.run())
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return losses


async def test_desk_locked_is_told_while_there_is_control(tmp_path: Path) -> None:
    environment = _environment(tmp_path, "echo LockedHint=yes")
    assert await _losses(environment) == ["locked"]
    assert await _losses(environment, is_wanted=False) == []


async def test_desk_without_logind_or_with_one_that_hangs_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_shell, "_ANSWER_TIMEOUT_S", 0.1)
    assert await _losses({}) == []
    assert await _losses(_environment(tmp_path, "exec /bin/sleep 5")) == []


async def test_desk_that_slept_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = iter([1_000, 2_000, 9_000, 10_000, 11_000, 12_000])
    monkeypatch.setattr(desk_shell, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(desk_shell, "read_clocks_ms", lambda: (0, next(readings, 12_000)))
    losses = await _losses({}, seconds=0.2)
    assert losses
    assert set(losses) == {"asleep"}
