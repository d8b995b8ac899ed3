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
        forbidden=frozenset({Capability.CONTROL}), begin_hours=hours, session_minutes=60, sessions_per_agent=3
    )
    names = [policy_words.rule_words(t, rule) for rule in Rule]
    assert len(set(names)) == len(Rule)
    for policy in (SessionPolicy(), full):
        for rule, value in rules_of(policy).items():
            assert policy_words.value_words(t, rule, value)
    assert len({policy_words.day_words(t, day) for day in DAYS}) == len(DAYS)
    assert "00:00-01:30" in policy_words.value_words(t, Rule.BEGIN_HOURS, rules_of(full)[Rule.BEGIN_HOURS])
    for problem in (*(rule.value for rule in Rule), "nothing", "meanwhile"):
        assert policy_words.problem_words(t, problem)
