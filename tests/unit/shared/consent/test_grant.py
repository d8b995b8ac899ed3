from dataclasses import replace

from shared.capability import Capability
from shared.consent.grant import ConsentGrant
from shared.ids import PromptId


def test_grant_ends_at_the_nearer_limit() -> None:
    grant = ConsentGrant(
        capability=Capability.CONTROL, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=27 * 60_000
    )
    assert grant.ends_mono_ms == 30 * 60_000
    early = ConsentGrant(capability=Capability.CONTROL, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=0)
    assert early.ends_mono_ms == 5 * 60_000


def test_grant_of_two_lengths_the_shorter_counts_and_no_rule_makes_it_longer() -> None:
    grant = ConsentGrant(
        capability=Capability.CONTROL, prompt_id=PromptId(1), granted_mono_ms=1_000, last_used_mono_ms=4 * 60_000
    )
    assert replace(grant, longest_ms=2 * 60_000).ends_mono_ms == 1_000 + 2 * 60_000
    assert not replace(grant, longest_ms=2 * 60_000).ends_idle
    late = replace(grant, last_used_mono_ms=29 * 60_000)
    assert replace(late, longest_ms=10**9).ends_mono_ms == late.ends_mono_ms == 1_000 + 30 * 60_000
    view = replace(grant, capability=Capability.VIEW, longest_ms=5)
    assert view.ends_mono_ms == 1_005, "a right without an end of its own gets one"


def test_grant_view_lasts_as_long_as_the_session() -> None:
    grant = ConsentGrant(capability=Capability.VIEW, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=0)
    assert grant.ends_mono_ms is None


def test_grant_says_which_limit_is_the_nearer_one_and_when_it_is_near() -> None:
    idle = ConsentGrant(capability=Capability.CONTROL, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=0)
    used = replace(idle, last_used_mono_ms=27 * 60_000)
    view = replace(idle, capability=Capability.VIEW)
    assert (idle.ends_idle, used.ends_idle, view.ends_idle) == (True, False, False)
    assert [used.is_ending(now_ms) for now_ms in (29 * 60_000 - 1, 29 * 60_000)] == [False, True]
    assert not view.is_ending(10**9)
