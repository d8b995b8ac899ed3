from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.capability import Capability
from signaling.domain.session_policy import (
    DAYS,
    FORBIDDABLE,
    LIMITABLE,
    RIGHT_MINUTES_MIN,
    BeginHours,
    Rule,
    RuleError,
    SessionPolicy,
    policy_of,
    rules_of,
)
from signaling.domain.zones import ZONES, wall_clock

_minutes = st.integers(0, 24 * 60 - 1)
_hours = st.builds(
    BeginHours,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    from_minute=_minutes,
    until_minute=_minutes,
    zone=st.sampled_from(ZONES),
)
_right_minutes = st.fixed_dictionaries(
    {}, optional={right: st.integers(RIGHT_MINUTES_MIN, most) for right, most in LIMITABLE.items()}
)
_policies = st.builds(
    SessionPolicy,
    forbidden=st.frozensets(st.sampled_from(FORBIDDABLE)),
    needs_reason=st.frozensets(st.sampled_from(FORBIDDABLE)),
    right_minutes=_right_minutes,
    begin_hours=st.none() | _hours,
    session_minutes=st.none() | st.integers(5, 1440),
    sessions_per_agent=st.none() | st.integers(1, 16),
)


@given(_policies)
def test_what_is_written_is_read_as_the_same_and_only_what_is_said_is_written(policy: SessionPolicy):
    rules = rules_of(policy)
    assert set(rules) == set(Rule)
    assert policy_of(rules) == policy
    assert policy_of({rule: text for rule, text in rules.items() if text}) == policy


def test_no_rules_allow_everything_and_every_rule_only_takes_away():
    assert policy_of({}) == SessionPolicy()
    assert SessionPolicy().forbidden == frozenset()
    strict = policy_of({Rule.FORBIDDEN_RIGHTS: "control view", Rule.BEGIN_HOURS: "mon fri 08:00-18:30"})
    assert strict.forbidden == {Capability.VIEW, Capability.CONTROL}
    assert rules_of(strict)[Rule.FORBIDDEN_RIGHTS] == "view control", "in the order of the rights, whatever was typed"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule.FORBIDDEN_RIGHTS, "fly"),
        (Rule.FORBIDDEN_RIGHTS, "terminal"),
        (Rule.REASON_RIGHTS, "fly"),
        (Rule.REASON_RIGHTS, "terminal"),
        (Rule.RIGHT_MINUTES, "control"),
        (Rule.RIGHT_MINUTES, "control="),
        (Rule.RIGHT_MINUTES, "control=1"),
        (Rule.RIGHT_MINUTES, "control=31"),
        (Rule.RIGHT_MINUTES, "control=-5"),
        (Rule.RIGHT_MINUTES, "control=5 control=6"),
        (Rule.RIGHT_MINUTES, "control=\u0665"),
        (Rule.RIGHT_MINUTES, "clipboard_to_user=11"),
        (Rule.RIGHT_MINUTES, "view=5"),
        (Rule.RIGHT_MINUTES, "file_to_user=5"),
        (Rule.BEGIN_HOURS, "mon 08:00-18:00 Europe"),
        (Rule.BEGIN_HOURS, "mon 08:00-18:00 Europe/Atlantis"),
        (Rule.BEGIN_HOURS, "mon 08:00-18:00 ../../etc/passwd"),
        (Rule.BEGIN_HOURS, "mon 08:00-18:00 europe/chisinau"),
        (Rule.BEGIN_HOURS, "mon 08:00-18:00 Europe/Chisinau UTC"),
        (Rule.BEGIN_HOURS, "mon 08:00-18:00\n"),
        (Rule.BEGIN_HOURS, "mon"),
        (Rule.BEGIN_HOURS, "08:00-18:00"),
        (Rule.BEGIN_HOURS, "mon 08:00"),
        (Rule.BEGIN_HOURS, "mon 08:00-25:00"),
        (Rule.BEGIN_HOURS, "mon 08:00-"),
        (Rule.BEGIN_HOURS, "mon -18:00"),
        (Rule.BEGIN_HOURS, "sol 08:00-18:00"),
        (Rule.BEGIN_HOURS, " 08:00-18:00"),
        (Rule.SESSION_MINUTES, "4"),
        (Rule.SESSION_MINUTES, "1441"),
        (Rule.SESSION_MINUTES, "-5"),
        (Rule.SESSION_MINUTES, "x"),
        (Rule.SESSION_MINUTES, "\u0663\u0663"),
        (Rule.SESSION_MINUTES, "9" * 5_000),
        (Rule.SESSIONS_PER_AGENT, "0"),
        (Rule.SESSIONS_PER_AGENT, "17"),
    ],
)
def test_rule_that_is_none_is_refused_by_its_name(rule: Rule, text: str):
    with pytest.raises(RuleError) as refused:
        policy_of({rule: text})
    assert refused.value.args == (rule,)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23 + day, hour, minute, tzinfo=UTC)  # the 23rd is a Monday


def test_hours_of_a_day_and_those_over_midnight():
    office = BeginHours(days=frozenset({0, 4}), from_minute=8 * 60, until_minute=18 * 60 + 30)
    inside = [_at(0, 8), _at(0, 18, 29), _at(4, 12)]
    outside = [_at(0, 7, 59), _at(0, 18, 30), _at(1, 12), _at(6, 12)]
    assert [office.hold(instant) for instant in inside + outside] == [True] * 3 + [False] * 4
    night = replace(office, from_minute=22 * 60, until_minute=6 * 60)
    inside = [_at(0, 22), _at(1, 5, 59), _at(4, 23), _at(5, 0)]
    outside = [_at(0, 5), _at(1, 6), _at(1, 22), _at(6, 1)]
    assert [night.hold(instant) for instant in inside + outside] == [True] * 4 + [False] * 4
    whole = replace(office, from_minute=0, until_minute=0)
    assert [whole.hold(_at(day, 12)) for day in range(7)] == [day in {0, 4} for day in range(len(DAYS))]


def test_hours_that_were_stored_before_zones_are_those_of_utc_still():
    hours = policy_of({Rule.BEGIN_HOURS: "mon 08:00-18:00"}).begin_hours
    assert hours is not None
    assert hours.zone == "UTC"
    assert rules_of(SessionPolicy(begin_hours=hours))[Rule.BEGIN_HOURS] == "mon 08:00-18:00"
    assert policy_of({Rule.BEGIN_HOURS: "mon 08:00-18:00 UTC"}).begin_hours == hours


def test_every_rule_fits_into_an_entry_of_the_record():
    hours = BeginHours(
        days=frozenset(range(7)), from_minute=0, until_minute=0, zone=max(ZONES, key=len, default="UTC")
    )
    longest = SessionPolicy(
        forbidden=frozenset(FORBIDDABLE),
        needs_reason=frozenset(FORBIDDABLE),
        right_minutes=dict(LIMITABLE),
        begin_hours=hours,
        session_minutes=1440,
        sessions_per_agent=16,
    )
    assert all(len(text) <= 200 for text in rules_of(longest).values())


OFFICE = BeginHours(days=frozenset(range(5)), from_minute=9 * 60, until_minute=18 * 60, zone="Europe/Chisinau")


def test_hours_in_a_zone_stay_where_the_clock_on_the_wall_is_all_year():
    winter, summer = datetime(2026, 1, 12, tzinfo=UTC), datetime(2026, 7, 13, tzinfo=UTC)  # Mondays; UTC+2 and UTC+3
    assert [OFFICE.hold(winter.replace(hour=hour)) for hour in (6, 7, 15, 16)] == [False, True, True, False]
    assert [OFFICE.hold(summer.replace(hour=hour)) for hour in (5, 6, 14, 15)] == [False, True, True, False]
    # Late on Sunday in UTC it is Monday there already.
    night = replace(OFFICE, days=frozenset({0}), from_minute=0, until_minute=60)
    assert night.hold(datetime(2026, 7, 12, 21, 30, tzinfo=UTC))
    assert not night.hold(datetime(2026, 7, 13, 0, 30, tzinfo=UTC))


def _held(hours: BeginHours, first: datetime, count: int) -> list[bool]:
    """For each of so many quarters of an hour from `first` on, whether a session may begin then."""
    return [hours.hold(first + timedelta(minutes=15 * number)) for number in range(count)]


def test_hour_that_the_clocks_leave_out_has_no_moment_in_it():
    # On Sunday, 29 March 2020 at 00:00 UTC, clocks in Chisinau went from 02:00 to 03:00.
    gap = BeginHours(days=frozenset({6}), from_minute=2 * 60, until_minute=3 * 60, zone="Europe/Chisinau")
    assert not any(_held(gap, datetime(2020, 3, 28, 20, tzinfo=UTC), 4 * 12))
    over_it = replace(gap, from_minute=60 + 30, until_minute=3 * 60 + 30)
    held = _held(over_it, datetime(2020, 3, 28, 23, tzinfo=UTC), 8)
    assert held == [False, False, True, True, True, True, False, False], "an hour of two, by the wall 01:30 to 03:30"


def test_hour_that_comes_twice_counts_both_times():
    # On Sunday, 25 October 2020 at 00:00 UTC, clocks in Chisinau went from 03:00 back to 02:00.
    twice = BeginHours(days=frozenset({6}), from_minute=2 * 60, until_minute=3 * 60, zone="Europe/Chisinau")
    held = _held(twice, datetime(2020, 10, 24, 22, 45, tzinfo=UTC), 10)
    assert held == [False] + [True] * 8 + [False]


def test_night_before_a_day_of_another_length_belongs_to_the_day_it_began_on():
    saturday = BeginHours(days=frozenset({5}), from_minute=22 * 60, until_minute=6 * 60, zone="Europe/Chisinau")
    for midnight in (datetime(2020, 3, 28, 22, tzinfo=UTC), datetime(2020, 10, 24, 21, tzinfo=UTC)):
        assert saturday.hold(midnight - timedelta(hours=1, minutes=59))
        assert saturday.hold(midnight + timedelta(minutes=30))
        assert not saturday.hold(midnight + timedelta(hours=26)), "that is Sunday's night"
    assert saturday.hold(datetime(2020, 10, 25, 3, 59, tzinfo=UTC))
    assert not saturday.hold(datetime(2020, 10, 25, 4, 0, tzinfo=UTC))
    assert saturday.hold(datetime(2020, 3, 29, 2, 59, tzinfo=UTC))
    assert not saturday.hold(datetime(2020, 3, 29, 3, 0, tzinfo=UTC))


@given(_hours, st.integers(0, 17 * 366 * 24 * 4))
def test_hours_ask_the_same_of_the_wall_in_every_zone(hours: BeginHours, quarters: int):
    instant = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    wall = wall_clock(instant, hours.zone).replace(tzinfo=UTC)
    assert hours.hold(instant) == replace(hours, zone="UTC").hold(wall)
