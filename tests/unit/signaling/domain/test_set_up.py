from typing import Any

import pytest
from pyotp.totp import TOTP

from signaling.domain.account_changes import AccountAction, AccountChange, NewAccount, stamp_of
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import token_hash
from signaling.domain.policy import ServerPolicy
from signaling.domain.second_factor import NewFactor
from signaling.domain.set_up import SetUpDesk, SetUpForm, SetUpProblem
from signaling.storage import account_store
from signaling.storage.account_changes import DatabaseAccountChanges, DatabaseSetUpLinks
from signaling.storage.account_directory import DatabaseAccounts
from tests.fakes.stepwise_ports import PlainPasswords, pause, run
from tests.unit.signaling.domain.broker_room import PASSWORD, BrokerRoom

TOKEN = "a" * 32
CHOSEN = "seven violet kettles dance"


class Caller:
    address, ip_masked, connection_id = "10.0.0.9", "10.0.0.0/24", "web"


class PlainMaker:
    """The port `PasswordMaker` for a test of the rules."""

    async def make_hash(self, password: str) -> str:
        await pause()
        return f"plain:{password}"


class Room(BrokerRoom):
    """A broker room with the desk of set-up links beside it."""

    def __init__(self) -> None:
        super().__init__()
        policy = ServerPolicy()
        self.changes = DatabaseAccountChanges(self.ledger, policy)
        self.desk = SetUpDesk(
            links=DatabaseSetUpLinks(self.ledger, self.key),
            accounts=DatabaseAccounts(self.ledger, self.key, policy.sign_in_times),
            checker=PlainPasswords(),
            maker=PlainMaker(),
            ledger=self.ledger,
            policy=policy,
        )

    def account(self, email: str) -> Account:
        account = self.ledger.now(lambda connection: account_store.find_account(connection, email))
        assert account is not None
        return account

    def reset(self, email: str, action: AccountAction) -> None:
        target = self.account(email)
        change = AccountChange(
            account_id=target.account_id, action=action, seen=stamp_of(target), role=target.role, organisation=""
        )
        done = run(
            self.changes.apply(change, self.account("admin@example.org"), Caller(), token_hash(TOKEN), self.now)
        )
        assert isinstance(done, Account), done

    def add(self) -> None:
        new = NewAccount(email="new@example.org", name="Neli", role=Role.LEAD, organisation="")
        run(self.changes.add(new, self.account("admin@example.org"), Caller(), token_hash(TOKEN), self.now))

    def code(self, secret: str) -> str:
        return TOTP(secret).at(self.now.utc)

    def finish(self, **fields: str) -> NewFactor | SetUpProblem | None:
        form = {"password": "", "again": "", "secret": "", "code": ""} | fields
        return run(self.desk.finish(Caller(), TOKEN, SetUpForm(**form), self.now))

    def choose(self, **changed: str) -> NewFactor | SetUpProblem | None:
        """A form of somebody who has nothing yet, right but for what is changed."""
        secret = self.desk.new_secret()
        right = {"password": CHOSEN, "again": CHOSEN, "secret": secret, "code": self.code(secret)}
        return self.finish(**(right | changed))


def test_new_person_chooses_both_and_signs_in_with_them():
    room = Room()
    room.add()
    looked = run(room.desk.look(Caller(), TOKEN, room.now))
    assert isinstance(looked, Account)
    assert looked.email == "new@example.org"
    secret = room.desk.new_secret()
    factor = room.finish(password=CHOSEN, again=CHOSEN, secret=secret, code=room.code(secret))
    assert isinstance(factor, NewFactor)
    assert (factor.secret, len(factor.recovery_codes)) == (secret, 10)
    room.pass_time(30_000)
    desk = room.broker.sign_in_desk
    account: Any = run(desk.check_password(Caller(), "new@example.org", CHOSEN, room.now))
    shown: Any = run(desk.check_second_factor(Caller(), account, room.code(secret), room.now))
    assert shown.method == "password+totp"
    paper: Any = run(desk.check_second_factor(Caller(), account, factor.recovery_codes[3], room.now))
    assert paper.method == "password+recovery"
    assert run(room.desk.look(Caller(), TOKEN, room.now)) == SetUpProblem(code="void")
    assert room.choose() == SetUpProblem(code="void")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"password": "short"}, "too_short"),
        ({"password": "new@example.org 12345"}, "is_email"),
        ({"password": "passwordpassword"}, "repeats"),
        ({"again": "something else entirely"}, "differ"),
        ({"code": "000000"}, "code_wrong"),
        ({"code": ""}, "code_wrong"),
        ({"secret": ""}, "code_wrong"),
    ],
)
def test_mistake_is_named_and_the_link_still_works(changed: dict[str, str], problem: str):
    room = Room()
    room.add()
    assert room.choose(**changed) == SetUpProblem(code=problem)
    assert not room.account("new@example.org").has_password
    assert isinstance(room.choose(), NewFactor)


def test_new_password_needs_the_second_factor_that_is_there():
    room = Room()
    room.reset("lead@example.org", AccountAction.NEW_FIRST_FACTOR)
    assert room.finish(password=CHOSEN, again=CHOSEN, code="000000") == SetUpProblem(code="proof_wrong")
    assert not room.account("lead@example.org").has_password
    assert room.tags()[-1] == "auth:login:failed"
    code = room.code(room.factors["lead@example.org"].secret)
    assert room.finish(password=CHOSEN, again=CHOSEN, code=code) is None
    assert room.account("lead@example.org").password_hash == f"plain:{CHOSEN}"
    assert room.account("lead@example.org").has_second_factor


def test_new_second_factor_needs_the_password_that_is_there():
    room = Room()
    room.reset("lead@example.org", AccountAction.NEW_SECOND_FACTOR)
    secret = room.desk.new_secret()
    wrong = room.finish(password="some other words", secret=secret, code=room.code(secret))
    assert wrong == SetUpProblem(code="proof_wrong")
    assert not room.account("lead@example.org").has_second_factor
    assert isinstance(room.finish(password=PASSWORD, secret=secret, code=room.code(secret)), NewFactor)
    assert room.account("lead@example.org").password_hash == f"plain:{PASSWORD}"


def test_link_is_void_after_ten_wrong_proofs_also_for_the_right_one():
    room = Room()
    room.reset("lead@example.org", AccountAction.NEW_FIRST_FACTOR)
    answers = [room.finish(password=CHOSEN, again=CHOSEN, code="000000") for _ in range(11)]
    assert answers == [SetUpProblem(code="proof_wrong")] * 9 + [SetUpProblem(code="void")] * 2
    code = room.code(room.factors["lead@example.org"].secret)
    assert room.finish(password=CHOSEN, again=CHOSEN, code=code) == SetUpProblem(code="void")
    assert not room.account("lead@example.org").has_password


def test_address_that_tries_links_is_stopped_and_nobody_else():
    room = Room()
    room.add()

    class Guesser(Caller):
        address = "10.6.6.6"

    answers = [run(room.desk.look(Guesser(), f"{number:032x}", room.now)) for number in range(25)]
    assert answers == [SetUpProblem(code="void")] * 20 + [SetUpProblem(code="rate_limited")] * 5
    assert run(room.desk.look(Guesser(), TOKEN, room.now)) == SetUpProblem(code="rate_limited")
    assert isinstance(run(room.desk.look(Caller(), TOKEN, room.now)), Account)


def test_link_of_an_account_that_lacks_nothing_is_void():
    room = Room()
    room.reset("lead@example.org", AccountAction.NEW_FIRST_FACTOR)
    room.ledger.now(
        lambda connection: connection.exec_driver_sql(
            "UPDATE accounts SET password_hash = 'x' WHERE email = 'lead@example.org'"
        )
    )
    assert run(room.desk.look(Caller(), TOKEN, room.now)) == SetUpProblem(code="void")
