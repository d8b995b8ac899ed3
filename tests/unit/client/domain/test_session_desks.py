"""What the person reads of files and drawings in the story of a session."""

from pathlib import Path

from client.domain.session_desks import NAMED_FILES_MAX
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.session.story import StoryEntry, StoryKind
from shared.transport import file_pipe
from tests.fakes.file_lists import file_offer
from tests.fakes.files import ListeningFiles
from tests.fakes.home import Home

VIEW = Capability.VIEW
STORY = (StoryKind.FILE_CAME, StoryKind.FILES_CAME, StoryKind.DRAWN_ON)


def receive(home: Home, files: ListeningFiles, names: list[str], *, batch_id: int = 1, code: str = "") -> None:
    """A whole list, from the offer to its last file."""
    home.hear(file_offer(*((name, 10) for name in names), batch_id=batch_id, request_id=100 + batch_id))
    home.controller.desks.files.choose_folder(batch_id, Path("/home/ion/Downloads"))
    home.say()
    home.commit()
    worker = files.workers[-1]
    for index, name in enumerate(names):
        worker.report(file_pipe.FileSettled(index=index, code=code, sha256=bytes(32), saved_as=name))
    worker.report(file_pipe.BatchFinished())
    home.commit()


def told(home: Home) -> list[tuple[StoryKind, dict[str, str | int]]]:
    items = home.controller.desks.talk.view.items
    return [(item.kind, item.fields) for item in items if isinstance(item, StoryEntry) and item.kind in STORY]


def test_story_names_each_file_that_came_once(home: Home, files: ListeningFiles):
    receive(home, files, ["setup.pdf", "b.txt"])
    receive(home, files, ["c.txt"], batch_id=2)
    assert told(home) == [
        (StoryKind.FILE_CAME, {"file": "setup.pdf", "size_bytes": 10}),
        (StoryKind.FILE_CAME, {"file": "b.txt", "size_bytes": 10}),
        (StoryKind.FILE_CAME, {"file": "c.txt", "size_bytes": 10}),
    ]


def test_story_counts_a_long_list(home: Home, files: ListeningFiles):
    count = NAMED_FILES_MAX + 1
    receive(home, files, [f"{number}.txt" for number in range(count)])
    assert told(home) == [(StoryKind.FILES_CAME, {"count": count, "total_bytes": 10 * count})]


def test_story_does_not_tell_what_did_not_come(home: Home, files: ListeningFiles):
    receive(home, files, ["a.txt"], code="disk_full")
    assert told(home) == []


def test_story_tells_of_drawing_once(home: Home):
    for mark_id in (1, 2):
        home.hear(
            peer.MarkDraw(
                clear_count=0,
                mark_id=mark_id,
                tool="pen",
                colour=1,
                is_fading=False,
                points=[peer.MarkPoint(1, 2), peer.MarkPoint(30, 40)],
            )
        )
        home.controller.desks.summarize()
    assert told(home) == [(StoryKind.DRAWN_ON, {})]
