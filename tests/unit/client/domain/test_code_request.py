"""One question for a nameplate at a time."""

from typing import Any

from client.domain.code_request import CodeRequest
from shared.errors import SignalingError
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
        pairing: Any = self
        self.request = CodeRequest(
            server=self.server,
            pairing=pairing,
            may_ask=lambda: self.may_ask,
            is_wanted=lambda: self.is_wanted,
            on_event=self.events.append,
        )

    def take_nameplate(self, _message: signaling.Allocated, secret_digits: int) -> None:
        self.made.append(secret_digits)


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
