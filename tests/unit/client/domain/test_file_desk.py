"""The person's files: what is asked is what is written, and nothing is written that was not asked."""

from pathlib import Path

import pytest

from client.view_models.presenter import present
from client.view_models.screens import EndedView
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from shared.transport import file_pipe
from tests.fakes.file_lists import file_offer
from tests.fakes.files import ListeningFiles
from tests.fakes.home import Home

TO_USER, VIEW = Capability.FILE_TO_USER, Capability.VIEW
FOLDER = Path("/home/ion/Downloads")


def _offer(*files: tuple[str, int], batch_id: int = 1, **changes: object) -> peer.FileOffer:
    fields: dict = {"request_id": 100 + batch_id, "reason": "the driver\u202e"}
    return file_offer(*files, batch_id=batch_id, **(fields | changes))


def _answer(home: Home, *, is_allowed: bool = True, folder: Path = FOLDER) -> None:
    home.controller.desks.files.choose_folder(home.machine.consent.prompt.batch.batch_id, folder)
    home.say(is_allowed=is_allowed)
    home.commit()


def test_list_is_asked_with_plain_names_and_written_as_it_was_asked(home: Home, files: ListeningFiles):
    home.hear(_offer(("../a.txt", 3), ("A.TXT", 4), ("CON", 0)))
    prompt = home.machine.consent.prompt
    assert (prompt.capability, prompt.reason) == (TO_USER, "the driver")
    shown = [target.shown for target in home.controller.desks.files.offer_of(prompt.batch).plan.targets]
    assert shown == ["a.txt", "A (2).TXT", "_CON"]
    assert files.workers == [], "nothing runs before the yes is on record"
    home.controller.desks.files.choose_folder(prompt.batch.batch_id, FOLDER)
    home.say()
    assert files.workers == []
    home.commit()
    order = files.workers[0].ordered(file_pipe.ReceiveFiles)[0]
    assert order.folder == str(FOLDER)
    assert [(target.name, target.size_bytes) for target in order.targets] == [
        ("a.txt", 3), ("A (2).TXT", 4), ("_CON", 0),
    ]  # fmt: skip
    assert home.on == {VIEW, TO_USER}


def test_no_and_silence_start_nothing(home: Home, files: ListeningFiles):
    home.hear(_offer(("a", 1)))
    _answer(home, is_allowed=False)
    home.hear(_offer(("a", 1), batch_id=2))
    for second in range(119):
        home.hear(peer.Heartbeat(seq=second, sent_mono_ms=second))
        home.pass_time(1_000)
    assert home.machine.consent.prompt is not None, "names want to be read"
    home.pass_time(1_000)
    assert home.machine.consent.prompt is None
    assert [answer.outcome for answer in home.peer.sent_of(peer.CapabilityAnswer)][-2:] == ["denied", "denied"]
    assert files.workers == []


def test_right_ends_with_the_batch_and_the_record_has_no_name(home: Home, files: ListeningFiles):
    home.hear(_offer(("secret-name.txt", 3), ("b", 5)))
    _answer(home)
    worker = files.workers[0]
    worker.report(file_pipe.FileSettled(index=0, code="", sha256=b"\x01" * 32, saved_as="secret-name (2).txt"))
    worker.report(file_pipe.FileSettled(index=1, code="file_unwritable", sha256=b"", saved_as=""))
    worker.report(file_pipe.BatchFinished())
    home.commit()
    assert worker.is_ended
    assert home.on == {VIEW}
    events = home.controller._records.current.journal.events
    summary = next(event for event in events if event.tag == "session:files:summary")
    assert (summary.data["files"], summary.data["saved"], summary.data["bytes"]) == (2, 1, 3)
    assert summary.data["sha256_1"] == "01" * 32
    assert not any("secret" in str(event.data) for event in events)
    assert [record.name for record in home.controller.desks.files.lists.records] == ["secret-name (2).txt"]
    assert home.tags()[-1] == "expired"


def test_right_taken_back_ends_the_process_and_tells_the_agent(home: Home, files: ListeningFiles):
    home.hear(_offer(("a", 3)))
    _answer(home)
    home.controller.dispatch(ev.RightTakenBack(capability=TO_USER))
    assert files.workers[0].is_ended
    assert home.peer.sent_of(peer.FileStop)[-1].reason == "cancelled"
    assert home.on == {VIEW}


def test_question_and_pause_hold_the_bytes(home: Home, files: ListeningFiles):
    home.hear(_offer(("a", 3)))
    _answer(home)
    worker = files.workers[0]
    home.ask(Capability.CONTROL, request_id=7)
    assert worker.ordered(file_pipe.Hold)[-1].is_held
    home.say(is_allowed=False)
    assert not worker.ordered(file_pipe.Hold)[-1].is_held
    home.controller.dispatch(ev.PausePressed())
    assert worker.ordered(file_pipe.Hold)[-1].is_held
    home.controller.dispatch(ev.ResumePressed())
    assert not worker.ordered(file_pipe.Hold)[-1].is_held


def test_one_batch_at_a_time_and_each_is_asked(home: Home, files: ListeningFiles):
    home.hear(_offer(("a", 3)))
    _answer(home)
    home.hear(_offer(("b", 3), batch_id=2))
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"
    assert home.machine.consent.prompt is None
    files.workers[0].report(file_pipe.BatchFinished())
    home.commit()
    home.hear(_offer(("c", 3), batch_id=3))
    assert home.machine.consent.prompt is not None
    _answer(home)
    assert len(files.workers) == 2


@pytest.mark.parametrize(
    "second",
    [
        {"batch_id": 1},
        {"batch_id": 5, "first_index": 1},
        {"batch_id": 5, "total_bytes": 9},
    ],
    ids=["number used before", "gap", "sizes that do not add up"],
)
def test_list_that_breaks_its_form_ends_the_session(home: Home, second: dict):
    home.hear(_offer(("a", 3)))
    home.say(is_allowed=False)
    with pytest.raises(ProtocolError):
        home.hear(_offer(("b", 3), **second))


def test_too_many_files_are_not_put_to_the_person(home: Home):
    home.hear(_offer(("a", 0), file_count=100_000))
    assert home.machine.consent.prompt is None
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"


def test_long_list_in_parts_is_one_question(home: Home):
    names = [(f"file {number}", 1) for number in range(150)]
    for first in range(0, 150, 50):
        home.hear(_offer(*names[first : first + 50], first_index=first, file_count=150, total_bytes=150))
    assert home.machine.consent.prompt.batch.file_count == 150
    assert home.tags().count("asked") == 2, "one for the screen, one for all the files"


def test_yes_without_a_chosen_folder_opens_nothing(home: Home, files: ListeningFiles):
    home.hear(_offer(("a", 3)))
    home.say()
    home.commit()
    assert files.workers == []
    assert home.on == {VIEW}


def test_without_a_way_to_write_files_are_refused():
    home = Home().to_bound().allow(VIEW)
    home.hear(_offer(("a", 3)))
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"
    assert home.machine.consent.prompt is None


def test_end_of_the_session_ends_the_process_and_keeps_the_names_for_the_receipt(home: Home, files: ListeningFiles):
    home.hear(_offer(("a", 3), ("b", 3)))
    _answer(home)
    files.workers[0].report(file_pipe.FileSettled(index=0, code="", sha256=b"\x01" * 32, saved_as="a"))
    home.stop()
    home.commit()
    assert files.workers[0].is_ended
    assert [file.name for file in home.controller.receipt.files] == ["a"]
    ended = present(home.controller, now_ms=1, panic_keys=None, server_host="help.example")
    assert isinstance(ended, EndedView)
    assert [(file.name, file.sha256) for file in ended.files] == [("a", "01" * 32)]
    assert any(isinstance(message, signaling.CloseSession) for message, _ in home.server.waiting)
