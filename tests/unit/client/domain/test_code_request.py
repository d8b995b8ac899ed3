"""One question for a nameplate at a time."""

from typing import Any

import msgspec
import pytest

from client.domain.code_request import CodeRequest
from shared.errors import SignalingError
from shared.ids import SlotId
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from tests.fakes.flow_ports import ListeningServer

ANSWER = signaling.Allocated(request_id=1, slot_id="a" * 32, nameplate="417", expires_in_ms=600_000)


class Scene:
    """What the request asks about, and what it does."""

    def __init__(self) -> None:
        self.server = ListeningServer()
        self.may_ask = self.is_wanted = True
        self.events: list[ev.ClientEvent] = []
        self.made: list[int] = []
        self.slot_id: str | None = None
        self.nameplate = ""
        pairing: Any = self
        self.request = CodeRequest(
            server=self.server,
            pairing=pairing,
            may_ask=lambda: self.may_ask,
            is_wanted=lambda: self.is_wanted,
            on_event=self.events.append,
        )

    def take_nameplate(self, message: signaling.Allocated, secret_digits: int) -> None:
        self.slot_id, self.nameplate = message.slot_id, message.nameplate
        self.made.append(secret_digits)

    def has_nameplate(self, message: signaling.Allocated) -> bool:
        return (self.slot_id, self.nameplate) == (message.slot_id, message.nameplate)

    def show_code_and_lose_the_server(self) -> "Scene":
        self.request.want(8)
        self.server.answer(signaling.Allocate, ANSWER)
        self.events.clear()
        self.request.server_lost()
        self.is_wanted = False
        return self


def test_code_request_waits_while_the_socket_holds_a_session():
    scene = Scene()
    scene.may_ask = False
    scene.request.want(8)
    assert scene.server.requests == []
    scene.may_ask = True
    scene.request.go_on()
    scene.request.go_on()
    assert len(scene.server.requests) == 1


def test_code_request_wanted_again_meanwhile_takes_the_one_answer_with_the_latest_wish():
    scene = Scene()
    scene.request.want(8)
    scene.request.want(12)
    scene.server.answer(signaling.Allocate, ANSWER)
    assert len(scene.server.asked(signaling.Allocate)) == 1
    assert scene.made == [12]
    assert [type(event) for event in scene.events] == [ev.CodeAllocated]


def test_code_request_answer_nobody_wants_is_given_back():
    scene = Scene()
    scene.request.want(8)
    scene.is_wanted = False
    scene.server.answer(signaling.Allocate, ANSWER)
    assert [type(message) for message in scene.server.requests] == [signaling.Allocate, signaling.Release]
    assert scene.made == []


def test_code_request_lost_socket_is_no_refusal():
    scene = Scene()
    scene.request.want(8)
    scene.server.lose_all()
    assert scene.events == []
    scene.request.want(8)
    scene.server.answer(signaling.Allocate, SignalingError("server_busy"))
    assert scene.events == [ev.CodeRefused(code="server_busy")]


def test_code_request_shown_slot_is_asked_for_again_and_its_code_stays():
    scene = Scene().show_code_and_lose_the_server()
    scene.request.want(8, slot_id=SlotId(ANSWER.slot_id))
    assert scene.server.answer(signaling.Allocate, ANSWER).slot_id == ANSWER.slot_id
    assert scene.made == [8], "no second code was made"
    assert scene.events == [ev.CodeKept(expires_in_ms=600_000)]


@pytest.mark.parametrize("changed", [{"slot_id": "b" * 32}, {"nameplate": "418"}])
def test_code_request_another_slot_or_nameplate_makes_another_code(changed: dict[str, str]):
    scene = Scene().show_code_and_lose_the_server()
    scene.request.want(8, slot_id=SlotId(ANSWER.slot_id))
    scene.server.answer(signaling.Allocate, msgspec.structs.replace(ANSWER, **changed))
    assert scene.made == [8, 8]
    assert [type(event) for event in scene.events] == [ev.CodeAllocated]


def test_code_request_slot_of_a_lost_socket_is_not_released_on_the_next_one():
    scene = Scene().show_code_and_lose_the_server()
    scene.request.release(ANSWER.slot_id)
    assert scene.server.asked(signaling.Release) == []


def test_code_request_shown_code_given_up_while_it_was_asked_for_makes_way_for_another():
    scene = Scene().show_code_and_lose_the_server()
    scene.request.want(8, slot_id=SlotId(ANSWER.slot_id))
    scene.slot_id, scene.is_wanted = None, True  # the person pressed New code
    scene.request.want(12)
    scene.server.answer(signaling.Allocate, ANSWER)
    assert [type(message) for message, _ in scene.server.waiting] == [signaling.Release, signaling.Allocate]
    assert scene.server.next_of(signaling.Allocate).slot_id is None


def test_code_request_that_waits_too_long_for_the_last_record_is_told():
    scene = Scene()
    scene.may_ask = False
    scene.request.want(8)
    scene.request.tick(1_000)
    scene.request.tick(20_999)
    assert scene.events == []
    scene.request.tick(21_000)
    scene.request.tick(90_000)
    assert scene.events == [ev.CodeRefused(code="audit_unwritable")]
    scene.may_ask = True
    scene.request.go_on()
    assert scene.server.requests == [], "the person went home"
