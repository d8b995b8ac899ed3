import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyotp.totp import TOTP

from signaling.domain.account_changes import AccountAction, AccountChange, ChangeProblem, NewAccount, stamp_of
from signaling.domain.accounts import Account, Role
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment, NewSignIn, SignInKind
from signaling.domain.second_factor import FactorProblem, NewFactor, make_factor, totp_step
from signaling.domain.set_up import Prepared
from signaling.storage import account_store, factor_store, sign_in_store
from signaling.storage.account_changes import DatabaseAccountChanges, DatabaseSetUpLinks
from signaling.storage.account_key import AccountKey
from signaling.storage.audit_store import read_lines
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
NEXT_DAY = Moment(0, NOW.utc + timedelta(days=1))
KEY = AccountKey(b"k" * 32)
LINK = b"l" * 32


class Caller:
    address, ip_masked, connection_id = "10.0.0.9", "10.0.0.0/24", "web"


class Room:
    """A database with two admins and an agent."""

    def __init__(self) -> None:
        self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
        self.changes = DatabaseAccountChanges(self.ledger, ServerPolicy())
        self.links = DatabaseSetUpLinks(self.ledger, KEY)
        self.maria = self.add("maria@b.org", Role.ADMIN)
        self.ion = self.add("ion@b.org", Role.ADMIN)
        self.ana = self.add("ana@b.org", Role.AGENT)

    def add(self, email: str, role: Role) -> Account:
        def step(connection: Any) -> None:
            account = account_store.add_account(
                connection, email=email, name="A", role=role, organisation="", password_hash="$argon2id$x", now=NOW
            )
            assert account is not None
            account_store.set_second_factor(connection, account, make_factor(), KEY, NOW)

        self.ledger.now(step)
        return self.read(email)

    def read(self, email: str) -> Account:
        account = self.ledger.now(lambda connection: account_store.find_account(connection, email))
        assert account is not None
        return account

    def want(
        self, target: Account, action: AccountAction, role: Role | None = None, organisation: str = ""
    ) -> AccountChange:
        return AccountChange(
            account_id=target.account_id, action=action, seen=stamp_of(target), role=role or target.role,
            organisation=organisation,
        )  # fmt: skip

    def apply(self, change: AccountChange, by: Account | None = None) -> Account | ChangeProblem:
        return run(self.changes.apply(change, by or self.maria, Caller(), LINK, NOW))

    def last(self, count: int) -> list[dict[str, Any]]:
        lines = self.ledger.now(lambda connection: list(read_lines(connection, last_seq=10**9)))
        return [json.loads(line) for line in lines[-count:]]

    def said(self, count: int) -> list[tuple[str, str, str]]:
        return [(each["data"]["field"], each["data"]["before"], each["data"]["after"]) for each in self.last(count)]

    def sign_in(self, account: Account) -> None:
        sign_in = NewSignIn(
            token_hash=b"t" * 32, account_id=account.account_id, kind=SignInKind.CONSOLE, method="password"
        )
        event = account_store.server_event(account_store.AuditTag.LOGIN_OK, {"method": "password"}, now=NOW)
        self.ledger.now(
            lambda connection: sign_in_store.begin_sign_in(connection, sign_in=sign_in, event=event, now=NOW)
        )

    def signed_in(self) -> int:
        return self.ledger.now(
            lambda connection: connection.exec_driver_sql("SELECT count(*) FROM sign_ins").scalar_one()
        )


def test_change_is_made_on_record_with_who_and_whence_and_signs_the_person_out():
    room = Room()
    room.sign_in(room.ana)
    assert room.apply(room.want(room.ana, AccountAction.DETAILS, Role.LEAD, "Contoso")) == room.ana
    assert (room.read("ana@b.org").role, room.read("ana@b.org").organisation) == (Role.LEAD, "Contoso")
    assert room.said(2) == [("role", "agent", "lead"), ("organisation", "", "Contoso")]
    for event in room.last(2):
        assert event["actor"] == {"kind": "agent", "id": room.maria.agent_id}
        assert event["peer"] == {"ip_masked": "10.0.0.0/24", "conn": "web"}
        assert event["data"]["user_id"] == room.ana.agent_id
    assert room.signed_in() == 0


def test_account_is_disabled_and_enabled():
    room = Room()
    room.sign_in(room.ana)
    assert room.apply(room.want(room.ana, AccountAction.DISABLE)) == room.ana
    assert room.read("ana@b.org").is_disabled
    assert room.signed_in() == 0
    assert isinstance(room.apply(room.want(room.read("ana@b.org"), AccountAction.ENABLE)), Account)
    assert not room.read("ana@b.org").is_disabled
    assert room.said(2) == [("is_disabled", "no", "yes"), ("is_disabled", "yes", "no")]


@pytest.mark.parametrize(
    ("action", "has_password", "has_factor"),
    [
        (AccountAction.NEW_FIRST_FACTOR, False, True),
        (AccountAction.NEW_SECOND_FACTOR, True, False),
        (AccountAction.NEW_BOTH, False, False),
    ],
)
def test_link_voids_what_it_lets_choose_anew_at_once(action: AccountAction, has_password: bool, has_factor: bool):
    room = Room()
    room.sign_in(room.ana)
    room.apply(room.want(room.ana, action))
    ana = room.read("ana@b.org")
    assert (ana.has_password, ana.has_second_factor) == (has_password, has_factor)
    assert room.signed_in() == 0
    assert run(room.links.account_at(LINK, NOW)) == ana
    assert run(room.links.account_at(LINK, NEXT_DAY)) is None
    assert run(room.changes.with_link(NOW)) == {ana.account_id}
    assert room.said(1) == [("setup_link", "", "made")]
    assert LINK.hex() not in str(room.last(99))


def test_of_two_admins_who_take_each_other_away_the_second_is_refused():
    room = Room()
    first, second = room.want(room.ion, AccountAction.DISABLE), room.want(room.maria, AccountAction.DISABLE)
    before = len(room.last(99))
    assert isinstance(room.apply(first, by=room.maria), Account)
    assert room.apply(second, by=room.ion) is ChangeProblem.NOT_ALLOWED
    assert len(room.last(99)) == before + 1, "and only what happened is on record"
    assert not room.read("maria@b.org").is_disabled


def test_refused_change_changes_nothing_and_makes_no_link():
    room = Room()
    stale = room.want(room.ana, AccountAction.NEW_BOTH)
    room.apply(room.want(room.ana, AccountAction.DETAILS, Role.LEAD))
    before = len(room.last(99))
    assert room.apply(stale) is ChangeProblem.MEANWHILE
    assert room.apply(room.want(room.maria, AccountAction.DISABLE)) is ChangeProblem.OWN_ACCOUNT
    assert len(room.last(99)) == before
    assert run(room.links.account_at(LINK, NOW)) is None
    assert room.read("ana@b.org").has_password


NEW = NewAccount(email="new@b.org", name="Neli", role=Role.AUDITOR, organisation="Contoso")


def test_new_account_can_do_nothing_but_be_set_up():
    room = Room()
    made = run(room.changes.add(NEW, room.maria, Caller(), LINK, NOW))
    assert isinstance(made, Account)
    assert (made.email, made.role, made.has_password, made.has_second_factor) == (
        "new@b.org",
        Role.AUDITOR,
        False,
        False,
    )
    assert room.said(2) == [("role", "", "auditor"), ("setup_link", "", "made")]
    assert [event["actor"]["id"] for event in room.last(2)] == [room.maria.agent_id] * 2
    assert run(room.changes.add(NEW, room.maria, Caller(), b"m" * 32, NOW)) is ChangeProblem.TAKEN
    assert run(room.links.account_at(b"m" * 32, NOW)) is None
    agent = room.ana
    assert run(room.changes.add(NEW, agent, Caller(), LINK, NOW)) is ChangeProblem.NOT_ALLOWED


FACTOR = NewFactor(secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", recovery_codes=("aaaa-bbbb", "cccc-dddd"))
PREPARED = Prepared(password_hash="$argon2id$new", factor=FACTOR, last_step=0)


def test_link_is_used_once_and_what_was_chosen_is_kept():
    room = Room()
    made = run(room.changes.add(NEW, room.maria, Caller(), LINK, NOW))
    assert isinstance(made, Account)
    code = TOTP(FACTOR.secret).at(NOW.utc)
    step = totp_step(FACTOR.secret, code, now_unix_s=int(NOW.utc.timestamp()), last_step=0)
    assert isinstance(step, int)
    prepared = Prepared(password_hash="$argon2id$new", factor=FACTOR, last_step=step)
    assert run(room.links.use(LINK, prepared, Caller(), NOW))
    done = room.read("new@b.org")
    assert (done.password_hash, done.has_second_factor) == ("$argon2id$new", True)
    assert room.said(3) == [
        ("password", "none", "new"),
        ("second_factor", "none", "totp"),
        ("setup_link", "made", "used"),
    ]
    assert {event["actor"]["id"] for event in room.last(3)} == {made.agent_id}
    assert not run(room.links.use(LINK, prepared, Caller(), NOW))
    # The code that was typed at the page is used up.
    used = room.ledger.now(lambda c: factor_store.use_code(c, done.account_id, code, key=KEY, now=NOW))
    assert used is FactorProblem.REUSED


def _set_password(room: Room, account: Account) -> None:
    room.ledger.now(lambda connection: account_store.set_password(connection, account, "$argon2id$terminal", NOW))


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda room: room.apply(room.want(room.read("ana@b.org"), AccountAction.DISABLE)),
        lambda room: _set_password(room, room.read("ana@b.org")),
        lambda room: run(room.changes.apply(
            room.want(room.read("ana@b.org"), AccountAction.NEW_BOTH), room.ion, Caller(), b"n" * 32, NOW
        )),
        lambda room: run(room.links.void(LINK, Caller(), NOW)),
    ],
    ids=["disabled", "set_at_the_server", "newer_link", "void"],
)  # fmt: skip
def test_link_is_void_after_what_happened_meanwhile(meanwhile: Callable[[Room], object]):
    room = Room()
    room.apply(room.want(room.ana, AccountAction.NEW_FIRST_FACTOR))
    prepared = Prepared(password_hash="$argon2id$new", factor=None, last_step=0)
    meanwhile(room)
    assert not run(room.links.use(LINK, prepared, Caller(), NOW))
    assert room.read("ana@b.org").password_hash != "$argon2id$new"


@pytest.mark.parametrize(
    ("action", "prepared"),
    [
        (AccountAction.NEW_FIRST_FACTOR, PREPARED),
        (AccountAction.NEW_SECOND_FACTOR, PREPARED),
        (AccountAction.NEW_BOTH, Prepared(password_hash="$argon2id$new", factor=None, last_step=0)),
        (AccountAction.NEW_BOTH, Prepared(password_hash=None, factor=FACTOR, last_step=0)),
    ],
)
def test_link_never_replaces_what_is_there_nor_leaves_a_half(action: AccountAction, prepared: Prepared):
    room = Room()
    room.apply(room.want(room.ana, action))
    before = room.read("ana@b.org")
    assert not run(room.links.use(LINK, prepared, Caller(), NOW))
    assert room.read("ana@b.org") == before


def test_nothing_is_changed_that_cannot_be_recorded():
    room = Room()
    room.ledger.is_writable = False
    attempts: list[Coroutine[Any, Any, Any]] = [
        room.changes.apply(room.want(room.ana, AccountAction.DISABLE), room.maria, Caller(), LINK, NOW),
        room.changes.add(NEW, room.maria, Caller(), LINK, NOW),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match="audit_unwritable"):
            run(attempt)
    assert run(room.changes.read(room.ana.account_id)) == room.ana
