"""The files a person sends, at the console: listed plainly, written only where the agent says, refused by default."""

from pathlib import Path
from typing import Any

import pytest

from agent_console.domain.file_inbox import FIRST_REQUEST_ID, KEPT_MAX, FileInbox
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from shared.transport import file_pipe
from tests.fakes.file_lists import file_offer, list_ports
from tests.fakes.files import ListeningFiles
from tests.fakes.flow_ports import StepClock

FIRST = FROM_USER_FIRST_ID
FOLDER = Path("/home/ana/Downloads")


def offer(*files: tuple[str, int], batch_id: int = FIRST, **changes: Any) -> peer.FileOffer:
    return file_offer(*files, batch_id=batch_id, **changes)


class Office:
    def __init__(self, *, can_write: bool = True) -> None:
        self.sent: list[Any] = []
        self.files = ListeningFiles()
        self.clock = StepClock()
        self.inbox = FileInbox(
            list_ports(self.sent.append, self.files if can_write else None, clock=self.clock),
            "https://help.example",
        )

    def hear(self, message: peer.FileOffer, *, is_allowed: bool = True) -> None:
        self.inbox.take_offer(message, is_allowed=is_allowed)

    @property
    def stages(self) -> list[str]:
        return [view.stage for view in self.inbox.lists.views]


@pytest.fixture
def office() -> Office:
    return Office()


def test_list_waits_until_the_agent_takes_it(office: Office):
    office.hear(offer(("../setup.log", 3), ("SETUP.LOG", 4), ("con", 0)))
    [view] = office.inbox.lists.views
    assert (view.stage, view.direction) == ("waiting", "from_user")
    assert [row.name for row in view.files] == ["setup.log", "SETUP (2).LOG", "_con"]
    assert office.files.workers == []
    office.inbox.accept(FIRST, FOLDER)
    [worker] = office.files.workers
    order = worker.ordered(file_pipe.ReceiveFiles)[0]
    assert (order.folder, order.origin) == (str(FOLDER), "https://help.example")
    assert [(target.name, target.size_bytes) for target in order.targets] == [
        ("setup.log", 3), ("SETUP (2).LOG", 4), ("_con", 0),
    ]  # fmt: skip
    assert worker.ordered(file_pipe.Gather)[0].is_controlling, "who receives leads"
    office.inbox.accept(FIRST, Path("/elsewhere"))
    assert len(office.files.workers) == 1


def test_list_that_is_not_taken_is_answered_and_forgotten(office: Office):
    office.hear(offer(("a", 3)))
    office.inbox.cancel(FIRST)
    assert office.sent == [peer.FileStop(batch_id=FIRST, reason="cancelled")]
    assert office.stages == []
    office.inbox.accept(FIRST, FOLDER)
    assert office.files.workers == []


def test_list_that_is_withdrawn_can_no_longer_be_taken(office: Office):
    office.hear(offer(("a", 3)))
    office.inbox.take_message(peer.FileStop(batch_id=FIRST, reason="cancelled"))
    office.inbox.accept(FIRST, FOLDER)
    assert office.files.workers == []
    assert office.stages == []


def test_either_stops_what_runs(office: Office):
    office.hear(offer(("a", 3)))
    office.inbox.accept(FIRST, FOLDER)
    office.inbox.take_message(peer.FileStop(batch_id=FIRST, reason="cancelled"))
    office.hear(offer(("b", 3), batch_id=FIRST + 1))
    office.inbox.accept(FIRST + 1, FOLDER)
    office.inbox.cancel(FIRST + 1)
    assert office.stages == ["cancelled_there", "cancelled_here"]
    assert all(worker.is_ended for worker in office.files.workers)


def test_request_is_answered_by_a_list_or_a_no(office: Office):
    office.inbox.ask("the log\u202e file")
    assert office.sent == [peer.FileRequest(request_id=FIRST_REQUEST_ID + 1, reason="the log file")]
    office.inbox.ask("again")
    assert len(office.sent) == 1, "the person is still looking"
    for request_id, outcome, state in ((7, "denied", "asked"), (FIRST_REQUEST_ID + 1, "denied", "refused")):
        office.inbox.take_answer(
            peer.CapabilityAnswer(request_id=request_id, capability=Capability.FILE_FROM_USER, outcome=outcome)
        )
        assert office.inbox.request == state
    office.inbox.ask("once more")
    office.inbox.take_answer(
        peer.CapabilityAnswer(
            request_id=FIRST_REQUEST_ID + 2, capability=Capability.FILE_FROM_USER, outcome="granted"
        )
    )
    assert office.inbox.request == "off"


def test_list_without_the_right_ends_the_session(office: Office):
    with pytest.raises(ProtocolError, match="right_never_given"):
        office.hear(offer(("a", 3)), is_allowed=False)
    assert office.stages == []


@pytest.mark.parametrize(
    "second",
    [
        {"batch_id": FIRST},
        {"batch_id": 1},
        {"batch_id": FIRST + 5, "first_index": 1},
        {"batch_id": FIRST + 5, "total_bytes": 9},
    ],
    ids=["number used before", "number of the other direction", "gap", "sizes that do not add up"],
)
def test_list_that_breaks_its_form_ends_the_session(office: Office, second: dict):
    office.hear(offer(("a", 3)))
    office.inbox.cancel(FIRST)
    with pytest.raises(ProtocolError):
        office.hear(offer(("b", 3), **second))


def test_second_list_while_one_waits_ends_the_session(office: Office):
    office.hear(offer(("a", 3)))
    with pytest.raises(ProtocolError):
        office.hear(offer(("b", 3), batch_id=FIRST + 1))


def test_list_that_is_too_much_is_not_shown(office: Office):
    office.hear(offer(("a", 2**40 + 1)))
    assert office.sent == [peer.FileStop(batch_id=FIRST, reason="failed")]
    assert office.stages == []


def test_lists_without_end_are_too_many_and_few_are_remembered(office: Office):
    def flood() -> None:
        for number in range(limits.FILE_LISTS_BURST + 1):
            office.hear(offer(("a", 3), batch_id=FIRST + number))
            office.inbox.take_message(peer.FileStop(batch_id=FIRST + number, reason="cancelled"))

    with pytest.raises(ProtocolError, match="too_many_lists"):
        flood()
    slow = Office()
    for number in range(KEPT_MAX + 20):
        slow.clock.now_ms += 3_000
        slow.hear(offer(("a", 3), batch_id=FIRST + number))
        slow.inbox.accept(FIRST + number, FOLDER)
        slow.inbox.take_message(peer.FileStop(batch_id=FIRST + number, reason="cancelled"))
    assert len(slow.inbox.lists.views) == KEPT_MAX


def test_hold_and_silence_reach_the_batch(office: Office):
    office.hear(offer(("a", 3)))
    office.inbox.lists.hold(FIRST, is_held=True)
    assert office.sent == [], "there is nothing yet to hold"
    office.inbox.accept(FIRST, FOLDER)
    office.inbox.lists.hold(FIRST, is_held=True)
    assert office.sent[-1] == peer.FileHold(batch_id=FIRST, is_held=True)
    office.clock.now_ms += 120_000
    office.inbox.lists.tick()
    assert office.stages == ["failed"]


def test_without_a_way_to_write_nothing_is_asked_for_or_taken():
    office = Office(can_write=False)
    office.inbox.ask("the log file")
    assert office.sent == []
    office.hear(offer(("a", 3)))
    office.inbox.accept(FIRST, FOLDER)
    assert office.stages == ["waiting"]


def test_end_of_the_session_ends_everything(office: Office):
    office.inbox.ask("")
    office.hear(offer(("a", 3)))
    office.inbox.accept(FIRST, FOLDER)
    office.inbox.end()
    assert office.files.workers[0].is_ended
    assert office.inbox.request == "off"
