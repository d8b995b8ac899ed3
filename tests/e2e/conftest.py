"""Two people with their programs open, as most stories begin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.story import Story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """A server, both programs, and nothing done yet."""
    with Story(tmp_path / "story") as story:
        story.start_server()
        story.open_programs()
        yield story
