from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.capability import Capability
from signaling.domain.session_policy import (
    DAYS,
    FORBIDDABLE,
    BeginHours,
    Rule,
    RuleError,
    SessionPolicy,
    policy_of,
    rules_of,
)

_minutes = st.integers(0, 24 * 60 - 1)
_hours = st.builds(
    BeginHours, days=st.frozensets(st.integers(0, 6), min_size=1), from_minute=_minutes, until_minute=_minutes
)
_policies = st.builds(
    SessionPolicy,
    forbidden=st.frozensets(st.sampled_from(FORBIDDABLE)),
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
