"""A broker with its real storage in memory and programs that are only lists, for tests of the rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import raw_public_key
from shared.protocol import signaling_messages as wire
from signaling.bus.in_process import InProcessBus, InProcessPairingState
from signaling.domain.accounts import Role
from signaling.domain.broker import Broker
from signaling.domain.conversation import Connection
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment
from signaling.domain.second_factor import NewFactor, make_factor
from signaling.storage import account_store, audit_store
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import AccountKey
from signaling.storage.policy_book import DatabasePolicies
from signaling.storage.record_directory import DatabaseRecords
from tests.fakes.stepwise_ports import PlainPasswords, StepwiseLedger, memory_engine, no_wipe, run

PASSWORD = "a password of the test"
M = TypeVar("M")


@dataclass(eq=False)
class Voice:
    """One program: what it was told, and how its socket ended."""

    room: "BrokerRoom"
    connection: Connection = field(init=False)
    heard: list[wire.FromServer] = field(default_factory=list)
    close_codes: list[int] = field(default_factory=list)

    def say(self, message: Any) -> None:
        run(self.room.broker.handle(self.connection, message, self.room.now))

    def ask(self, message: Any, kind: type[M]) -> M:
        """Say something; the answer must be of that type."""
        self.room.requests += 1
        self.say(msgspec.structs.replace(message, request_id=self.room.requests))
        answers = [heard for heard in self.heard if getattr(heard, "request_id", None) == self.room.requests]
        assert len(answers) == 1, (message, self.heard[-3:])
        assert isinstance(answers[0], kind), answers[0]
        return answers[0]

    def refused(self, message: Any) -> str:
        return self.ask(message, wire.Error).code

    def last(self, kind: type[M]) -> M:
        assert isinstance(self.heard[-1], kind), self.heard[-3:]
        return self.heard[-1]

    def leave(self) -> None:
        run(self.room.broker.disconnect(self.connection, self.room.now))


class BrokerRoom:
    """A broker, a clock that stands still until it is told, and whoever comes in."""

    def __init__(self, policy: ServerPolicy | None = None, *, restarted_from: "BrokerRoom | None" = None) -> None:
        self.mono_ms = 0 if restarted_from is None else restarted_from.mono_ms
        self.requests = 0
        self.random: Callable[[int], int] = lambda _: 417
        self.ids = iter(range(1, 10**6)) if restarted_from is None else restarted_from.ids
        policy = policy or ServerPolicy()
        self.key = AccountKey(b"k" * 32)
        self.factors: dict[str, NewFactor] = {} if restarted_from is None else restarted_from.factors
        self.paper: dict[str, list[str]] = {} if restarted_from is None else restarted_from.paper
        if restarted_from is None:
            self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
            for role in Role:
                self.add_account(f"{role.value}@example.org", role)
        else:
            self.ledger = restarted_from.ledger
        self.bus = InProcessBus()
        state = InProcessPairingState(lambda: self.mono_ms)
        accounts = DatabaseAccounts(self.ledger, self.key, policy.sign_in_times)
        self.hand_overs = HandOverDesk(
            state=state,
            accounts=accounts,
            ledger=self.ledger,
            policy=policy,
            random_below=lambda size: self.random(size) % size,
            new_id=lambda: f"{next(self.ids):032x}",
        )
        self.broker = Broker(
            welcome=wire.Welcome(protocol=1, origin="http://127.0.0.1", organisation="Helpdesk"),
            policy=policy,
            state=state,
            bus=self.bus,
            ledger=self.ledger,
            records=DatabaseRecords(self.ledger, no_wipe),
            accounts=accounts,
            policies=DatabasePolicies(self.ledger),
            passwords=PlainPasswords(),
            hand_overs=self.hand_overs,
            random_below=lambda size: self.random(size) % size,
            new_id=lambda: f"{next(self.ids):032x}",
        )
        if restarted_from is not None:
            run(self.broker.restore(self.now))

    @property
    def now(self) -> Moment:
        return Moment(self.mono_ms, datetime(2026, 11, 22, tzinfo=UTC) + timedelta(milliseconds=self.mono_ms))

    def add_account(self, email: str, role: Role = Role.AGENT) -> None:
        self.ledger.now(
            lambda connection: account_store.add_account(
                connection,
                email=email,
                name="Ana",
                role=role,
                organisation="",
                password_hash=f"plain:{PASSWORD}",
                now=self.now,
            )
        )
        if role is not Role.AGENT:
            self.add_factor(email)

    def add_factor(self, email: str) -> NewFactor:
        """Give an account a second factor; `agent` then shows one of its codes from paper."""
        factor = self.factors[email] = make_factor()
        self.paper[email] = list(factor.recovery_codes)

        def step(connection: Any) -> None:
            account = account_store.find_account(connection, email)
            assert account is not None
            account_store.set_second_factor(connection, account, factor, self.key, self.now)

        self.ledger.now(step)
        return factor

    def enter(self, role: Any = "client", *, address: str = "10.0.0.1") -> Voice:
        voice = Voice(self)
        voice.connection = self.broker.connect(
            connection_id=f"c{next(self.ids)}", address=address, ip_masked="10.0.0.0/24",
            send=voice.heard.append, close=voice.close_codes.append, now=self.now,
        )  # fmt: skip
        voice.say(wire.Hello(protocol=1, role=role, program="t", locale="en"))
        return voice

    def agent(self, email: str = "agent@example.org") -> Voice:
        voice = self.enter("agent")
        voice.ask(self.sign_in_message(email), wire.SignedIn)
        return voice

    def sign_in_message(self, email: str = "agent@example.org") -> wire.SignIn:
        """What signs that account in."""
        paper = self.paper.get(email)
        return wire.SignIn(request_id=1, email=email, password=PASSWORD, second_factor=paper.pop() if paper else "")

    def pass_time(self, milliseconds: int) -> None:
        """Let time pass; the broker looks around at least once a minute of it."""
        end_ms = self.mono_ms + milliseconds
        while self.mono_ms < end_ms:
            self.mono_ms = min(self.mono_ms + 60_000, end_ms)
            run(self.broker.sweep(self.now))

    def tags(self) -> list[str]:
        """What is on record, in order."""
        lines = self.ledger.now(lambda connection: list(audit_store.read_lines(connection, last_seq=10**9)))
        return [msgspec.json.decode(line)["type"] for line in lines]


def allocate(client: Voice) -> wire.Allocated:
    return client.ask(wire.Allocate(request_id=1), wire.Allocated)


def claim(client: Voice, agent: Voice) -> wire.Claimed:
    """Code and claim; returns what the client was told."""
    slot = allocate(client)
    agent.ask(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    return client.last(wire.Claimed)


def report_ok(session_id: str) -> wire.ReportPairing:
    return wire.ReportPairing(request_id=1, session_id=session_id, outcome="ok", transcript_hash=b"t" * 32)


def open_with(session_id: str, key: Ed25519PrivateKey) -> wire.OpenSession:
    return wire.OpenSession(
        request_id=1, session_id=session_id, client_key=raw_public_key(key), agent_key=b"a" * 32,
        client_program="c", agent_program="a", os_family="linux",
    )  # fmt: skip
