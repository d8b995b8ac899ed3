from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from signaling.storage import account_store
from tests.unit.signaling.domain.broker_room import PASSWORD, BrokerRoom


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
