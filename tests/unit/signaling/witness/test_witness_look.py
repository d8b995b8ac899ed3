from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signaling.domain.witness_view import WitnessStanding, WitnessView
from signaling.witness.courier import CourierState
from signaling.witness.status import STATUS_FILE, WatchState, WitnessStatus, write_status
from signaling.witness.witness_look import WitnessLook, view_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KEEPER = CourierState(
    name="https://keeper.example", waiting=2, delivered_size=7, delivered_at="2026-11-27T11:00:00.000Z", problem=""
)
STATUS = WitnessStatus(
    state=WatchState.WATCHING, seen_at="2026-11-27T11:59:55.000Z", seen_unix_s=int(NOW.timestamp()) - 5, size=9,
    head="ab" * 32, witnesses=(KEEPER,), signed_at="2026-11-27T11:30:00.000Z",
)  # fmt: skip


async def test_state_of_the_file_is_shown(tmp_path: Path):
    write_status(tmp_path, STATUS)
    view = await WitnessLook(tmp_path)(NOW)
    assert (view.standing, view.size, view.head) == (WitnessStanding.WELL, 9, "ab" * 32)
    assert view.signed_at == NOW - timedelta(minutes=30)
    assert view.targets[0].delivered_at == NOW - timedelta(hours=1)
    assert (view.targets[0].waiting, view.targets[0].problem) == (2, "")


async def test_no_witness_and_no_state_are_two_things(tmp_path: Path):
    assert await WitnessLook(None)(NOW) == WitnessView(standing=WitnessStanding.NONE)
    assert (await WitnessLook(tmp_path)(NOW)).standing is WitnessStanding.UNKNOWN
    (tmp_path / STATUS_FILE).write_text("[]")
    assert (await WitnessLook(tmp_path)(NOW)).standing is WitnessStanding.UNKNOWN


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"state": WatchState.REFUSED, "finding": "tampered", "problem": "link_differs"}, WitnessStanding.REFUSED),
        ({"state": WatchState.REFUSED, "seen_unix_s": 0}, WitnessStanding.REFUSED),
        ({"seen_unix_s": int(NOW.timestamp()) - 61}, WitnessStanding.SILENT),
        ({"state": WatchState.UNREADABLE}, WitnessStanding.UNREADABLE),
        ({"witnesses": (replace(KEEPER, problem="refused"),)}, WitnessStanding.BEHIND),
    ],
)
def test_gravest_state_wins(changes: dict[str, object], standing: WitnessStanding):
    assert view_of(replace(STATUS, **changes), NOW).standing is standing


def test_instants_that_are_none_are_not_shown():
    view = view_of(replace(STATUS, seen_at="<b>now</b>", signed_at="", size=-3), NOW)
    assert (view.seen_at, view.signed_at, view.size) == (None, None, 0)
