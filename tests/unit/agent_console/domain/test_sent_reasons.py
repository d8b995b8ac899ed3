"""Which questions used up the agent's words: those that really went out with some."""

from typing import Any

from agent_console.domain.sent_reasons import SentReasons
from agent_console.domain.tab_files import TabFiles
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.transfer.manifest import ManifestProblem
from tests.fakes.file_lists import chosen, list_ports
from tests.fakes.files import ListeningFiles
from tests.fakes.office import Office

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def test_sent_reasons_every_kind_of_right_counts_once_it_is_asked_for():
    office = Office().sign_in()
    tab = office.to_bound()
    tab.ask_for(CONTROL, "too early")
    assert tab.reasons_sent == 0, "refused here"
    office.report(VIEW)
    assert tab.reasons_sent == 0, "the first question goes out by itself, without words"
    tab.ask_for(VIEW, "it is on already")
    tab.ask_for(CONTROL, "")
    assert tab.reasons_sent == 0
    tab.ask_for(CONTROL, "asked already")
    assert tab.reasons_sent == 0
    tab.ask_for(Capability.CLIPBOARD_TO_USER, "the address")
    assert tab.reasons_sent == 1
    tab.ask_for_screens((2,), "the other one")
    assert tab.reasons_sent == 2
    tab.ask_for_screens((1,), "one wish at a time")
    assert tab.reasons_sent == 2
    tab.ask_for_time(VIEW, "almost done")
    assert tab.reasons_sent == 3


def test_sent_reasons_files_count_both_ways_and_only_when_the_person_is_asked():
    sent: list[Any] = []
    questions = SentReasons(sent.append)
    files = TabFiles(list_ports(questions.send, ListeningFiles()), "https://help.example")
    files.offer(chosen(problem=ManifestProblem.TOO_MANY), "cannot be offered")
    assert (questions.count, sent) == (0, [])
    files.offer(chosen("a"), "the driver")
    assert questions.count == 1
    files.offer(chosen("b"), "while another waits")
    assert questions.count == 1
    files.ask("the log")
    assert questions.count == 2
    files.ask("they still look")
    assert questions.count == 2
    assert [type(message) for message in sent] == [peer.FileOffer, peer.FileRequest]
