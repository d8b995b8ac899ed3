from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signaling.domain.health import GIB, HealthReading, Level, Sign, judge
from signaling.domain.witness_view import WitnessStanding, WitnessView

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
WELL = HealthReading(
    now=NOW,
    node="help1",
    program="alongside-server/0.1.0",
    started_at=NOW - timedelta(days=3),
    not_ready=None,
    sockets=12,
    live_sessions=4,
    pairings=40,
    pairing_failures=2,
    waiting_steps=0,
    waiting_max=2_048,
    disk_free_bytes=200 * GIB,
    disk_total_bytes=250 * GIB,
    witness=WitnessView(standing=WitnessStanding.WELL),
    is_tls=True,
    certificate_until=NOW + timedelta(days=60),
)


def test_server_without_a_fault_has_nothing_to_look_at():
    assert set(judge(WELL).values()) == {Level.GOOD, Level.PLAIN}
    assert list(judge(WELL)) == list(Sign)


@pytest.mark.parametrize(
    ("sign", "changes", "level"),
    [
        (Sign.NODE, {"not_ready": "audit_unwritable"}, Level.ACT),
        (Sign.PAIRING, {"pairings": 0, "pairing_failures": 9}, Level.GOOD),
        (Sign.PAIRING, {"pairings": 20, "pairing_failures": 10}, Level.LOOK),
        (Sign.PAIRING, {"pairings": 21, "pairing_failures": 10}, Level.GOOD),
        (Sign.PAIRING, {"pairings": 15, "pairing_failures": 30}, Level.ACT),
        (Sign.PAIRING, {"pairings": 16, "pairing_failures": 30}, Level.LOOK),
        (Sign.QUEUE, {"waiting_steps": 204}, Level.GOOD),
        (Sign.QUEUE, {"waiting_steps": 205}, Level.LOOK),
        (Sign.QUEUE, {"waiting_steps": 1_024}, Level.ACT),
        (Sign.DISK, {"disk_free_bytes": 5 * GIB}, Level.GOOD),
        (Sign.DISK, {"disk_free_bytes": 5 * GIB - 1}, Level.LOOK),
        (Sign.DISK, {"disk_free_bytes": GIB - 1}, Level.ACT),
        (Sign.DISK, {"disk_free_bytes": None}, Level.LOOK),
        (Sign.CERTIFICATE, {"certificate_until": NOW + timedelta(days=20)}, Level.LOOK),
        (Sign.CERTIFICATE, {"certificate_until": NOW + timedelta(days=6)}, Level.ACT),
        (Sign.CERTIFICATE, {"certificate_until": NOW - timedelta(days=1)}, Level.ACT),
        (Sign.CERTIFICATE, {"certificate_until": None}, Level.LOOK),
        (Sign.CERTIFICATE, {"certificate_until": None, "is_tls": False}, Level.PLAIN),
        (Sign.WITNESS, {"witness": WitnessView(standing=WitnessStanding.REFUSED)}, Level.ACT),
        (Sign.WITNESS, {"witness": WitnessView(standing=WitnessStanding.SILENT)}, Level.ACT),
        (Sign.WITNESS, {"witness": WitnessView(standing=WitnessStanding.BEHIND)}, Level.LOOK),
        (Sign.WITNESS, {"witness": WitnessView(standing=WitnessStanding.NONE)}, Level.LOOK),
    ],
)
def test_each_sign_changes_at_its_figure_and_no_other_with_it(sign: Sign, changes: dict[str, object], level: Level):
    before, after = judge(WELL), judge(replace(WELL, **changes))
    assert after[sign] is level
    assert {**after, sign: None} == {**before, sign: None}


def test_every_standing_of_a_witness_has_a_level():
    for standing in WitnessStanding:
        assert judge(replace(WELL, witness=WitnessView(standing=standing)))[Sign.WITNESS] in Level
