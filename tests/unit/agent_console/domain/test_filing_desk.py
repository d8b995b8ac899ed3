from typing import Any

import pytest

from agent_console.domain.filing_desk import FilingDesk
from shared.errors import SignalingError
from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as signaling
from tests.fakes.flow_ports import ListeningServer
from tests.fakes.office import Office

SID = "b" * 32
KEPT = record.RecordKept(request_id=1, session_id=SID)
CHOICES = record.Categories(
    request_id=1,
    categories=[
        record.Category(category_id="printing", en="Printing", ru="Печать"),
        record.Category(category_id="odd", en="\u202e\x07"),
    ],
)


class Desk:
    def __init__(self) -> None:
        self.server = ListeningServer()
        self.changes = 0
        self.desk = FilingDesk(server=self.server, on_changed=self._count)

    def _count(self) -> None:
        self.changes += 1

    def signed_in(self) -> "Desk":
        self.desk.signed_in()
        self.server.answer(record.ListCategories, CHOICES)
        return self

    def file(self, result: Any = "solved") -> None:
        self.desk.file(1, SID, "printing", result, "note")

    @property
    def view(self) -> Any:
        return self.desk.view(1, has_session=True)


def test_choices_come_with_the_sign_in_and_their_names_are_made_harmless():
    desk = Desk().signed_in()
    assert desk.desk.view(1, has_session=False).progress == "none"
    assert desk.view.progress == "unfiled"
    assert desk.view.is_missing
    first, second = desk.view.choices
    assert (first.name_in("ru"), first.name_in("ro")) == ("Печать", "Printing")
    assert second.name_in("en") == "odd"


def test_filed_is_what_the_server_has():
    desk = Desk().signed_in()
    desk.file()
    assert (desk.view.progress, desk.view.is_missing) == ("sending", True)
    message = desk.server.answer(record.FileSession, KEPT)
    assert (message.session_id, message.category, message.result, message.note) == (SID, "printing", "solved", "note")
    assert (desk.view.progress, desk.view.is_missing) == ("filed", False)


def test_a_later_filing_takes_the_place_of_one_on_its_way():
    desk = Desk().signed_in()
    desk.file("solved")
    desk.file("unsolved")
    desk.server.answer(record.FileSession, KEPT)
    assert desk.view.progress == "sending", "that was the answer to the first"
    assert desk.server.answer(record.FileSession, KEPT).result == "unsolved"
    assert desk.view.progress == "filed"


def test_without_the_server_it_waits_and_goes_out_after_the_next_sign_in():
    desk = Desk().signed_in()
    desk.file()
    desk.desk.server_lost()
    desk.server.lose_all()
    assert desk.view.progress == "waiting"
    desk.file("partly")
    assert desk.server.waiting == []
    desk.signed_in()
    assert desk.server.answer(record.FileSession, KEPT).result == "partly"
    assert desk.view.progress == "filed"


@pytest.mark.parametrize("reason", ["category_unknown", "record_closed", "audit_unwritable"])
def test_a_refusal_is_told_with_its_reason(reason: str):
    desk = Desk().signed_in()
    desk.file()
    desk.server.answer(record.FileSession, SignalingError(reason))
    assert (desk.view.progress, desk.view.trouble, desk.view.is_missing) == ("refused", reason, True)
    asked_anew = [message for message, _ in desk.server.waiting if isinstance(message, record.ListCategories)]
    assert bool(asked_anew) == (reason == "category_unknown")


def test_a_closed_tab_is_forgotten():
    desk = Desk().signed_in()
    desk.file()
    desk.desk.forget(1)
    desk.server.answer(record.FileSession, KEPT)
    assert desk.view.progress == "unfiled"


def test_console_files_the_session_of_a_tab_also_after_its_end():
    office = Office().sign_in()
    office.server.answer(record.ListCategories, CHOICES)
    tab = office.to_bound()
    assert office.controller.filing_of(1).progress == "unfiled"
    tab.end()
    office.controller.file_session(1, "printing", "passed_on", "Ben goes on")
    message = office.server.answer(record.FileSession, KEPT)
    assert message.session_id == office.session_of(1)
    assert office.controller.filing_of(1).progress == "filed"
    office.controller.handle_server_lost("server_unreachable", "")
    office.come_back()
    assert office.controller.filing_of(1).progress == "filed"
    office.controller.close_tab(1)
    assert office.controller.filing_of(1).progress == "none"


def test_a_code_nobody_verified_is_nothing_to_file():
    office = Office().sign_in()
    office.type_code()
    office.claimed()
    assert office.controller.filing_of(1).progress == "none"
    office.controller.file_session(7, "printing", "solved", "")
    assert office.server.asked(record.FileSession) == []
    assert office.server.asked(signaling.Claim)
