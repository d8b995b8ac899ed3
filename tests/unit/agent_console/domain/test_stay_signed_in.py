"""A sign-in that outlives the window: when it is kept, taken up and deleted, seen through the whole flow."""

import pytest

from agent_console.domain.ports import KeptSignIn, KeyringProblem
from agent_console.domain.stay_signed_in import NoSignInStore, StaySignedIn
from shared.errors import SignalingError
from shared.protocol import signaling_messages as signaling
from tests.fakes.home import CARD, WELCOME
from tests.fakes.office import SIGN_IN_TOKEN, Office
from tests.fakes.sign_in_stores import MemorySignInStore

ANA = "ana@example.org"
KEPT = KeptSignIn(email=ANA, token="7" * 32)
SIGNED_IN = signaling.SignedIn(request_id=1, agent=CARD, role="agent", token=SIGN_IN_TOKEN)


def _office(*, email: str = "", kept: KeptSignIn | None = KEPT, is_answered: bool = True) -> Office:
    office = Office(store=MemorySignInStore(stays_for=ANA if kept is not None else "", kept=kept), email=email)
    office.controller.look_for_sign_in()
    if is_answered:
        office.store.answer()
    return office


def _sign_in(office: Office, *, stays: bool, email: str = ANA) -> None:
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in(email, "secret", "123456", stays)
    office.server.answer(signaling.SignIn, SIGNED_IN)


@pytest.mark.parametrize("is_server_first", [True, False])
@pytest.mark.parametrize("email", ["", ANA, " Ana@Example.org"])
def test_stay_kept_sign_in_is_taken_up_without_a_word(email: str, is_server_first: bool):
    office = _office(email=email, is_answered=not is_server_first)
    office.controller.handle_server_reached(WELCOME)
    if is_server_first:
        office.store.answer()
    assert [asked.token for asked in office.server.asked(signaling.SignInAgain)] == [KEPT.token]
    assert office.controller.is_signing_in
    office.server.answer(signaling.SignInAgain, signaling.SignedIn(request_id=1, agent=CARD, role="agent"))
    assert (office.controller.agent, office.controller.email) == (CARD, ANA)
    assert office.store.kept == KEPT
    assert office.server.asked(signaling.SignIn) == []


def test_stay_kept_sign_in_of_another_address_than_was_asked_for_is_left_alone():
    office = _office(email="ion@example.org")
    office.controller.handle_server_reached(WELCOME)
    assert office.server.asked(signaling.SignInAgain) == []
    assert (office.controller.email, office.store.kept) == ("", KEPT)


def test_stay_kept_sign_in_that_is_over_is_deleted_and_said_with_the_address_filled_in():
    office = _office()
    office.controller.handle_server_reached(WELCOME)
    office.server.answer(signaling.SignInAgain, SignalingError("signed_out"))
    assert (office.controller.trouble, office.controller.email) == ("signed_out", ANA)
    assert office.store.kept is None
    assert office.store.stays_for == ANA, "the choice is remembered"


def test_stay_kept_sign_in_survives_a_server_that_is_away_or_stops():
    office = _office()
    office.controller.handle_server_lost("server_unreachable", "")
    office.controller.handle_server_reached(WELCOME)
    office.server.lose_all()
    office.controller.handle_server_lost("server_stopping", "")
    office.controller.handle_server_reached(WELCOME)
    office.server.answer(signaling.SignInAgain, signaling.SignedIn(request_id=1, agent=CARD, role="agent"))
    assert (office.controller.agent, office.store.kept) == (CARD, KEPT)


@pytest.mark.parametrize("code", ["access_ended", "signed_out"])
def test_stay_sign_in_that_was_ended_by_the_server_is_deleted(code: str):
    office = _office(kept=None)
    _sign_in(office, stays=True)
    assert office.store.kept is not None
    office.controller.handle_server_lost(code, "by_server")
    assert office.store.kept is None


@pytest.mark.parametrize("is_away", [False, True])
def test_stay_sign_out_deletes_it_and_remembers_the_choice(is_away: bool):
    office = _office(kept=None)
    _sign_in(office, stays=True)
    office.server.is_away = is_away
    office.controller.sign_out()
    assert (office.store.kept, office.store.stays_for) == (None, ANA)
    office.store.answer()
    assert (office.controller.stay.keyring, office.controller.stay.stays_for) == ("ready", ANA)


def test_stay_closing_the_program_keeps_it():
    office = _office(kept=None)
    _sign_in(office, stays=True)
    office.controller.end_all()
    office.controller.handle_server_lost("closed", "")
    assert office.store.kept == KeptSignIn(email=ANA, token=SIGN_IN_TOKEN)


def test_stay_new_sign_in_replaces_the_old_one():
    office = _office(email="ion@example.org")
    _sign_in(office, stays=True, email="ion@example.org")
    assert office.store.kept == KeptSignIn(email="ion@example.org", token=SIGN_IN_TOKEN)
    assert office.controller.stay.stays_for == "ion@example.org"


def test_stay_not_ticked_keeps_nothing_and_deletes_what_was_kept():
    office = _office(email="ion@example.org")
    _sign_in(office, stays=False, email="ion@example.org")
    assert (office.store.kept, office.store.stays_for, office.store.written) == (None, "", [])


def test_stay_refused_password_deletes_nothing():
    office = _office(email="ion@example.org")
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in("ion@example.org", "wrong", "", False)
    office.server.answer(signaling.SignIn, SignalingError("sign_in_refused"))
    assert office.store.kept == KEPT


@pytest.mark.parametrize("problem", ["missing", "untrusted", "locked", "slow", "failed"])
def test_stay_keyring_that_cannot_be_used_keeps_nothing_and_forgets_no_choice(problem: KeyringProblem):
    office = Office(store=MemorySignInStore(stays_for=ANA))
    office.controller.look_for_sign_in()
    office.store.problem = problem
    office.store.answer()
    assert office.controller.stay.keyring == problem
    # Also where the wish was there first, and the keyring went meanwhile.
    _sign_in(office, stays=True)
    assert office.controller.agent == CARD
    assert (office.store.written, office.store.stays_for) == ([], ANA)


def test_stay_late_answer_is_not_taken_up_once_the_agent_signed_in_by_hand():
    office = _office(is_answered=False)
    office.store.become("slow")
    _sign_in(office, stays=False)
    office.controller.sign_out()
    office.store.kept, office.store.problem = KEPT, None
    office.store.answer()
    office.controller.handle_server_reached(WELCOME)
    assert office.server.asked(signaling.SignInAgain) == []
    assert office.controller.agent is None


def test_stay_late_answer_is_taken_up_while_the_agent_still_waits():
    office = _office(is_answered=False)
    office.controller.handle_server_reached(WELCOME)
    office.store.become("slow")
    assert office.controller.stay.keyring == "slow"
    office.store.problem = None
    office.store.answer()
    assert office.controller.stay.keyring == "ready"
    assert len(office.server.asked(signaling.SignInAgain)) == 1


def test_stay_console_without_a_store_can_keep_nothing():
    stay = StaySignedIn(NoSignInStore())
    changes: list[str] = []
    stay.look(lambda _kept: changes.append("kept"), lambda: changes.append("changed"))
    stay.choose(ANA, is_wanted=True)
    stay.signed_in(SIGN_IN_TOKEN)
    stay.forget()
    assert stay.keyring == "missing"
    assert "kept" not in changes


def test_stay_token_is_in_no_repr():
    office = _office()
    assert KEPT.token not in repr(KEPT)
    assert KEPT.token not in repr(vars(office.controller.stay))
