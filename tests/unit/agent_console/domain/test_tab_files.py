"""Both directions of one tab: a message reaches the list it names, and what is about something else reaches none."""

from pathlib import Path
from typing import Any

import pytest

from agent_console.domain import file_inbox
from agent_console.domain.file_desk import FIRST_REQUEST_ID
from agent_console.domain.tab_files import TabFiles
from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from tests.fakes.file_lists import chosen, file_offer, list_ports
from tests.fakes.files import ListeningFiles

NOTHING: frozenset[Capability] = frozenset()
FROM_USER = frozenset({Capability.FILE_FROM_USER})
THEIRS = FROM_USER_FIRST_ID
OFFER = file_offer(("b", 3), batch_id=THEIRS)


class _Tab:
    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.port = ListeningFiles()
        self.files = TabFiles(list_ports(self.sent.append, self.port), "https://help.example")
        self.files.offer(chosen("a"), "")
        self.answer(FIRST_REQUEST_ID + 1)
        self.files.take(OFFER, FROM_USER)
        self.files.accept(THEIRS, Path("/home/ana"))

    def answer(self, request_id: int) -> bool:
        answer = peer.CapabilityAnswer(request_id=request_id, capability=Capability.FILE_TO_USER, outcome="granted")
        return self.files.take(answer, NOTHING)

    @property
    def stages(self) -> list[str]:
        return [view.stage for view in self.files.transfers]


@pytest.fixture
def tab() -> _Tab:
    return _Tab()


def test_both_run_side_by_side(tab: _Tab):
    assert tab.stages == ["connecting", "connecting"]
    assert [view.direction for view in tab.files.transfers] == ["to_user", "from_user"]
    assert tab.files.is_busy


@pytest.mark.parametrize(("batch_id", "stages"), [(1, ["cancelled_there", "connecting"]),
                                                  (THEIRS, ["connecting", "cancelled_there"]),
                                                  (THEIRS + 1, ["connecting"] * 2), (2, ["connecting"] * 2)])  # fmt: skip
def test_stop_ends_the_list_it_names_alone(tab: _Tab, batch_id: int, stages: list[str]):
    assert tab.files.take(peer.FileStop(batch_id=batch_id, reason="cancelled"), NOTHING)
    assert tab.stages == stages


def test_what_the_agent_wants_reaches_the_list_alone(tab: _Tab):
    tab.files.hold(THEIRS, is_held=True)
    assert tab.sent[-1] == peer.FileHold(batch_id=THEIRS, is_held=True)
    tab.files.cancel(1)
    assert tab.stages == ["cancelled_here", "connecting"]


def test_answers_reach_whoever_asked(tab: _Tab):
    tab.files.ask("the log file")
    assert tab.answer(FIRST_REQUEST_ID + 7)
    assert tab.files.request == "asked"
    assert tab.answer(file_inbox.FIRST_REQUEST_ID + 1)
    assert tab.files.request == "off"


def test_answers_about_rights_and_what_is_not_about_files_are_not_ours(tab: _Tab):
    answer = peer.CapabilityAnswer(request_id=1, capability=Capability.VIEW, outcome="granted")
    assert not tab.files.take(answer, NOTHING)
    assert not tab.files.take(peer.SessionEnd(reason="panic"), NOTHING)


def test_list_without_the_right_ends_the_session(tab: _Tab):
    with pytest.raises(ProtocolError):
        tab.files.take(OFFER, frozenset({Capability.FILE_TO_USER}))


def test_end_ends_both(tab: _Tab):
    tab.files.end()
    assert all(worker.is_ended for worker in tab.port.workers)
    assert not tab.files.is_busy
