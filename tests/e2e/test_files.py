"""Files through real windows: Ana picks one in a dialog, the person reads its name, picks a folder and allows it."""

import os
import re
from pathlib import Path

import pytest

from tests.desk.accessibility import Role
from tests.desk.display import wait_until
from tests.desk.file_manager import FileManager
from tests.e2e.story import Story


@pytest.fixture
def story(story: Story) -> Story:
    story.meet()
    return story


def _choose(story: Story, path: Path) -> None:
    """Ana presses the button and types where the file is, as the dialog lets her."""
    story.press(story.at_office, story.agent, re.compile("Send files"))
    story.at_office.wait_for(None, re.compile("File name"), timeout_s=15)
    story.agent.type(str(path))
    story.agent.press("Return")


def test_file_goes_from_one_desk_to_the_other(story: Story, tmp_path: Path):
    source, folder = tmp_path / "driver-setup.bin", tmp_path / "chosen"
    source.write_bytes(os.urandom(3_000_000))
    folder.mkdir()
    _choose(story, source)
    story.at_home.wait_for(Role.LABEL, re.compile("asks to send you files"), timeout_s=20)
    story.at_home.wait_for(None, "driver-setup.bin")
    story.at_home.wait_for(Role.LABEL, re.compile("1 file, 3.0 MB"))
    assert list(folder.iterdir()) == [], "nothing moves before the answer"
    story.press(story.at_home, story.person, re.compile("Another folder"))
    story.at_home.wait_for(None, re.compile("Directory"), timeout_s=15)
    story.person.type(str(folder))
    story.person.press("Return")
    story.at_home.wait_for(Role.LABEL, re.compile(re.escape(str(folder))), timeout_s=15)
    story.allow("asks to send you files", "client-question-files")
    story.at_office.wait_for(None, re.compile("Every file was checked"), timeout_s=60)
    story.at_home.wait_for(None, re.compile("Every file was checked"), timeout_s=20)
    story.picture("files-done")
    assert (folder / source.name).read_bytes() == source.read_bytes()
    story.stop()
    verdict, _ = story.export(tmp_path / "record.jsonl")
    assert verdict == "intact"
    assert source.name not in (tmp_path / "record.jsonl").read_text()


def test_file_dragged_out_of_a_file_manager_is_offered(story: Story, tmp_path: Path):
    folder = tmp_path / "at-the-office"
    folder.mkdir()
    (folder / "driver-setup.bin").write_bytes(os.urandom(1_000_000))
    manager = FileManager(story.office, story.at_office, story.agent, folder, (40, 560))
    story.agent.move(*story.at_office.wait_for(Role.TEXT, re.compile("Why you ask")).center)
    story.agent.scroll("down", 30)  # on a panel as small as this one files stand below its edge
    target = story.at_office.wait_for(None, re.compile("Or drop them here")).center
    manager.drag("driver-setup.bin", target)
    story.at_home.wait_for(Role.LABEL, re.compile("asks to send you files"), timeout_s=20)
    story.at_home.wait_for(None, "driver-setup.bin")
    story.picture("files-dropped")
    assert (folder / "driver-setup.bin").exists(), "what is dragged is copied, never moved"


def test_person_cancels_and_nothing_is_left(story: Story, tmp_path: Path):
    source = tmp_path / "large.bin"
    source.write_bytes(os.urandom(1_000_000))
    os.truncate(source, 2_000_000_000)
    _choose(story, source)
    # Whoever says yes at once gets it where downloads go.
    story.allow("asks to send you files")
    switch = story.at_home.wait_for(Role.CHECK_BOX, re.compile("Send files: on"), timeout_s=20)
    story.at_home.wait_for(None, re.compile(r"MB of 2.0 GB"), timeout_s=40)
    story.person.click(*(story.at_home.refresh(switch) or switch).center)
    story.at_office.wait_for(None, re.compile("Stopped on the other computer"), timeout_s=20)
    home = Path(story.home.environment.get("HOME", str(Path.home())))

    def is_clean() -> bool:
        return not [*home.glob(".*.part"), *home.glob("Downloads/.*.part"), *home.glob("large*.bin")]

    wait_until(is_clean, "what is not whole is removed", timeout_s=10)
