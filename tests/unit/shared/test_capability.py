"""The table of rights: complete, without circles, and closed by default."""

import pytest

from shared.capability import CAPABILITY_RULES, Capability, CapabilityRule


def test_capability_rules_cover_every_right():
    assert set(CAPABILITY_RULES) == set(Capability)


def test_capability_rules_offer_only_what_this_version_can_do():
    assert {right for right, rule in CAPABILITY_RULES.items() if rule.offered} == {
        Capability.VIEW,
        Capability.CONTROL,
        Capability.CLIPBOARD_TO_USER,
        Capability.CLIPBOARD_FROM_USER,
        Capability.FILE_TO_USER,
        Capability.FILE_FROM_USER,
    }


def test_capability_files_are_asked_for_with_their_names_only():
    assert {right for right, rule in CAPABILITY_RULES.items() if not rule.by_name} == {
        Capability.FILE_TO_USER,
        Capability.FILE_FROM_USER,
    }


def test_capability_rule_new_right_is_not_offered_by_default():
    assert not CapabilityRule(longest_ms=None).offered


def test_capability_control_needs_view_and_ends_by_itself():
    rule = CAPABILITY_RULES[Capability.CONTROL]
    assert rule.needs == {Capability.VIEW}
    assert rule.longest_ms == 30 * 60 * 1000
    assert rule.idle_ms == 5 * 60 * 1000


@pytest.mark.parametrize("right", [Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER])
def test_capability_of_each_way_of_copying_is_one_of_its_own_for_ten_minutes(right: Capability):
    rule = CAPABILITY_RULES[right]
    assert (rule.longest_ms, rule.needs, rule.by_name) == (10 * 60 * 1000, frozenset(), True)


@pytest.mark.parametrize("right", Capability)
def test_capability_needs_have_no_circle(right: Capability):
    seen: set[Capability] = set()
    waiting = set(CAPABILITY_RULES[right].needs)
    while waiting:
        needed = waiting.pop()
        assert needed is not right
        if needed not in seen:
            seen.add(needed)
            waiting |= CAPABILITY_RULES[needed].needs


@pytest.mark.parametrize("right", Capability)
def test_capability_idle_limit_is_never_longer_than_the_whole(right: Capability):
    rule = CAPABILITY_RULES[right]
    if rule.idle_ms is not None and rule.longest_ms is not None:
        assert 0 < rule.idle_ms <= rule.longest_ms
