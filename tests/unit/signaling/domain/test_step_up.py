import pytest
from pyotp.totp import TOTP

from shared.audit.event import Actor
from signaling.domain import audit_log
from signaling.domain.accounts import Account, Role
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import SignInKind
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown
from signaling.domain.step_up import FreshFactors
from signaling.storage import account_store
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import PASSWORD, BrokerRoom

ADMIN = "admin@example.org"
WINDOW_MS = ServerPolicy().step_up_ms


class Caller:
    address, ip_masked, connection_id = "10.0.0.9", "10.0.0.0/24", "web"


def test_factor_is_fresh_for_its_time_only_and_what_is_old_is_not_kept():
    fresh = FreshFactors(window_ms=1_000)
    fresh.note(b"a", 0)
    fresh.note(b"b", 500)
    assert [fresh.is_fresh(b"a", now_ms) for now_ms in (0, 999, 1_000)] == [True, True, False]
    assert not fresh.is_fresh(b"c", 0)
    fresh.note(b"a", 900)
    assert fresh.is_fresh(b"a", 1_800)
    fresh.forget(b"a")
    assert not fresh.is_fresh(b"a", 901)
    for number in range(100):
        fresh.note(b"%d" % number, 10_000 * number)
    assert len(fresh._shown_mono_ms) == 1


class Desk:
    """An admin signed in on the page."""

    def __init__(
        self,
        method: str = "password+totp",
        kind: SignInKind = SignInKind.WEB,
        policy: ServerPolicy | None = None,
    ) -> None:
        self.policy = policy or ServerPolicy()
        self.room = BrokerRoom(self.policy)
        self.desk = self.room.broker.sign_in_desk
        self.token_hash = b""
        shown = Shown(account=self.admin, method=method)
        run(self.desk.begin(Caller(), shown, kind, self.room.now))
        rows = self.room.ledger.now(
            lambda connection: connection.exec_driver_sql("SELECT token_hash FROM sign_ins").all()
        )
        (self.token_hash,) = rows[0]

    @property
    def admin(self) -> Account:
        admin = self.room.ledger.now(lambda connection: account_store.find_account(connection, ADMIN))
        assert admin is not None
        return admin

    @property
    def is_fresh(self) -> bool:
        return self.desk.is_fresh(self.token_hash, self.room.now)

    def show(self, code: str) -> Refusal | None:
        return run(self.desk.show_again(Caller(), self.admin, self.token_hash, code, self.room.now))

    @property
    def code(self) -> str:
        return TOTP(self.room.factors[ADMIN].secret).at(self.room.now.utc)


def test_sign_in_with_a_factor_is_fresh_for_five_minutes_and_a_code_makes_it_so_again():
    desk = Desk()
    assert desk.is_fresh
    desk.room.pass_time(WINDOW_MS)
    assert not desk.is_fresh
    assert desk.show(desk.code) is None
    assert desk.is_fresh
    assert desk.room.tags()[-1] == "auth:step_up:ok"


def test_sign_in_without_a_factor_or_at_a_console_is_never_fresh():
    assert not Desk("password").is_fresh
    assert not Desk(kind=SignInKind.CONSOLE).is_fresh


def test_code_counts_once_and_one_from_paper_does_too():
    desk = Desk()
    desk.room.pass_time(WINDOW_MS)
    code = desk.code
    assert desk.show(code) is None
    assert desk.show(code) == Refusal("second_factor_reused")
    paper = desk.room.factors[ADMIN].recovery_codes[0]
    assert desk.show(paper) is None
    assert desk.show(paper) == Refusal("second_factor_refused")
    assert desk.room.tags()[-1] == "auth:step_up:failed"


def test_wrong_codes_count_towards_the_lock_of_signing_in():
    desk = Desk()
    desk.room.pass_time(WINDOW_MS)
    for _ in range(10):
        assert desk.show("000000") == Refusal("second_factor_refused")
    refusal = desk.show(desk.code)
    assert refusal is not None
    assert refusal.code == "rate_limited"
    assert not desk.is_fresh
    assert desk.room.tags().count("auth:step_up:failed") == 10
    assert desk.room.tags()[-1] == "auth:login:locked"
    account = run(desk.desk.check_password(Caller(), ADMIN, PASSWORD, desk.room.now))
    assert not isinstance(account, Refusal)
    signing_in = run(desk.desk.check_second_factor(Caller(), account, desk.code, desk.room.now))
    assert isinstance(signing_in, Refusal)
    assert signing_in.code == "rate_limited"


def test_who_has_no_second_factor_is_refused_and_who_signs_out_starts_anew():
    desk = Desk()
    without = desk.room.ledger.now(lambda connection: account_store.find_account(connection, "agent@example.org"))
    assert without is not None
    shown = run(desk.desk.show_again(Caller(), without, b"t" * 32, "000000", desk.room.now))
    assert shown == Refusal("second_factor_missing")
    run(desk.desk.end(Caller(), desk.admin, desk.token_hash, desk.room.now))
    assert not desk.is_fresh
    assert desk.admin.actor == Actor(kind="agent", id=desk.admin.agent_id)


PASSKEYS_ONLY = ServerPolicy(passkey_roles=frozenset({Role.ADMIN}))


def test_role_that_needs_a_passkey_shows_no_code_again_and_uses_none_up():
    desk = Desk("password+passkey", policy=PASSKEYS_ONLY)
    assert desk.is_fresh
    desk.room.pass_time(WINDOW_MS)
    code, paper = desk.code, desk.room.factors[ADMIN].recovery_codes[0]
    for shown in (code, paper, "000000", ""):
        assert desk.show(shown) == Refusal("passkey_again")
        assert not desk.is_fresh
        assert desk.room.tags()[-1] == "auth:step_up:failed"
    assert "auth:step_up:ok" not in desk.room.tags()
    assert desk.room.tags().count("auth:step_up:failed") == 4
    # They are what they were where a code counts: not one was used up, and none counted as a guess.
    without = BrokerRoom(restarted_from=desk.room)
    for untouched in (code, paper):
        shown = run(without.broker.sign_in_desk.check_second_factor(Caller(), desk.admin, untouched, desk.room.now))
        assert isinstance(shown, Shown)


@pytest.mark.parametrize("method", ["passkey", "password+passkey", "oidc+passkey"])
def test_sign_in_with_a_passkey_is_fresh_for_a_role_that_needs_one(method: str):
    assert Desk(method, policy=PASSKEYS_ONLY).is_fresh


@pytest.mark.parametrize("method", ["password+totp", "password+recovery", "oidc+provider", "oidc+totp", "password"])
def test_sign_in_without_one_is_not(method: str):
    assert not Desk(method, policy=PASSKEYS_ONLY).is_fresh


def test_password_alone_is_never_fresh_for_a_role_that_needs_a_passkey_and_no_second_factor():
    policy = ServerPolicy(second_factor_roles=frozenset(), passkey_roles=frozenset({Role.AGENT}))
    room = BrokerRoom(policy)
    agent = room.ledger.now(lambda connection: account_store.find_account(connection, "agent@example.org"))
    assert agent is not None
    assert not agent.has_second_factor
    shown = Shown(account=agent, method="password")
    token = run(room.broker.sign_in_desk.begin(Caller(), shown, SignInKind.WEB, room.now))
    assert not room.broker.sign_in_desk.is_fresh(audit_log.token_hash(token), room.now)


def test_proof_that_was_looked_at_elsewhere_is_on_record_and_fresh():
    desk = Desk("password+passkey", policy=PASSKEYS_ONLY)
    desk.room.pass_time(WINDOW_MS)
    run(desk.desk.shown_again(Caller(), desk.admin, desk.token_hash, "passkey", desk.room.now))
    assert desk.is_fresh
    assert desk.room.tags()[-1] == "auth:step_up:ok"
    desk.room.pass_time(WINDOW_MS)
    assert not desk.is_fresh
