"""Whose hand moves the person's pointer: Ana's has to wait until the person's own has rested."""

from tests.desk.display import wait_until
from tests.e2e.story import Story

_NEAR_PX = 3


def wait_for_rest(story: Story, at_px: tuple[int, int] = (600, 600)) -> None:
    """Ana moves to and fro over the picture until the person's pointer follows.

    Args:
        story: she has control in it.
        at_px: where, on the person's screen; none of our own windows may be there.
    """
    there = story.in_view(*at_px)

    def is_followed() -> bool:
        story.agent.move(there[0] + 12, there[1] + 12)
        story.agent.move(*there)
        off = [abs(at - wanted) for at, wanted in zip(story.person.position, at_px, strict=True)]
        return max(off) <= _NEAR_PX

    wait_until(is_followed, "the person's pointer follows Ana's", timeout_s=15)
