import pytest
from msgspec.structs import replace
from pyotp.totp import TOTP
from sqlalchemy import Connection

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from signaling.domain.policy import ServerPolicy
from signaling.storage import account_store, factor_store
from tests.unit.signaling.domain.broker_room import PASSWORD, BrokerRoom, Voice


def _guess(email: str = "agent@example.org", password: str = "wrong") -> wire.SignIn:
    return wire.SignIn(request_id=1, email=email, password=password)


def test_wrong_password_and_unknown_and_disabled_account_get_the_same_answer():
    room = BrokerRoom()
    room.ledger.now(lambda connection: account_store.disable_account(connection, "lead@example.org", room.now))
    voice = room.enter("agent")
    for message in (
        _guess(),
        _guess("nobody@example.org", PASSWORD),
        _guess("lead@example.org", PASSWORD),
        _guess("@@"),
    ):
        assert voice.refused(message) == "sign_in_refused"
    assert room.tags()[-4:] == ["auth:login:failed"] * 4


def test_sixth_guess_waits_even_with_the_right_password_and_only_from_there():
    room = BrokerRoom()
    guesser = room.enter("agent", address="10.6.6.6")
    for _ in range(5):
        guesser.refused(_guess())
    refusal = guesser.ask(_guess(password=PASSWORD), wire.Error)
    assert (refusal.code, refusal.retry_after_ms) == ("rate_limited", 900_000)
    assert "auth:login:locked" in room.tags()
    room.agent()
    room.pass_time(900_000)
    guesser.ask(_guess(password=PASSWORD), wire.SignedIn)


def test_one_address_trying_many_accounts_is_stopped():
    room = BrokerRoom()
    voice = room.enter("agent", address="10.6.6.6")
    answers = [voice.refused(_guess(f"user{number}@example.org")) for number in range(25)]
    assert answers == ["sign_in_refused"] * 20 + ["rate_limited"] * 5
    room.agent()


def test_right_passwords_are_never_counted():
    room = BrokerRoom(ServerPolicy(sockets_per_address=1_000))
    for _ in range(50):
        room.agent()


def test_sign_in_that_cannot_be_recorded_does_not_happen():
    room = BrokerRoom()
    voice = room.enter("agent")
    room.ledger.is_writable = False
    assert voice.refused(_guess(password=PASSWORD)) == "audit_unwritable"
    assert voice.connection.account is None
    voice.say(wire.Claim(request_id=9, nameplate="123"))
    assert voice.close_codes == [1008]


# A second factor


def _shown(room: BrokerRoom, code: str, email: str = "agent@example.org") -> wire.SignIn:
    return wire.SignIn(request_id=1, email=email, password=PASSWORD, second_factor=code)


def _code(room: BrokerRoom, email: str = "agent@example.org") -> str:
    return TOTP(room.factors[email].secret).at(room.now.utc)


def test_second_factor_is_asked_for_after_the_right_password_only():
    room = BrokerRoom()
    room.add_factor("agent@example.org")
    voice = room.enter("agent")
    assert voice.refused(_guess()) == "sign_in_refused", "and not a word of a second factor"
    assert voice.refused(_guess(password=PASSWORD)) == "second_factor_needed"
    assert voice.connection.account is None
    voice.ask(_shown(room, f" {_code(room)[:3]} {_code(room)[3:]}"), wire.SignedIn)
    assert room.tags()[-1] == "auth:login:ok"


def test_second_factor_code_of_the_moment_counts_once_on_every_socket():
    room = BrokerRoom()
    room.add_factor("agent@example.org")
    code = _code(room)
    room.enter("agent").ask(_shown(room, code), wire.SignedIn)
    voice = room.enter("agent", address="10.9.9.9")
    assert voice.refused(_shown(room, code)) == "second_factor_reused"
    assert room.tags()[-1] == "auth:login:failed"
    room.pass_time(30_000)
    voice.ask(_shown(room, _code(room)), wire.SignedIn)


def test_second_factor_guesses_are_few_and_counted_by_account_from_wherever_they_come():
    room = BrokerRoom()
    room.add_factor("agent@example.org")
    answers = [room.enter("agent", address=f"10.0.1.{n}").refused(_shown(room, "000000")) for n in range(12)]
    assert answers == ["second_factor_refused"] * 10 + ["rate_limited"] * 2
    assert "auth:login:locked" in room.tags()
    assert room.enter("agent").refused(_shown(room, _code(room))) == "rate_limited"
    room.pass_time(900_000)
    room.enter("agent").ask(_shown(room, _code(room)), wire.SignedIn)


def test_second_factor_cannot_be_locked_by_somebody_without_the_password():
    room = BrokerRoom()
    room.add_factor("agent@example.org")
    for number in range(40):
        stranger = room.enter("agent", address=f"10.0.1.{number}")
        stranger.refused(replace(_guess(), second_factor="000000"))
    room.enter("agent", address="10.0.2.1").ask(_shown(room, _code(room)), wire.SignedIn)


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN, Role.AUDITOR])
def test_role_that_can_do_harm_never_signs_in_with_a_password_alone(role: Role):
    room = BrokerRoom()
    email = "new@example.org"
    room.add_account(email, role)
    voice = room.enter("agent")
    assert voice.refused(_guess(email, PASSWORD)) == "second_factor_needed"
    room.ledger.now(lambda connection: factor_store.remove_factor(connection, account_id_of(room, connection, email)))
    assert voice.refused(_guess(email, PASSWORD)) == "second_factor_missing"
    assert voice.connection.account is None


def test_role_that_must_show_a_passkey_signs_in_by_no_password_and_no_token_from_before():
    before = BrokerRoom()
    token = before.enter("agent").ask(before.sign_in_message("lead@example.org"), wire.SignedIn).token
    assert token is not None
    room = BrokerRoom(ServerPolicy(passkey_roles=frozenset({Role.LEAD})), restarted_from=before)
    voice = room.enter("agent")
    for code in ("", room.paper["lead@example.org"][-1], "123456"):
        assert voice.refused(replace(_guess("lead@example.org", PASSWORD), second_factor=code)) == "passkey_needed"
    assert voice.refused(_guess("lead@example.org")) == "sign_in_refused", "told to nobody without the password"
    assert voice.refused(wire.SignInAgain(request_id=1, token=token)) == "signed_out"
    assert voice.connection.account is None
    assert room.tags()[-2:] == ["auth:login:failed"] * 2
    room.agent()


def account_id_of(room: BrokerRoom, connection: Connection, email: str) -> int:
    account = account_store.find_account(connection, email)
    assert account is not None
    return account.account_id


# A sign-in outlives its socket


def _signed_in(room: BrokerRoom, email: str = "agent@example.org") -> tuple[Voice, str]:
    voice = room.enter("agent")
    answer = voice.ask(room.sign_in_message(email), wire.SignedIn)
    assert answer.token is not None
    assert answer.token not in repr(answer)
    return voice, answer.token


def _again(token: str) -> wire.SignInAgain:
    return wire.SignInAgain(request_id=1, token=token)


def test_token_signs_in_on_another_socket_and_after_a_restart_without_being_said_again():
    room = BrokerRoom()
    _, token = _signed_in(room)
    assert room.enter("agent").ask(_again(token), wire.SignedIn).token is None
    restarted = BrokerRoom(restarted_from=room)
    answer = restarted.enter("agent").ask(_again(token), wire.SignedIn)
    assert (answer.agent.agent_id, answer.role) == ("agent:1", "agent")
    assert token not in str(restarted.tags())


def test_token_nobody_has_signs_nobody_in():
    room = BrokerRoom()
    _signed_in(room)
    voice = room.enter("agent")
    assert voice.refused(_again("0" * 32)) == "signed_out"
    assert voice.connection.account is None


def test_signed_out_token_is_void_and_ends_every_socket_that_used_it():
    room = BrokerRoom()
    first, token = _signed_in(room)
    second = room.enter("agent")
    second.ask(_again(token), wire.SignedIn)
    first.say(wire.SignOut())
    assert first.close_codes == [1000]
    assert room.tags()[-1] == "auth:logout:ok"
    assert room.enter("agent").refused(_again(token)) == "signed_out"
    room.pass_time(2_000)
    assert (second.last(wire.Error).code, second.close_codes) == ("signed_out", [1008])


def test_lost_socket_is_no_sign_out():
    room = BrokerRoom()
    voice, token = _signed_in(room)
    voice.leave()
    assert "auth:logout:ok" not in room.tags()
    room.enter("agent").ask(_again(token), wire.SignedIn)


def test_unused_sign_in_is_over_after_four_hours_and_a_used_one_after_twelve():
    room = BrokerRoom()
    idle, idle_token = _signed_in(room)
    busy, busy_token = _signed_in(room)
    for _ in range(23):
        room.pass_time(30 * 60_000)
        busy.ask(wire.Claim(request_id=1, nameplate="999"), wire.Error)
    assert idle.last(wire.Error).code == "signed_out"
    assert idle.close_codes == [1008]
    assert busy.close_codes == []
    assert room.enter("agent").refused(_again(idle_token)) == "signed_out"
    room.pass_time(30 * 60_000)
    assert busy.last(wire.Error).code == "signed_out"
    assert room.enter("agent").refused(_again(busy_token)) == "signed_out"


def test_account_that_was_disabled_loses_sockets_and_token():
    room = BrokerRoom()
    voice, token = _signed_in(room)
    room.ledger.now(lambda connection: account_store.disable_account(connection, "agent@example.org", room.now))
    assert room.enter("agent").refused(_again(token)) == "signed_out"
    room.pass_time(2_000)
    assert voice.last(wire.Error).code == "access_ended"


def test_sign_in_again_that_cannot_be_recorded_does_not_happen():
    room = BrokerRoom()
    _, token = _signed_in(room)
    voice = room.enter("agent")
    room.ledger.is_writable = False
    assert voice.refused(_again(token)) == "audit_unwritable"
    assert voice.connection.account is None
