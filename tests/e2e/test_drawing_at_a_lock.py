"""The person's screen is locked while something is drawn on it: it goes, and nothing is drawn over the lock."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.e2e.story import Story
from tests.e2e.test_drawing import drag_in_view, middle_of_red, take

BOX = 300, 350, 900, 850


class LockableStory(Story):
    """The person's desk has a logind that says what a file says."""

    @property
    def client_command(self) -> list[str]:
        """The person's program, which asks that logind."""
        program = self.folder / "bin" / "loginctl"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\ncat {self.folder / 'logind'}\n")
        program.chmod(0o755)
        self.lock(is_locked=False)
        search = f"{program.parent}:{os.environ['PATH']}"
        return ["/usr/bin/env", "XDG_SESSION_ID=7", f"PATH={search}", *super().client_command]

    def lock(self, *, is_locked: bool) -> None:
        """The lock program comes up, or lets the person in again."""
        (self.folder / "logind").write_text(f"LockedHint={'yes' if is_locked else 'no'}\nActive=yes\n")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[LockableStory]:
    with LockableStory(tmp_path / "story") as story:
        story.start_server()
        story.open_programs()
        story.meet()
        yield story


def test_what_is_drawn_goes_when_the_screen_is_locked_and_nothing_new_comes(story: LockableStory) -> None:
    stays = story.at_office.wait_for(Role.CHECK_BOX, re.compile("Stays until"), is_enabled=True)
    story.agent.click(*stays.center)
    take(story, "a")
    drag_in_view(story, (400, 450), (800, 750))
    wait_until(lambda: middle_of_red(story.home, BOX) is not None, "the arrow is there")
    story.lock(is_locked=True)
    wait_until(lambda: middle_of_red(story.home, BOX) is None, "the lock is clean", timeout_s=5)
    for _ in range(3):
        drag_in_view(story, (420, 500), (780, 700))
        until_s = time.monotonic() + 1.0
        while time.monotonic() < until_s:
            assert middle_of_red(story.home, BOX) is None, "nothing is drawn over the lock, not for a moment"
    story.lock(is_locked=False)

    def is_drawn_again() -> bool:
        drag_in_view(story, (400, 450), (800, 750))
        time.sleep(0.5)
        return middle_of_red(story.home, BOX) is not None

    wait_until(is_drawn_again, "back at the desk, she can draw again", timeout_s=15)
