"""Whatever an agent and a server do: what is kept is an address and a token of the server's, never what was typed."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_console.system_keyring import SystemKeyring
from shared.errors import SignalingError
from shared.protocol import signaling_messages as signaling
from tests.fakes.home import CARD, WELCOME
from tests.fakes.office import Office

SERVER = "wss://help.example/v1/signaling"
EMAILS = ("ana@example.org", "ion@example.org")
TYPED = st.text(min_size=1, max_size=40)
TOKENS = st.integers(1, 2**128 - 1).map(lambda number: f"{number:032x}")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sign_in"), st.sampled_from(EMAILS), TYPED, TYPED, st.booleans()),
        st.tuples(st.just("accept"), TOKENS),
        st.tuples(
            st.just("refuse"),
            st.sampled_from(["sign_in_refused", "second_factor_needed", "signed_out", "rate_limited"]),
        ),
        st.tuples(st.just("lose"), st.sampled_from(["server_unreachable", "access_ended", "signed_out"])),
        st.tuples(st.just("reach")),
        st.tuples(st.just("sign_out")),
        st.tuples(st.just("keyring"), st.sampled_from([None, "slow", "locked"])),
    ),
    max_size=25,
)


class Keeper:
    """A backend of the keyring that keeps every text it was ever given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def set_password(self, _service: str, _username: str, text: str) -> None:
        self.texts.append(text)


def _answer(office: Office, answer: Any) -> None:
    for kind in (signaling.SignIn, signaling.SignInAgain):
        if any(type(message) is kind for message, _ in office.server.waiting):
            office.server.answer(kind, answer)
            return


def _act(office: Office, step: tuple[Any, ...]) -> None:
    controller = office.controller
    match step:
        case ("sign_in", email, password, code, stays):
            controller.sign_in(email, password, code, stays)
        case ("accept", token):
            _answer(office, signaling.SignedIn(request_id=1, agent=CARD, role="agent", token=token))
        case ("refuse", reason):
            _answer(office, SignalingError(reason))
        case ("lose", code):
            office.server.lose_all()
            controller.handle_server_lost(code, "")
        case ("reach",):
            controller.handle_server_reached(WELCOME)
        case ("sign_out",):
            controller.sign_out()
        case ("keyring", problem):
            office.store.become(problem)


@given(STEPS)
def test_kept_are_addresses_and_tokens_never_what_was_typed(steps: list[tuple[Any, ...]]):
    office = Office()
    office.controller.look_for_sign_in()
    office.store.answer()
    for step in steps:
        _act(office, step)
    system, keeper = SystemKeyring(), Keeper()
    system._backend = keeper
    for kept in office.store.written:
        assert system.write(SERVER, kept) is None
    given_tokens = {step[1] for step in steps if step[0] == "accept"}
    for text in keeper.texts:
        entry = json.loads(text)
        assert entry.keys() == {"server", "email", "token"}
        assert entry["server"] == SERVER
        assert entry["email"] in EMAILS
        assert entry["token"] in given_tokens


@given(STEPS)
def test_kept_is_only_the_sign_in_that_lasts(steps: list[tuple[Any, ...]]):
    office = Office()
    office.controller.look_for_sign_in()
    office.store.answer()
    for step in steps:
        _act(office, step)
        kept = office.store.kept
        if office.controller.agent is not None and kept is not None:
            assert kept.token == office.controller._token
        if step[0] == "sign_out" or (step[0] == "lose" and step[1] in {"access_ended", "signed_out"}):
            assert kept is None
