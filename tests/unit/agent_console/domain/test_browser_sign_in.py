"""Signing in with the browser in the flow of the console; a test plays the server and the clock."""

import hashlib
from typing import Any

from shared.errors import SignalingError
from shared.protocol import browser_messages as browser
from shared.protocol import signaling_messages as signaling
from tests.fakes.home import CARD, WELCOME
from tests.fakes.office import SIGN_IN_TOKEN, Office

BEGUN = browser.BrowserSignInBegun(request_id=1, hand_over_id="a" * 32, number="4821", expires_in_ms=300_000)
SIGNED_IN = browser.BrowserSignedIn(
    request_id=1, agent=CARD, role="agent", token=SIGN_IN_TOKEN, email="ana@example.org"
)
PENDING = SignalingError("browser_sign_in_pending")
VOID = SignalingError("browser_sign_in_void")


class Desk(Office):
    """A console that has reached its server and whose agent presses the button."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.controller.handle_server_reached(WELCOME)

    def press(self, *, stays: bool = False) -> None:
        self.controller.sign_in_with_browser(stays)

    def to_waiting(self, *, stays: bool = False) -> None:
        self.press(stays=stays)
        self.server.answer(browser.BeginBrowserSignIn, BEGUN)

    def second(self, milliseconds: int = 1_000) -> None:
        self.clock.now_ms += milliseconds
        self.controller.tick()

    def finish(self, answer: Any) -> None:
        self.server.answer(browser.FinishBrowserSignIn, answer)


def test_the_server_sees_the_hash_first_and_the_verifier_once_asked_whether_somebody_said_yes():
    desk = Desk()
    desk.press()
    (begin,) = desk.server.asked(browser.BeginBrowserSignIn)
    assert desk.controller.browser.is_wanted
    assert desk.controller.browser.waiting is None
    desk.server.answer(browser.BeginBrowserSignIn, BEGUN)
    waiting = desk.controller.browser.waiting
    assert waiting is not None
    assert (waiting.number, waiting.hand_over_id) == ("4821", "a" * 32)
    desk.controller.tick()
    assert desk.server.asked(browser.FinishBrowserSignIn) == []
    desk.second()
    (finish,) = desk.server.asked(browser.FinishBrowserSignIn)
    assert hashlib.sha256(finish.verifier).digest() == begin.challenge
    assert len(finish.verifier) == 32
    desk.second()
    assert len(desk.server.asked(browser.FinishBrowserSignIn)) == 1, "one at a time"
    desk.finish(PENDING)
    desk.second()
    desk.finish(SIGNED_IN)
    assert desk.controller.agent == CARD
    assert (desk.controller.email, desk.controller.trouble) == ("ana@example.org", None)
    assert not desk.controller.browser.is_wanted


def test_each_attempt_has_a_verifier_of_its_own_and_none_is_in_a_repr():
    desk = Desk()
    desk.to_waiting()
    desk.press()
    first, second = desk.server.asked(browser.BeginBrowserSignIn)
    assert first.challenge != second.challenge
    attempt = desk.controller.browser._attempt
    assert attempt is not None
    assert repr(attempt.verifier) not in repr(attempt)


def test_token_is_kept_like_that_of_a_password_for_the_account_it_became():
    desk = Desk()
    desk.controller.look_for_sign_in()
    desk.store.answer()
    desk.to_waiting(stays=True)
    desk.second()
    desk.finish(SIGNED_IN)
    assert [(kept.email, kept.token) for kept in desk.store.written] == [("ana@example.org", SIGN_IN_TOKEN)]
    desk.controller.handle_server_lost("server_unreachable", "")
    desk.controller.handle_server_reached(WELCOME)
    assert desk.server.asked(signaling.SignInAgain)[-1].token == SIGN_IN_TOKEN


def test_sign_in_that_is_not_to_stay_is_kept_nowhere():
    desk = Desk()
    desk.controller.look_for_sign_in()
    desk.store.answer()
    desk.to_waiting()
    desk.second()
    desk.finish(SIGNED_IN)
    assert desk.store.written == []


def test_no_and_too_late_are_a_sentence_and_both_ways_are_open_again():
    for answer in (SignalingError("browser_sign_in_refused"), VOID, SignalingError("audit_unwritable")):
        desk = Desk()
        desk.to_waiting()
        desk.second()
        desk.finish(answer)
        assert (desk.controller.trouble, desk.controller.browser.is_wanted) == (answer.reason, False)
        desk.to_waiting()
        assert desk.controller.trouble is None
        desk.controller.sign_in("ana@example.org", "secret")
        assert len(desk.server.asked(signaling.SignIn)) == 1


def test_server_that_answers_nothing_is_given_up_after_five_minutes_by_our_own_clock():
    desk = Desk()
    desk.to_waiting()
    desk.second(300_000)
    assert (desk.controller.trouble, desk.controller.browser.is_wanted) == ("browser_sign_in_void", False)
    desk.press()
    desk.server.answer(browser.BeginBrowserSignIn, SignalingError("request_timeout"))
    assert (desk.controller.trouble, desk.controller.browser.is_wanted) == ("browser_sign_in_void", False)
    desk.press()
    desk.server.answer(browser.BeginBrowserSignIn, SignalingError("rate_limited"))
    assert (desk.controller.trouble, desk.controller.browser.is_wanted) == ("rate_limited", False)


def test_lost_socket_is_waited_out_before_and_after_the_number_is_there():
    desk = Desk()
    desk.press()
    desk.controller.handle_server_lost("server_unreachable", "")
    desk.server.answer(browser.BeginBrowserSignIn, SignalingError("server_unreachable"))
    assert (desk.controller.trouble, desk.controller.browser.is_wanted) == ("server_unreachable", True)
    desk.controller.handle_server_reached(WELCOME)
    assert len(desk.server.asked(browser.BeginBrowserSignIn)) == 2
    desk.server.answer(browser.BeginBrowserSignIn, BEGUN)
    desk.controller.handle_server_lost("server_unreachable", "")
    desk.second()
    desk.finish(SignalingError("server_unreachable"))
    desk.controller.handle_server_reached(WELCOME)
    assert len(desk.server.asked(browser.BeginBrowserSignIn)) == 2
    desk.second()
    desk.finish(SIGNED_IN)
    assert desk.controller.agent == CARD


def test_pressed_without_a_server_it_is_tried_for():
    office = Office()
    office.controller.sign_in_with_browser(False)
    assert office.server.retries == 1
    assert office.server.asked(browser.BeginBrowserSignIn) == []
    office.controller.handle_server_reached(WELCOME)
    assert len(office.server.asked(browser.BeginBrowserSignIn)) == 1


def test_given_up_it_is_void_at_the_server_too():
    desk = Desk()
    desk.to_waiting()
    desk.controller.browser.give_up()
    assert [message.hand_over_id for message in desk.server.sent] == ["a" * 32]
    assert not desk.controller.browser.is_wanted
    desk.second(10_000)
    assert desk.server.asked(browser.FinishBrowserSignIn) == []


def test_given_up_before_the_number_came_it_is_void_once_it_comes():
    desk = Desk()
    desk.press()
    desk.controller.browser.give_up()
    assert desk.server.sent == []
    desk.server.answer(browser.BeginBrowserSignIn, BEGUN)
    assert isinstance(desk.server.sent[0], browser.DropBrowserSignIn)
    assert desk.controller.browser.waiting is None


def test_yes_that_was_faster_than_giving_up_is_signed_out_again():
    desk = Desk()
    desk.to_waiting()
    desk.second()
    desk.controller.browser.give_up()
    renewals = desk.server.renewals
    desk.finish(SIGNED_IN)
    assert desk.server.sent == [signaling.SignOut()]
    assert desk.server.renewals == renewals + 1
    assert desk.controller.agent is None


def test_password_waits_for_the_answer_that_is_on_its_way_so_that_no_socket_is_signed_in_twice():
    desk = Desk()
    desk.to_waiting()
    desk.second()
    desk.controller.sign_in("ana@example.org", "secret")
    assert desk.server.asked(signaling.SignIn) == []
    desk.finish(PENDING)
    assert isinstance(desk.server.sent[0], browser.DropBrowserSignIn)
    assert desk.server.asked(signaling.SignIn)[0].email == "ana@example.org"


def test_pressed_again_at_once_a_new_one_is_asked_for_after_the_old_answer():
    desk = Desk()
    desk.press()
    desk.press()
    assert len(desk.server.asked(browser.BeginBrowserSignIn)) == 1
    desk.server.answer(browser.BeginBrowserSignIn, BEGUN)
    assert desk.controller.browser.waiting is None
    assert len(desk.server.asked(browser.BeginBrowserSignIn)) == 2
