import hashlib
import json
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from signaling.admin.visitor import WebCaller
from signaling.bus.in_process import InProcessPairingState
from signaling.domain.accounts import Account, Role
from signaling.domain.hand_over_desk import HandOver, HandOverDesk, Question
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AuditUnwritableError, Moment
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown
from signaling.storage import account_store
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import AccountKey
from signaling.storage.models import audit_events
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, pause, run

CONSOLE = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24", connection_id="c7")
BROWSER = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24")
VERIFIER, OTHER = b"v" * 32, b"o" * 32
CHALLENGE = hashlib.sha256(VERIFIER).digest()
VOID = "browser_sign_in_void"


class Room:
    """A desk on the real storage, and a clock that is told."""

    def __init__(self, policy: ServerPolicy | None = None) -> None:
        self.mono_ms = 0
        self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
        self.ids = (f"{number:032x}" for number in count(1))
        policy = policy or ServerPolicy()
        self.desk = HandOverDesk(
            state=InProcessPairingState(lambda: self.mono_ms),
            accounts=DatabaseAccounts(self.ledger, AccountKey(b"k" * 32), policy.sign_in_times),
            ledger=self.ledger,
            policy=policy,
            random_below=lambda _: 421,
            new_id=lambda: next(self.ids),
        )
        self.ana = self.account("ana@b.org")

    @property
    def now(self) -> Moment:
        return Moment(self.mono_ms, datetime(2026, 11, 28, tzinfo=UTC) + timedelta(milliseconds=self.mono_ms))

    def account(self, email: str, role: Role = Role.AGENT) -> Account:
        def step(connection: Any) -> Account | None:
            return account_store.add_account(
                connection, email=email, name="Ana", role=role, organisation="", password_hash="x", now=self.now
            )

        account = self.ledger.now(step)
        assert account is not None
        return account

    def disable(self, account: Account) -> None:
        def step(connection: Any) -> None:
            account_store.disable_account(connection, account.email, self.now)

        self.ledger.now(step)

    def ask(self, challenge: bytes = CHALLENGE) -> HandOver:
        asked = run(self.desk.ask(CONSOLE, challenge, self.now))
        assert isinstance(asked, HandOver)
        return asked

    def arrive(self, asked: HandOver, account: Account | None = None, method: str = "password+totp") -> str:
        shown = Shown(account=account or self.ana, method=method)
        ticket = run(self.desk.arrive(BROWSER, asked.hand_over_id, shown, self.now))
        return ticket.code if isinstance(ticket, Refusal) else ticket

    def yes(self, ticket: str, number: str = "0421") -> str:
        refusal = run(self.desk.say_yes(BROWSER, ticket, number, self.now))
        return "" if refusal is None else refusal.code

    def no(self, ticket: str) -> str:
        refusal = run(self.desk.say_no(BROWSER, ticket, self.now))
        return "" if refusal is None else refusal.code

    def finish(self, asked: HandOver, verifier: bytes = VERIFIER) -> str:
        """The method it was signed in with, or the code of the refusal."""
        shown = run(self.desk.finish(CONSOLE, asked.hand_over_id, verifier, self.now))
        return shown.code if isinstance(shown, Refusal) else shown.method

    def events(self) -> list[tuple[str, dict[str, Any], str, str]]:
        with self.ledger.engine.connect() as connection:
            lines = connection.execute(select(audit_events.c.line).order_by(audit_events.c.seq)).scalars()
            found = [json.loads(line) for line in lines]
        return [
            (
                event["type"].removeprefix("auth:hand_over:"),
                event["data"],
                event["actor"]["id"],
                event["peer"]["conn"],
            )
            for event in found
            if event["type"].startswith("auth:hand_over:")
        ]


@pytest.fixture
def room() -> Room:
    return Room()


def test_number_and_verifier_together_let_the_console_in_once_on_record(room: Room):
    asked = room.ask()
    assert (asked.number, asked.expires_in_ms) == ("0421", 300_000)
    assert room.finish(asked) == "browser_sign_in_pending"
    ticket = room.arrive(asked)
    question = run(room.desk.question(BROWSER, ticket))
    assert question == Question(account=room.ana, asked_from="10.0.0.0/24", is_from_elsewhere=False)
    assert room.finish(asked) == "browser_sign_in_pending"
    assert room.yes(ticket, " 04-21 ") == ""
    assert room.finish(asked, OTHER) == VOID
    assert room.finish(asked) == "password+totp"
    assert [room.finish(asked), room.yes(ticket), room.no(ticket)] == [VOID] * 3
    assert room.arrive(asked) == VOID
    assert room.events() == [
        ("granted", {"method": "password+totp", "asked_from": "10.0.0.0/24"}, room.ana.agent_id, "web")
    ]


def test_third_wrong_number_ends_it_for_the_right_one_too_on_record_once(room: Room):
    asked = room.ask()
    ticket = room.arrive(asked)
    assert [room.yes(ticket, wrong) for wrong in ("0422", "", "٠٤٢١")] == [
        "hand_over_number_wrong", "hand_over_number_wrong", "hand_over_numbers_up",
    ]  # fmt: skip
    assert room.yes(ticket) == VOID
    assert room.finish(asked) == "browser_sign_in_refused"
    assert room.finish(asked) == VOID
    assert [(kind, data["reason"]) for kind, data, _, _ in room.events()] == [("refused", "wrong_number")]


def test_tries_are_of_the_console_and_not_of_each_browser(room: Room):
    asked = room.ask()
    tickets = [room.arrive(asked) for _ in range(3)]
    assert [room.yes(ticket, "9999") for ticket in tickets][-1] == "hand_over_numbers_up"
    assert room.yes(room.arrive(room.ask()), "0421") == ""


def test_right_number_at_the_third_try_counts(room: Room):
    ticket = room.arrive(room.ask())
    assert [room.yes(ticket, "1"), room.yes(ticket, "2"), room.yes(ticket)][-1] == ""


def test_no_is_heard_once_and_stands(room: Room):
    asked = room.ask()
    ticket = room.arrive(asked)
    assert room.no(ticket) == ""
    assert [room.no(ticket), room.yes(ticket)] == [VOID, VOID]
    assert [room.finish(asked), room.finish(asked)] == ["browser_sign_in_refused", VOID]
    assert [(kind, data["reason"]) for kind, data, _, _ in room.events()] == [("refused", "declined")]


def test_five_minutes_end_it_at_every_step(room: Room):
    asked = room.ask()
    ticket = room.arrive(asked)
    room.mono_ms = 300_000
    assert not run(room.desk.is_open(asked.hand_over_id))
    assert [room.finish(asked), room.yes(ticket), room.no(ticket), room.arrive(asked)] == [VOID] * 4
    assert run(room.desk.question(BROWSER, ticket)) is None
    granted = room.ask()
    assert room.yes(room.arrive(granted)) == ""
    room.mono_ms += 300_000
    assert room.finish(granted) == VOID
    assert len(room.events()) == 1


def test_unknown_used_expired_and_anothers_look_the_same(room: Room):
    asked = room.ask()
    unknown = HandOver(hand_over_id="f" * 32, number="0421", expires_in_ms=0)
    assert room.finish(unknown) == room.finish(asked, OTHER) == VOID
    assert run(room.desk.question(BROWSER, "")) is None
    assert run(room.desk.question(BROWSER, "f" * 32)) is None
    assert room.yes("") == room.yes("f" * 32) == VOID


def test_who_gave_up_cannot_be_said_yes_to_and_nobody_else_gives_up_for_them(room: Room):
    asked = room.ask()
    ticket = room.arrive(asked)
    run(room.desk.drop(asked.hand_over_id, OTHER))
    assert run(room.desk.is_open(asked.hand_over_id))
    run(room.desk.drop(asked.hand_over_id, VERIFIER))
    assert [room.yes(ticket), room.finish(asked)] == [VOID, VOID]
    run(room.desk.drop(asked.hand_over_id, VERIFIER))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_role_without_business_in_a_console_is_told_and_the_console_goes_on_waiting(room: Room, role: Role):
    asked = room.ask()
    assert room.arrive(asked, room.account("x@b.org", role)) == "hand_over_role"
    assert [(kind, data["reason"]) for kind, data, _, _ in room.events()] == [("refused", "role")]
    assert room.yes(room.arrive(asked)) == ""
    assert room.finish(asked) == "password+totp"


def test_role_that_needs_a_passkey_brings_one_here_too():
    room = Room(ServerPolicy(passkey_roles=frozenset({Role.AGENT})))
    asked = room.ask()
    assert room.arrive(asked, method="password+recovery") == "hand_over_passkey"
    assert room.arrive(asked, method="oidc+provider") == "hand_over_passkey"
    assert len(room.arrive(asked, method="passkey")) == 32
    assert room.yes(room.arrive(asked, method="password+passkey")) == ""
    assert room.finish(asked) == "password+passkey"


def test_account_disabled_in_between_is_let_in_at_no_step(room: Room):
    before, after = room.ask(), room.ask()
    ticket, granted = room.arrive(before), room.arrive(after)
    assert room.yes(granted) == ""
    room.disable(room.ana)
    assert run(room.desk.question(BROWSER, ticket)) is None
    assert room.yes(ticket) == VOID
    assert room.finish(before) == "browser_sign_in_pending"
    assert room.finish(after) == "sign_in_refused"
    assert room.finish(after) == VOID
    assert [(kind, data.get("reason")) for kind, data, _, _ in room.events()] == [
        ("granted", None), ("refused", "disabled"),
    ]  # fmt: skip


def test_another_network_is_said(room: Room):
    ticket = room.arrive(room.ask())
    question = run(room.desk.question(WebCaller(address="10.9.0.1", ip_masked="10.9.0.0/24"), ticket))
    assert question is not None
    assert question.is_from_elsewhere


def test_address_has_so_many_open_and_the_server_so_many_in_all():
    room = Room(ServerPolicy(hand_overs_per_address_max=2, hand_overs_max=3))
    room.ask()
    room.ask()
    assert run(room.desk.ask(CONSOLE, CHALLENGE, room.now)) == Refusal("rate_limited", 300_000)
    other = WebCaller(address="10.0.0.2", ip_masked="10.0.0.0/24")
    assert isinstance(run(room.desk.ask(other, CHALLENGE, room.now)), HandOver)
    assert run(room.desk.ask(other, CHALLENGE, room.now)) == Refusal("server_busy", 60_000)
    room.mono_ms = 300_000
    room.ask()


def test_yes_that_cannot_be_put_on_record_lets_nobody_in(room: Room):
    asked = room.ask()
    ticket = room.arrive(asked)
    room.ledger.is_writable = False
    with pytest.raises(AuditUnwritableError):
        room.yes(ticket)
    room.ledger.is_writable = True
    assert [room.finish(asked), room.yes(ticket)] == [VOID, VOID]


class SlowState(InProcessPairingState):
    """Pauses before it looks, as a state on another computer would."""

    async def get(self, namespace: str, key: str) -> bytes | None:
        await pause()
        return await super().get(namespace, key)

    async def take(self, namespace: str, key: str) -> bytes | None:
        await pause()
        return await super().take(namespace, key)


def at_once(*works: Coroutine[Any, Any, Any]) -> list[Any]:
    """Run them in turns, one step each, to their ends."""
    results: dict[int, Any] = {}
    while len(results) < len(works):
        for place, work in enumerate(works):
            if place not in results:
                try:
                    work.send(None)
                except StopIteration as finished:
                    results[place] = finished.value
    return [results[place] for place in range(len(works))]


def test_of_two_at_the_same_time_one_gets_the_token_and_one_answer_counts(room: Room):
    room.desk._state = SlowState(lambda: room.mono_ms)
    asked = room.ask()
    ticket = room.arrive(asked)
    said = at_once(*(room.desk.say_yes(BROWSER, ticket, "0421", room.now) for _ in range(2)))
    assert sorted("" if each is None else each.code for each in said) == ["", VOID]
    got = at_once(*(room.desk.finish(CONSOLE, asked.hand_over_id, VERIFIER, room.now) for _ in range(2)))
    assert sum(isinstance(each, Shown) for each in got) == 1
    assert [kind for kind, *_ in room.events()] == ["granted"]
