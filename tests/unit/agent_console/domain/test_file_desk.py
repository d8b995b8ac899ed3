"""The agent's files: put to the person whole, sent only after a yes, one list at a time."""

from typing import Any

import pytest

from agent_console.domain.file_desk import FIRST_REQUEST_ID, FileDesk
from shared.capability import Capability
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.transfer.manifest import ManifestProblem
from shared.transport import file_pipe
from shared.transport.file_source import Chosen
from tests.fakes.file_lists import chosen, list_ports
from tests.fakes.files import ListeningFiles


class _Office:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.files = ListeningFiles()
        self.desk = FileDesk(list_ports(self.sent.append, self.files))

    def answer(self, outcome: Any, batch_id: int = 1) -> None:
        self.desk.take_answer(
            peer.CapabilityAnswer(
                request_id=FIRST_REQUEST_ID + batch_id, capability=Capability.FILE_TO_USER, outcome=outcome
            )
        )

    @property
    def stage(self) -> str:
        return self.desk.lists.views[-1].stage


@pytest.fixture
def office() -> _Office:
    return _Office()


def test_offer_waits_for_the_answer_and_sends_after_a_yes(office: _Office):
    office.desk.offer(chosen("a", "b"), "the driver")
    assert office.stage == "waiting"
    assert [file.path for file in office.sent[0].files] == ["a", "b"]
    assert office.files.workers == []
    office.answer("granted")
    assert [file.shown for file in office.files.workers[0].ordered(file_pipe.SendFiles)[0].files] == ["a", "b"]
    assert office.stage == "connecting"


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("denied", ""), ("unavailable", "files_unavailable"), ("reason_needed", "reason_needed")],
)
def test_offer_that_was_refused_sends_nothing(office: _Office, outcome: Any, code: str):
    office.desk.offer(chosen("a"), "")
    office.answer(outcome)
    assert (office.stage, office.desk.lists.views[-1].code) == ("refused", code)
    assert office.files.workers == []
    assert not office.desk.is_busy


def test_long_list_goes_in_parts_that_fit(office: _Office):
    names = ["\N{CYRILLIC SMALL LETTER ZHE}" * 500 + str(number) for number in range(60)]
    office.desk.offer(chosen(*names), "")
    assert len(office.sent) > 3
    assert all(codec.encode_peer(part) for part in office.sent)
    told = [file.path for part in office.sent for file in part.files]
    assert told == names
    firsts = [part.first_index for part in office.sent]
    assert firsts == [sum(len(part.files) for part in office.sent[:place]) for place in range(len(office.sent))]


def test_second_list_waits_for_the_first(office: _Office):
    office.desk.offer(chosen("a"), "")
    office.desk.offer(chosen("b"), "")
    assert len(office.desk.lists.views) == 1


def test_choice_that_cannot_be_sent_says_why_and_asks_nobody(office: _Office):
    office.desk.offer(Chosen(problem=ManifestProblem.EMPTY, skipped=["link"]), "")
    assert (office.stage, office.desk.lists.views[-1].code) == ("failed", "no_files")
    assert office.desk.lists.views[-1].skipped == ("link",)
    assert office.sent == []


def test_yes_nobody_asked_for_sends_nothing(office: _Office):
    office.desk.offer(chosen("a"), "")
    office.answer("denied")
    office.answer("granted")
    office.answer("granted", batch_id=9)
    assert office.files.workers == []


def test_link_hold_and_stop_reach_the_batch_they_name(office: _Office):
    office.desk.offer(chosen("a"), "")
    office.answer("granted")
    worker = office.files.workers[0]
    office.desk.take_message(peer.FileHold(batch_id=9, is_held=True))
    assert worker.ordered(file_pipe.Hold) == []
    office.desk.take_message(peer.FileHold(batch_id=1, is_held=True))
    assert office.desk.lists.views[-1].is_held_there
    office.desk.take_message(peer.FileStop(batch_id=1, reason="cancelled"))
    assert (office.stage, worker.is_ended) == ("cancelled_there", True)


def test_end_of_the_session_ends_everything(office: _Office):
    office.desk.offer(chosen("a"), "")
    office.answer("granted")
    office.desk.end()
    assert office.files.workers[0].is_ended
    assert not office.desk.is_busy
