"""The files the person sends: chosen and read through here, told over there only after the recorded yes, cut at once."""

from pathlib import Path

import pytest

from client.domain.file_outbox import TAKE_LIMIT_MS
from client.view_models.presenter import present
from client.view_models.screens import EndedView, SessionView
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID, OfferedFile
from shared.session import events as ev
from shared.session.story import StoryKind
from shared.transfer.manifest import ManifestProblem
from shared.transport import file_pipe
from shared.transport.file_source import Chosen
from tests.fakes.file_lists import chosen
from tests.fakes.files import ListeningFiles
from tests.fakes.home import Home

FROM_USER, VIEW = Capability.FILE_FROM_USER, Capability.VIEW
FIRST = FROM_USER_FIRST_ID


def link(batch_id: int = FIRST, attempt: int = 1) -> peer.FileLink:
    return peer.FileLink(
        batch_id=batch_id, attempt=attempt, nonce=bytes(16), username="abcd", password="a" * 22, candidates=[]
    )  # fmt: skip


def _choose(home: Home, *names: str) -> None:
    home.controller.desks.outbox.choose(chosen(*names))


def _send(home: Home, *names: str) -> None:
    _choose(home, *names)
    home.say()
    home.commit()


def _shown(home: Home) -> SessionView:
    view = present(home.controller, now_ms=home.clock.now_ms, panic_keys=None, server_host="help.example")
    assert isinstance(view, SessionView)
    return view


def test_not_even_a_name_leaves_before_the_yes_is_on_record(home: Home, files: ListeningFiles):
    _choose(home, "setup.log", "photos/a.jpg")
    question = _shown(home).question
    assert question is not None
    assert [file.name for file in question.files] == ["setup.log", "photos/a.jpg"]
    assert home.on == {VIEW}
    home.say()
    assert home.peer.sent_of(peer.FileOffer) == []
    home.commit()
    [offer] = home.peer.sent_of(peer.FileOffer)
    assert [(file.path, file.size_bytes) for file in offer.files] == [("setup.log", 7), ("photos/a.jpg", 7)]
    assert (offer.batch_id, offer.request_id) == (FIRST, 0)
    assert home.on == {VIEW, FROM_USER}
    assert files.workers == [], "nobody over there has taken them yet"


def test_agent_hears_that_the_right_is_on_before_the_list(home: Home):
    _send(home, "a")
    told = [m for m in home.peer.sent if isinstance(m, peer.FileOffer | peer.CapabilityStatus)]
    place = next(place for place, message in enumerate(told) if isinstance(message, peer.FileOffer))
    assert FROM_USER in told[place - 1].on


def test_request_is_answered_once_when_files_were_chosen_and_sent(home: Home):
    home.hear(peer.FileRequest(request_id=2_000_001, reason="the log\u202e file"))
    prompt = home.machine.consent.prompt
    assert (prompt.is_choosing, prompt.reason, prompt.cause) == (True, "the log file", "agent")
    assert home.machine.consent.rights.cover == "asking", "nobody watches while the person looks for them"
    _choose(home, "a")
    other = home.machine.consent.prompt
    assert other.prompt_id != prompt.prompt_id
    assert (other.reason, other.batch.file_count) == ("the log file", 1)
    assert home.peer.sent_of(peer.CapabilityAnswer)[1:] == [], "the first is about the screen"
    home.say()
    home.commit()
    answer = home.peer.sent_of(peer.CapabilityAnswer)[-1]
    assert (answer.request_id, answer.outcome, answer.capability) == (2_000_001, "granted", FROM_USER)


@pytest.mark.parametrize("has_chosen", [False, True])
def test_request_that_is_refused_sends_nothing(home: Home, has_chosen: bool):
    home.hear(peer.FileRequest(request_id=2_000_001))
    if has_chosen:
        _choose(home, "a")
    home.say(is_allowed=False)
    home.commit()
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "denied"
    assert home.peer.sent_of(peer.FileOffer) == []
    assert home.on == {VIEW}


def test_yes_to_nothing_opens_nothing(home: Home):
    home.hear(peer.FileRequest(request_id=2_000_001))
    home.say()
    home.commit()
    assert home.on == {VIEW}
    assert home.machine.consent.prompt is not None


@pytest.mark.parametrize(("source", "shown_ms"), [("injected", 10_000), ("local", 2_999)])
def test_yes_by_a_program_or_in_haste_sends_nothing(home: Home, source: str, shown_ms: int):
    _choose(home, "a")
    home.say(source=source, shown_ms=shown_ms)
    home.commit()
    assert home.tags()[-1] == "suspicious"
    assert home.on == {VIEW}
    assert home.peer.sent_of(peer.FileOffer) == []


def test_answer_to_one_list_is_no_answer_to_the_next(home: Home):
    _choose(home, "harmless.txt")
    first = home.machine.consent.prompt.prompt_id
    _choose(home, "secret.txt")
    home.controller.dispatch(
        ev.QuestionAnswered(prompt_id=first, is_allowed=True, source="local", shown_ms=9_000, monitor_ids=())
    )
    home.commit()
    assert home.on == {VIEW}
    home.say()
    home.commit()
    [offer] = home.peer.sent_of(peer.FileOffer)
    assert [file.path for file in offer.files] == ["secret.txt"]


def test_process_starts_when_the_agent_takes_them_and_sends_what_was_read(home: Home, files: ListeningFiles):
    _send(home, "a", "b")
    home.hear(link())
    [worker] = files.workers
    assert [file.shown for file in worker.ordered(file_pipe.SendFiles)[0].files] == ["a", "b"]
    gather = worker.ordered(file_pipe.Gather)[0]
    assert (gather.attempt, gather.is_controlling) == (1, False), "who receives leads"
    home.hear(link(attempt=2))
    assert len(files.workers) == 1


def test_link_for_nothing_and_for_another_direction_starts_nothing(home: Home, files: ListeningFiles):
    home.hear(link())
    _send(home, "a")
    home.hear(link(batch_id=1))
    home.hear(link(batch_id=FIRST + 1))
    assert files.workers == []


def test_right_ends_with_the_batch_and_the_record_has_no_name(home: Home, files: ListeningFiles):
    _send(home, "secret-name.txt", "b")
    home.hear(link())
    worker = files.workers[0]
    worker.report(file_pipe.Moved(done_bytes=14, index=1))
    worker.report(file_pipe.FileSettled(index=0, code="", sha256=b"\x01" * 32, saved_as=""))
    worker.report(file_pipe.FileSettled(index=1, code="file_unwritable", sha256=b"", saved_as=""))
    worker.report(file_pipe.BatchFinished())
    home.commit()
    assert worker.is_ended
    assert home.on == {VIEW}
    events = home.controller._records.current.journal.events
    summary = next(event for event in events if event.tag == "session:files:summary").data
    assert summary["capability"] == "file_from_user"
    assert (summary["files"], summary["saved"], summary["sha256_1"]) == (2, 1, "01" * 32)
    assert summary["bytes"] == 14, "what left cannot be called back, kept over there or not"
    assert not any("secret" in str(event.data) for event in events)
    told = [entry for entry in home.controller.desks.talk.view.items if getattr(entry, "kind", "") == "file_went"]
    assert [entry.fields["file"] for entry in told] == ["secret-name.txt"]
    home.stop()
    ended = present(home.controller, now_ms=1, panic_keys=None, server_host="help.example")
    assert isinstance(ended, EndedView)
    assert [file.name for file in ended.sent_files] == ["secret-name.txt"]
    assert ended.files == ()


def test_many_files_are_told_of_as_many(home: Home, files: ListeningFiles):
    _send(home, *"abcd")
    home.hear(link())
    for index in range(4):
        files.workers[0].report(file_pipe.FileSettled(index=index, code="", sha256=b"\x01" * 32, saved_as=""))
    files.workers[0].report(file_pipe.BatchFinished())
    [entry] = [e for e in home.controller.desks.talk.view.items if getattr(e, "kind", None) is StoryKind.FILES_WENT]
    assert entry.fields == {"count": 4, "total_bytes": 28}


@pytest.mark.parametrize("is_taken", [False, True])
def test_right_taken_back_ends_it_and_tells_the_agent(home: Home, files: ListeningFiles, is_taken: bool):
    _send(home, "a")
    if is_taken:
        home.hear(link())
    home.controller.dispatch(ev.RightTakenBack(capability=FROM_USER))
    assert [worker.is_ended for worker in files.workers] == [True] * is_taken
    assert home.peer.sent_of(peer.FileStop)[-1].batch_id == FIRST
    assert home.on == {VIEW}
    home.hear(link(attempt=9))
    assert len(files.workers) == is_taken, "taken too late"
    assert _shown(home).transfers[-1].stage == "cancelled_here"


def test_question_and_pause_hold_the_bytes_also_of_what_begins_meanwhile(home: Home, files: ListeningFiles):
    _send(home, "a")
    home.controller.dispatch(ev.PausePressed())
    home.hear(link())
    worker = files.workers[0]
    assert [hold.is_held for hold in worker.ordered(file_pipe.Hold)] == [True]
    home.controller.dispatch(ev.ResumePressed())
    home.ask(Capability.CONTROL, request_id=7)
    home.say(is_allowed=False)
    assert [hold.is_held for hold in worker.ordered(file_pipe.Hold)] == [True, False, True, False]


def test_yes_that_is_on_record_only_after_the_pause_sends_nothing_before_it_is_over(
    home: Home, files: ListeningFiles
):
    _choose(home, "secret-name.txt")
    home.say()
    home.controller.dispatch(ev.PausePressed())
    home.commit()
    home.controller.tick()
    assert home.peer.sent_of(peer.FileOffer) == []
    home.hear(link())
    assert files.workers == []
    home.controller.dispatch(ev.ResumePressed())
    [offer] = home.peer.sent_of(peer.FileOffer)
    assert [file.path for file in offer.files] == ["secret-name.txt"]


def test_record_counts_all_that_left_though_the_agent_began_anew(home: Home, files: ListeningFiles):
    _send(home, "a", "b")
    home.hear(link())
    worker = files.workers[0]
    worker.report(file_pipe.Moved(done_bytes=14, index=1))
    home.hear(link(attempt=2))
    worker.report(file_pipe.Moved(done_bytes=0, index=None))
    home.hear(peer.FileStop(batch_id=FIRST, reason="cancelled"))
    home.commit()
    events = home.controller._records.current.journal.events
    summary = next(event for event in events if event.tag == "session:files:summary").data
    assert summary["bytes"] == 14


def test_agent_who_does_not_take_them_ends_the_right(home: Home, files: ListeningFiles):
    _send(home, "a")
    home.hear(peer.FileStop(batch_id=FIRST, reason="cancelled"))
    home.commit()
    assert home.on == {VIEW}
    assert _shown(home).transfers[-1].stage == "cancelled_there"
    assert files.workers == []


def test_agent_who_says_nothing_ends_the_right_after_a_while(home: Home):
    _send(home, "a")
    for second in range(TAKE_LIMIT_MS // 1_000):
        home.hear(peer.Heartbeat(seq=second, sent_mono_ms=second))
        home.pass_time(1_000)
    home.commit()
    assert home.on == {VIEW}
    view = _shown(home).transfers[-1]
    assert (view.stage, view.code) == ("failed", "files_not_taken")
    assert home.peer.sent_of(peer.FileStop)[-1].batch_id == FIRST


def test_both_directions_at_once_do_not_touch_each_other(home: Home, files: ListeningFiles):
    _send(home, "a")
    home.hear(link())
    home.hear(
        peer.FileOffer(
            request_id=100, batch_id=1, file_count=1, total_bytes=3, first_index=0,
            files=[OfferedFile(path="b", size_bytes=3)],
        )
    )  # fmt: skip
    home.controller.desks.files.choose_folder(1, Path("/home/ion"))
    home.say()
    home.commit()
    going, coming = files.workers
    home.controller.dispatch(ev.RightTakenBack(capability=FROM_USER))
    assert (going.is_ended, coming.is_ended) == (True, False)
    home.hear(peer.FileStop(batch_id=FIRST, reason="cancelled"))
    assert not coming.is_ended
    assert [view.direction for view in _shown(home).transfers] == ["to_user", "from_user"]


def test_choice_that_cannot_be_sent_is_said_where_files_are_chosen(home: Home):
    home.controller.desks.outbox.choose(Chosen(problem=ManifestProblem.EMPTY, skipped=["link"]))
    question = _shown(home).question
    assert question is not None
    assert (question.is_choosing, question.files_problem, question.skipped_count) == (True, "no_files", 1)
    _choose(home, "a")
    question = _shown(home).question
    assert question is not None
    assert (question.is_choosing, question.files_problem) == (False, "")


def test_choosing_has_five_minutes_and_the_list_two(home: Home):
    home.hear(peer.FileRequest(request_id=2_000_001))
    assert _shown(home).question.timeout_ms == 300_000
    _choose(home, "a")
    assert _shown(home).question.timeout_ms == 120_000


def test_list_of_the_agent_under_a_number_of_the_person_ends_the_session(home: Home):
    with pytest.raises(ProtocolError):
        home.hear(
            peer.FileOffer(
                request_id=100, batch_id=FIRST, file_count=1, total_bytes=3, first_index=0,
                files=[OfferedFile(path="b", size_bytes=3)],
            )
        )  # fmt: skip


def test_agent_who_asks_and_asks_is_no_longer_heard(home: Home):
    for number in range(3):
        home.hear(peer.FileRequest(request_id=2_000_001 + number))
        home.say(is_allowed=False)
    home.hear(peer.FileRequest(request_id=2_000_009))
    assert home.machine.consent.prompt is None
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"
    assert _shown(home).may_send_files, "the person may, unasked"


def test_without_a_way_to_send_nothing_is_asked():
    home = Home().to_bound().allow(VIEW)
    home.hear(peer.FileRequest(request_id=2_000_001))
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"
    home.controller.desks.outbox.choose(chosen("a"))
    assert home.machine.consent.prompt is None
    assert not _shown(home).may_send_files


def test_end_of_the_session_ends_the_process(home: Home, files: ListeningFiles):
    _send(home, "a")
    home.hear(link())
    home.stop()
    assert files.workers[0].is_ended
