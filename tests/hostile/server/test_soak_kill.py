"""The thousand kills of `make soak-kill`, a few of them; and that they would tell."""

import json
import sys

import pytest

from tests.fakes.server_record import ServerRecord
from tests.hostile.server import soak_kill
from tests.hostile.server.soak_kill import Folder, Tally, _look


@pytest.mark.hostile(39)
def test_soak_of_a_few_kills_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(soak_kill, "RESULT", tmp_path / "kill.json")
    monkeypatch.setattr(soak_kill, "KILLS_PER_FOLDER", 2)  # two folders at once
    monkeypatch.setattr(sys, "argv", ["soak_kill", "--count", "3"])
    assert soak_kill.main() == 0
    found = json.loads((tmp_path / "kill.json").read_bytes())
    assert (found["kills"], found["lost"], found["broken_chains"]) == (3, 0, 0)
    assert found["acknowledged"] > 0


@pytest.mark.parametrize("acknowledged", [{4: "0" * 64}, {9: "0" * 64}])
def test_soak_tells_of_an_acknowledged_event_that_is_not_there(tmp_path, acknowledged):
    with ServerRecord(tmp_path) as record:
        record.plain(5)
    tally = Tally()
    _look(Folder(tmp_path, is_small=False, acknowledged=acknowledged), tally)
    assert tally.lost == 1
    assert tally.complaints


def test_soak_tells_of_a_broken_chain(tmp_path):
    with ServerRecord(tmp_path) as record:
        record.plain(5)
        record.change("DELETE FROM audit_events WHERE seq = 3")
    tally = Tally()
    _look(Folder(tmp_path, is_small=False), tally)
    assert (tally.lost, tally.broken_chains) == (0, 1)
