import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from signaling.admin.visitor import WebCaller
from signaling.bus.in_process import InProcessPairingState
from signaling.domain.accounts import Account, Role
from signaling.domain.passkey_desk import Ceremony, PasskeyDesk, passkeys_needed
from signaling.domain.passkeys import RelyingParty
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AuditUnwritableError, Moment
from signaling.domain.second_factor import make_factor
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown
from signaling.storage import account_store
from signaling.storage.account_key import AccountKey
from signaling.storage.models import audit_events
from signaling.storage.passkey_directory import DatabasePasskeys
from tests.fakes.soft_authenticator import PRESENT, SoftAuthenticator
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

PARTY = RelyingParty(rp_id="help.example", origin="https://help.example")
CALLER = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24")


class Room:
    """A desk on the real storage, and a clock that is told."""

    def __init__(self, policy: ServerPolicy | None = None, *, party: RelyingParty | None = PARTY) -> None:
        self.mono_ms = 0
        self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
        self.ids = (f"{number:032x}" for number in count(1))
        self.desk = PasskeyDesk(
            party=party,
            state=InProcessPairingState(lambda: self.mono_ms),
            passkeys=DatabasePasskeys(self.ledger),
            ledger=self.ledger,
            policy=policy or ServerPolicy(),
            new_id=lambda: next(self.ids),
        )
        self.ana = self.account("ana@b.org")

    @property
    def now(self) -> Moment:
        return Moment(self.mono_ms, datetime(2026, 11, 27, tzinfo=UTC) + timedelta(milliseconds=self.mono_ms))

    def account(self, email: str) -> Account:
        def step(connection: Any) -> Account | None:
            account = account_store.add_account(
                connection, email=email, name="Ana", role=Role.ADMIN, organisation="", password_hash="x", now=self.now
            )
            assert account is not None
            account_store.set_second_factor(connection, account, make_factor(), AccountKey(b"k" * 32), self.now)
            return account_store.find_account(connection, email)

        account = self.ledger.now(step)
        assert account is not None
        return account

    def device(self, account: Account | None = None, **options: Any) -> SoftAuthenticator:
        """A device with a passkey of that account."""
        account, device = account or self.ana, SoftAuthenticator(**options)
        asked = self.asked(run(self.desk.ask_to_make(CALLER, account, self.now)))
        answer = device.make(asked.options, PARTY.origin)
        assert self.add(account, asked.ticket, answer, "Laptop") is None
        return device

    def add(self, account: Account, ticket: str, answer: str, name: str) -> Refusal | None:
        return run(self.desk.add(CALLER, account, self.now, ticket=ticket, answer=answer, name=name))

    def ask(self) -> Ceremony:
        return self.asked(run(self.desk.ask_to_sign_in(CALLER, "", self.now, is_second=False)))

    def answer(self, ticket: str, answer: str) -> str:
        """The method it signed in with, or the code of the refusal."""
        shown = run(self.desk.sign_in(CALLER, ticket, answer, self.now))
        return shown.method if isinstance(shown, Shown) else shown.code

    def events(self, kind: str) -> list[dict[str, Any]]:
        with self.ledger.engine.connect() as connection:
            lines = connection.execute(select(audit_events.c.line).order_by(audit_events.c.seq)).scalars()
            return [event for event in map(json.loads, lines) if event["type"] == kind]

    def failures(self) -> list[str]:
        return [event["data"]["reason"] for event in self.events("auth:login:failed")]

    @staticmethod
    def asked(asked: Ceremony | Refusal) -> Ceremony:
        assert isinstance(asked, Ceremony), asked
        return asked


def test_passkey_alone_signs_in():
    room = Room()
    device = room.device()
    asked = room.ask()
    assert asked.options["allowCredentials"] == []
    assert room.answer(asked.ticket, device.sign(asked.options, PARTY.origin)) == "passkey"
    assert room.failures() == []


def test_answer_counts_once():
    room = Room()
    device, asked = room.device(), room.ask()
    answer = device.sign(asked.options, PARTY.origin)
    assert room.answer(asked.ticket, answer) == "passkey"
    assert room.answer(asked.ticket, answer) == "passkey_late"
    assert room.answer(room.ask().ticket, answer) == "passkey_late", "another question is not what it answers"
    assert room.failures() == ["challenge"] * 2


def test_answer_without_the_browser_that_was_asked_is_nothing():
    room = Room()
    device, asked = room.device(), room.ask()
    answer = device.sign(asked.options, PARTY.origin)
    assert room.answer("", answer) == "passkey_late"
    assert room.answer("f" * 32, answer) == "passkey_late"


def test_question_lasts_five_minutes():
    room = Room()
    device, asked = room.device(), room.ask()
    answer = device.sign(asked.options, PARTY.origin)
    room.mono_ms += 5 * 60_000
    assert room.answer(asked.ticket, answer) == "passkey_late"
    asked = room.ask()
    room.mono_ms += 5 * 60_000 - 1
    assert room.answer(asked.ticket, device.sign(asked.options, PARTY.origin)) == "passkey"


@pytest.mark.parametrize(
    ("lies", "code", "reason"),
    [
        ({"origin": "https://evil.example"}, "passkey_elsewhere", "origin"),
        ({"rp_id": "evil.example"}, "passkey_elsewhere", "relying_party"),
        ({"flags": PRESENT}, "passkey_not_verified", "not_verified"),
        ({"challenge": "AAAA"}, "passkey_late", "challenge"),
        ({"key": SoftAuthenticator().key}, "passkey_refused", "signature"),
        ({"user_handle": b"o" * 32}, "passkey_of_another", "other_account"),
    ],
)
def test_false_answer_is_refused_with_a_reason_and_recorded_under_its_account(lies, code: str, reason: str):
    room = Room()
    device, asked = room.device(), room.ask()
    assert room.answer(asked.ticket, device.sign(asked.options, **{"origin": PARTY.origin, **lies})) == code
    assert room.failures() == [reason]
    assert room.answer(asked.ticket, device.sign(asked.options, PARTY.origin)) == "passkey_late", "one try a question"


def test_counter_that_went_backwards_is_a_copy():
    room = Room()
    device = room.device(counter=9)
    for counter, said in ((10, "passkey"), (10, "passkey_copied"), (4, "passkey_copied"), (11, "passkey")):
        asked = room.ask()
        assert room.answer(asked.ticket, device.sign(asked.options, PARTY.origin, counter=counter)) == said
    assert room.failures() == ["counter"] * 2


def test_unknown_and_nonsense_are_refused():
    room = Room()
    stranger = SoftAuthenticator()
    asked = room.ask()
    assert room.answer(asked.ticket, stranger.sign(asked.options, PARTY.origin)) == "passkey_unknown"
    assert room.answer(room.ask().ticket, "{}") == "passkey_refused"
    assert room.failures() == ["unknown", "malformed"]


def test_disabled_account_is_refused_and_its_counter_stays():
    room = Room()
    device = room.device()
    room.ledger.now(lambda connection: account_store.disable_account(connection, "ana@b.org", room.now))
    asked = room.ask()
    assert room.answer(asked.ticket, device.sign(asked.options, PARTY.origin)) == "account_disabled"
    assert room.failures() == ["disabled"]
    (passkey,) = run(room.desk.of_account(room.ana))
    assert passkey.sign_count == 0


def test_after_the_password_only_a_passkey_of_that_account_counts():
    room = Room()
    ion = room.account("ion@b.org")
    mine, other = room.device(), room.device(ion)

    def second() -> Ceremony:
        ticket = run(room.desk.offer_second(room.ana, room.now))
        return room.asked(run(room.desk.ask_to_sign_in(CALLER, ticket, room.now, is_second=True)))

    asked = second()
    assert len(asked.options["allowCredentials"]) == 1
    assert room.answer(asked.ticket, other.sign(asked.options, PARTY.origin)) == "passkey_of_another"
    asked = second()
    assert room.answer(asked.ticket, mine.sign(asked.options, PARTY.origin)) == "password+passkey"
    assert room.failures() == ["other_account"]


def test_after_the_password_five_minutes_are_all_there_is_however_often_it_is_asked():
    room = Room()
    room.device()
    ticket = run(room.desk.offer_second(room.ana, room.now))
    for _ in range(2):
        room.mono_ms += 2 * 60_000
        ticket = room.asked(run(room.desk.ask_to_sign_in(CALLER, ticket, room.now, is_second=True))).ticket
    room.mono_ms += 60_000
    refusal = run(room.desk.ask_to_sign_in(CALLER, ticket, room.now, is_second=True))
    assert refusal == Refusal("password_late")
    for ticket in ("", room.ask().ticket):
        assert run(room.desk.ask_to_sign_in(CALLER, ticket, room.now, is_second=True)) == Refusal("password_late")


def test_ticket_of_one_purpose_is_nothing_for_another():
    room = Room()
    device = room.device()
    asked = room.asked(run(room.desk.ask_to_make(CALLER, room.ana, room.now)))
    options = {**room.ask().options, "challenge": asked.options["challenge"]}
    assert room.answer(asked.ticket, device.sign(options, PARTY.origin)) == "passkey_late"
    ticket = run(room.desk.offer_second(room.ana, room.now))
    assert room.answer(ticket, device.sign({**options, "challenge": ""}, PARTY.origin)) == "passkey_late"
    asked = room.ask()
    answer = SoftAuthenticator().make(
        {"user": {"id": "aGg"}, "rp": {"id": "help.example"}, "challenge": asked.options["challenge"]}, PARTY.origin
    )
    assert (room.add(room.ana, asked.ticket, answer, "x")) == Refusal("passkey_late")


def test_passkey_made_for_one_person_is_not_added_to_another():
    room = Room()
    ion = room.account("ion@b.org")
    asked = room.asked(run(room.desk.ask_to_make(CALLER, room.ana, room.now)))
    answer = SoftAuthenticator().make(asked.options, PARTY.origin)
    assert room.add(ion, asked.ticket, answer, "x") == Refusal("passkey_of_another")
    device = room.device()
    asked = room.asked(run(room.desk.ask_to_make(CALLER, ion, room.now)))
    again = SoftAuthenticator(credential_id=device.credential_id).make(asked.options, PARTY.origin)
    assert room.add(ion, asked.ticket, again, "x") == Refusal("passkey_taken")


def test_false_passkey_or_name_is_not_kept():
    room = Room()
    asked = room.asked(run(room.desk.ask_to_make(CALLER, room.ana, room.now)))
    answer = SoftAuthenticator().make(asked.options, "https://evil.example")
    assert (room.add(room.ana, asked.ticket, answer, "x")) == Refusal("passkey_elsewhere")
    assert room.add(room.ana, asked.ticket, answer, " ") == Refusal("passkey_name_bad")
    assert run(room.desk.of_account(room.ana)) == []


def test_one_device_knows_the_account_by_one_handle():
    room = Room()
    first, second = room.device(), room.device()
    assert first.user_handle == second.user_handle
    assert first.user_handle != room.device(room.account("ion@b.org")).user_handle


def test_account_has_so_many_and_names_change_and_they_go():
    room = Room(ServerPolicy(passkeys_per_account_max=2))
    room.device()
    room.device()
    assert run(room.desk.ask_to_make(CALLER, room.ana, room.now)) == Refusal("passkeys_too_many")
    assert run(room.desk.rename(CALLER, room.ana, 1, "\n", room.now)) == Refusal("passkey_name_bad")
    assert run(room.desk.rename(CALLER, room.ana, 9, "Phone", room.now)) == Refusal("passkey_gone")
    assert run(room.desk.rename(CALLER, room.ana, 1, " Phone ", room.now)) is None
    assert [passkey.name for passkey in run(room.desk.of_account(room.ana))] == ["Phone", "Laptop"]
    for number, expected in ((1, None), (1, Refusal("passkey_gone")), (2, None)):
        assert run(room.desk.remove(CALLER, room.ana, number, room.now, kept=b"")) == expected


def test_last_passkey_stays_for_a_role_that_needs_one():
    room = Room(ServerPolicy(passkey_roles=frozenset({Role.ADMIN})))
    room.device()
    assert room.desk.must_use(Role.ADMIN)
    assert not room.desk.must_use(Role.AUDITOR)
    assert run(room.desk.remove(CALLER, room.ana, 1, room.now, kept=b"")) == Refusal("passkey_last")


def test_last_way_beside_the_password_stays_too():
    room = Room()
    assert passkeys_needed(room.ana, ServerPolicy()) == 0
    agent = Account(
        account_id=9, email="x@b.org", name="X", role=Role.AGENT, organisation="", created_on=room.now.utc.date(),
        is_disabled=False, password_hash="",
    )  # fmt: skip
    assert passkeys_needed(agent, ServerPolicy()) == 0
    lead = Account(**{**{name: getattr(agent, name) for name in Account.__slots__}, "role": Role.LEAD})
    assert passkeys_needed(lead, ServerPolicy()) == 1


def test_where_browsers_know_no_passkeys_nothing_is_asked():
    room = Room(party=None)
    impossible = Refusal("passkey_impossible")
    assert not room.desk.is_possible
    assert run(room.desk.ask_to_sign_in(CALLER, "", room.now, is_second=False)) == impossible
    assert run(room.desk.ask_to_make(CALLER, room.ana, room.now)) == impossible
    assert room.answer("", "{}") == "passkey_impossible"


def test_questions_and_false_answers_of_one_address_are_bounded():
    room = Room(ServerPolicy(passkey_questions_per_address_max=3, sign_in_failures_per_address_max=2))
    asked = room.ask()
    assert [room.answer(asked.ticket, "{}") for _ in range(3)] == ["passkey_refused"] * 2 + ["rate_limited"]
    room.ask()
    room.ask()
    refusal = run(room.desk.ask_to_sign_in(CALLER, "", room.now, is_second=False))
    assert refusal == Refusal("rate_limited", 900_000)


def test_sign_in_that_cannot_be_recorded_does_not_happen():
    room = Room()
    device, asked = room.device(), room.ask()
    room.ledger.is_writable = False
    with pytest.raises(AuditUnwritableError):
        room.answer(asked.ticket, device.sign(asked.options, PARTY.origin))


def _ask_again(room: Room, account: Account | None = None) -> Ceremony:
    return room.asked(run(room.desk.ask_again(CALLER, account or room.ana, room.now)))


def _show_again(room: Room, ticket: str, answer: str, account: Account | None = None) -> Refusal | None:
    return run(room.desk.show_again(CALLER, account or room.ana, ticket, answer, room.now))


def test_passkey_is_shown_again_once_by_its_own_person():
    room = Room()
    device = room.device()
    asked = _ask_again(room)
    assert len(asked.options["allowCredentials"]) == 1
    answer = device.sign(asked.options, PARTY.origin)
    assert _show_again(room, asked.ticket, answer) is None
    assert _show_again(room, asked.ticket, answer) == Refusal("passkey_late"), "once"
    asked = _ask_again(room)
    room.mono_ms += ServerPolicy().passkey_question_ms
    assert _show_again(room, asked.ticket, device.sign(asked.options, PARTY.origin)) == Refusal("passkey_late")


def test_passkey_of_a_colleague_shows_nothing_of_me_and_that_is_on_record():
    room = Room()
    bob = room.account("bob@b.org")
    device = room.device(bob)
    own = _ask_again(room)
    assert _show_again(room, own.ticket, device.sign(own.options, PARTY.origin)) == Refusal("passkey_of_another")
    theirs = _ask_again(room, bob)  # a ticket of theirs, brought by me
    answer = device.sign(theirs.options, PARTY.origin)
    assert _show_again(room, theirs.ticket, answer) == Refusal("passkey_of_another")
    failed = room.events("auth:step_up:failed")
    assert [event["data"]["reason"] for event in failed] == ["other_account"] * 2
    assert {event["actor"]["id"] for event in failed} == {room.ana.agent_id}


def test_question_of_one_purpose_answers_no_other():
    room = Room()
    device = room.device()
    sign_in = room.ask()
    assert _show_again(room, sign_in.ticket, device.sign(sign_in.options, PARTY.origin)) == Refusal("passkey_late")
    again = _ask_again(room)
    assert room.answer(again.ticket, device.sign(again.options, PARTY.origin)) == "passkey_late"
    lies = _ask_again(room)
    answer = device.sign(lies.options, PARTY.origin, flags=PRESENT)
    assert _show_again(room, lies.ticket, answer) == Refusal("passkey_not_verified")
    assert _show_again(room, "", "{}") == Refusal("passkey_refused")


def test_showing_again_is_bounded_as_signing_in_is_and_nothing_where_there_are_no_passkeys():
    room = Room(ServerPolicy(passkey_questions_per_address_max=2, sign_in_failures_per_address_max=2))
    for _ in range(2):
        assert _show_again(room, "", "{}") == Refusal("passkey_refused")
    refusal = _show_again(room, "", "{}")
    assert refusal is not None
    assert refusal.code == "rate_limited"
    for _ in range(2):
        _ask_again(room)
    asked = run(room.desk.ask_again(CALLER, room.ana, room.now))
    assert isinstance(asked, Refusal)
    assert asked.code == "rate_limited"
    nowhere = Room(party=None)
    assert run(nowhere.desk.ask_again(CALLER, nowhere.ana, nowhere.now)) == Refusal("passkey_impossible")
    assert _show_again(nowhere, "", "{}") == Refusal("passkey_impossible")
