from datetime import UTC, datetime

from signaling.domain.zones import UTC_NAME, ZONES, wall_clock


def test_zones_are_places_and_the_clock_without_a_place_comes_first():
    assert ZONES[0] == UTC_NAME
    assert {"Europe/Chisinau", "Europe/Bucharest", "America/Port-au-Prince"}.issubset(ZONES)
    # Names that mean something else than they seem to, names of old data, and what is a folder or lies beside it.
    for name in ("Etc/GMT-3", "EST", "US/Eastern", "GB", "Europe", "../../etc/passwd", "posixrules", ""):
        assert name not in ZONES
    assert all(name.isascii() and len(name) <= 40 for name in ZONES)


def test_wall_clock_of_a_summer_and_of_a_winter():
    assert f"{wall_clock(datetime(2026, 7, 1, 12, tzinfo=UTC), 'Europe/Chisinau'):%a %H:%M}" == "Wed 15:00"
    assert f"{wall_clock(datetime(2026, 1, 1, 23, tzinfo=UTC), 'Europe/Chisinau'):%a %H:%M}" == "Fri 01:00"
    assert wall_clock(datetime(2026, 1, 1, 23, tzinfo=UTC), UTC_NAME).hour == 23
