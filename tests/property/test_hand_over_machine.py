"""Whatever consoles and browsers do in whatever order: no token without the number typed and the verifier shown."""

import hashlib
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from signaling.domain.accounts import Account, Role
from signaling.domain.hand_over_desk import HandOver, may_use_console
from signaling.domain.sign_in import Shown
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.test_hand_over_desk import BROWSER, CONSOLE, Room

LIFE_MS = 300_000
_places = st.integers(0, 10)


@dataclass
class Console:
    """One that asked, and what an all-seeing observer knows of it."""

    handed: HandOver
    verifier: bytes
    asked_mono_ms: int
    said_yes_by: Account | None = None
    is_decided: bool = False
    is_over: bool = False
    wrong: int = 0


class HandOverMachine(RuleBasedStateMachine):
    """Consoles ask, give up and finish; people arrive, type right and wrong numbers, and lose their accounts."""

    @initialize()
    def start(self) -> None:
        self.room = Room()
        self.numbers = iter(range(1, 10_000))
        self.room.desk._random_below = lambda _: next(self.numbers)
        self.people = [
            self.room.ana,
            self.room.account("lead@b.org", Role.LEAD),
            self.room.account("x@b.org", Role.ADMIN),
        ]
        self.disabled: set[int] = set()
        self.consoles: list[Console] = []
        self.tickets: list[tuple[str, Console, Account]] = []
        self.granted = 0

    def console(self, place: int) -> Console:
        return self.consoles[place % len(self.consoles)]

    @rule()
    def ask(self) -> None:
        verifier = len(self.consoles).to_bytes(32)
        handed = run(self.room.desk.ask(CONSOLE, hashlib.sha256(verifier).digest(), self.room.now))
        if isinstance(handed, HandOver):
            self.consoles.append(Console(handed, verifier, self.room.mono_ms))

    @precondition(lambda self: self.consoles)
    @rule(place=_places, who=st.integers(0, 2))
    def arrive(self, place: int, who: int) -> None:
        console, account = self.console(place), self.people[who]
        shown = Shown(account=account, method="passkey")
        ticket = run(self.room.desk.arrive(BROWSER, console.handed.hand_over_id, shown, self.room.now))
        if isinstance(ticket, str):
            assert self.is_alive(console)
            assert may_use_console(account)
            self.tickets.append((ticket, console, account))

    @precondition(lambda self: self.tickets)
    @rule(place=_places, other=_places, is_right=st.booleans())
    def type_number(self, place: int, other: int, is_right: bool) -> None:
        ticket, console, account = self.tickets[place % len(self.tickets)]
        number = console.handed.number if is_right else self.console(other).handed.number
        was_alive = self.is_alive(console) and account.account_id not in self.disabled
        refusal = run(self.room.desk.say_yes(BROWSER, ticket, number, self.room.now))
        if refusal is None:
            assert was_alive
            assert number == console.handed.number
            assert console.wrong < 3
            console.said_yes_by, console.is_decided = account, True
            self.granted += 1
        elif was_alive and number != console.handed.number:
            console.wrong += 1
            console.is_decided = console.wrong == 3

    @precondition(lambda self: self.tickets)
    @rule(place=_places)
    def say_no(self, place: int) -> None:
        ticket, console, _ = self.tickets[place % len(self.tickets)]
        if run(self.room.desk.say_no(BROWSER, ticket, self.room.now)) is None:
            assert self.is_alive(console)
            console.is_decided = True

    @precondition(lambda self: self.consoles)
    @rule(place=_places, other=_places)
    def finish(self, place: int, other: int) -> None:
        console, verifier = self.console(place), self.console(other).verifier
        shown = run(self.room.desk.finish(CONSOLE, console.handed.hand_over_id, verifier, self.room.now))
        if isinstance(shown, Shown):
            assert verifier == console.verifier
            assert console.said_yes_by is not None
            assert shown.account.account_id == console.said_yes_by.account_id
            assert shown.account.account_id not in self.disabled
            assert not console.is_over
            assert self.room.mono_ms - console.asked_mono_ms < LIFE_MS
            console.is_over = True
        elif verifier != console.verifier:
            assert shown.code == "browser_sign_in_void"
        elif shown.code != "browser_sign_in_pending":
            console.is_over = True

    @precondition(lambda self: self.consoles)
    @rule(place=_places, other=_places)
    def give_up(self, place: int, other: int) -> None:
        console, verifier = self.console(place), self.console(other).verifier
        run(self.room.desk.drop(console.handed.hand_over_id, verifier))
        console.is_over |= verifier == console.verifier

    @rule(step_ms=st.sampled_from([1_000, 60_000, 299_999]))
    def pass_time(self, step_ms: int) -> None:
        self.room.mono_ms += step_ms

    @rule(who=st.integers(0, 1))
    def disable(self, who: int) -> None:
        self.room.disable(self.people[who])
        self.disabled.add(self.people[who].account_id)

    @invariant()
    def each_yes_is_on_record_once(self) -> None:
        if hasattr(self, "room"):
            assert sum(kind == "granted" for kind, *_ in self.room.events()) == self.granted

    def is_alive(self, console: Console) -> bool:
        is_in_time = self.room.mono_ms - console.asked_mono_ms < LIFE_MS
        return is_in_time and not console.is_over and not console.is_decided


TestHandOver: Any = HandOverMachine.TestCase
