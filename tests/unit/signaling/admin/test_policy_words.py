from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.capability import Capability
from shared.cli.text import LANGUAGES
from signaling.admin import policy_words
from signaling.admin.speech import speaker
from signaling.domain.session_policy import DAYS, BeginHours, Rule, SessionPolicy, rules_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_every_value_and_every_problem_has_words(language: str):
    t = speaker(language)
    hours = BeginHours(days=frozenset(range(7)), from_minute=0, until_minute=90)
    full = SessionPolicy(
        forbidden=frozenset({Capability.CONTROL}),
        needs_reason=frozenset({Capability.VIEW}),
        right_minutes={Capability.CONTROL: 10, Capability.CLIPBOARD_TO_USER: 5},
        begin_hours=hours,
        session_minutes=60,
        sessions_per_agent=3,
    )
    names = [policy_words.rule_words(t, rule) for rule in Rule]
    assert len(set(names)) == len(Rule)
    for policy in (SessionPolicy(), full):
        for rule, value in rules_of(policy).items():
            assert policy_words.value_words(t, rule, value)
    assert len({policy_words.day_words(t, day) for day in DAYS}) == len(DAYS)
    assert "00:00-01:30" in policy_words.value_words(t, Rule.BEGIN_HOURS, rules_of(full)[Rule.BEGIN_HOURS])
    assert "00:00-01:30 UTC" in policy_words.value_words(t, Rule.BEGIN_HOURS, rules_of(full)[Rule.BEGIN_HOURS])
    there = replace(full, begin_hours=replace(hours, zone="Europe/Chisinau"))
    said = policy_words.value_words(t, Rule.BEGIN_HOURS, rules_of(there)[Rule.BEGIN_HOURS])
    assert "00:00-01:30" in said
    assert "Europe/Chisinau" in said
    assert "UTC" not in said
    limits = policy_words.value_words(t, Rule.RIGHT_MINUTES, rules_of(full)[Rule.RIGHT_MINUTES])
    assert ("10" in limits, "5" in limits, "=" in limits) == (True, True, False)
    now = policy_words.now_words(t, datetime(2026, 7, 1, 22, 5, tzinfo=UTC), "Europe/Chisinau")
    assert ("Europe/Chisinau" in now, "01:05" in now, policy_words.day_words(t, "thu") in now) == (True, True, True)
    for problem in (*(rule.value for rule in Rule), "nothing", "meanwhile"):
        assert policy_words.problem_words(t, problem)
