"""The agent hears how long its rights last: when they open, and when that changed, not at every move of the mouse."""

from dataclasses import replace

from client.domain.time_teller import TELL_AGAIN_MS, TimeTeller
from shared.capability import Capability
from shared.consent.grant import ConsentGrant
from shared.ids import PromptId
from shared.protocol.peer_messages import RightTime

MINUTE_MS = 60_000
VIEW = ConsentGrant(capability=Capability.VIEW, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=0)
CONTROL = replace(VIEW, capability=Capability.CONTROL, prompt_id=PromptId(2))


def _time(left_ms: int, limit: str = "idle") -> RightTime:
    return RightTime(capability=Capability.CONTROL, left_ms=left_ms, limit=limit)


def test_times_told_once_while_nothing_moves() -> None:
    teller = TimeTeller()
    assert teller.next_messages([VIEW, CONTROL], 0) == [_time(5 * MINUTE_MS)]
    assert teller.next_messages([VIEW, CONTROL], 4 * MINUTE_MS) == []


def test_times_of_a_right_in_use_are_told_now_and_then() -> None:
    teller = TimeTeller()
    told = []
    for now_ms in range(0, 20_000, 250):
        told += teller.next_messages([replace(CONTROL, last_used_mono_ms=now_ms)], now_ms)
    assert len(told) == 20_000 // TELL_AGAIN_MS
    assert set(told) == {_time(5 * MINUTE_MS)}


def test_times_near_the_longest_limit_say_so() -> None:
    teller = TimeTeller()
    used = replace(CONTROL, last_used_mono_ms=27 * MINUTE_MS)
    assert teller.next_messages([used], 27 * MINUTE_MS) == [_time(3 * MINUTE_MS, "time")]


def test_times_told_anew_to_another_agent_and_for_a_right_that_came_back() -> None:
    teller = TimeTeller()
    teller.next_messages([CONTROL], 0)
    assert teller.next_messages([], 10) == []
    assert teller.next_messages([CONTROL], 20) == [_time(5 * MINUTE_MS - 20)]
    teller.forget()
    assert teller.next_messages([CONTROL], 30) == [_time(5 * MINUTE_MS - 30)]
