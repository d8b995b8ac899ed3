import hashlib

from shared.protocol import browser_messages as browser
from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Account
from signaling.domain.sign_in import Shown
from signaling.storage import account_store
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import BrokerRoom, Voice, allocate

VERIFIER = b"v" * 32
BEGIN = browser.BeginBrowserSignIn(request_id=1, challenge=hashlib.sha256(VERIFIER).digest())


def finish(begun: browser.BrowserSignInBegun, verifier: bytes = VERIFIER) -> browser.FinishBrowserSignIn:
    return browser.FinishBrowserSignIn(request_id=1, hand_over_id=begun.hand_over_id, verifier=verifier)


def say_yes(room: BrokerRoom, begun: browser.BrowserSignInBegun, email: str = "agent@example.org") -> None:
    account = room.ledger.now(lambda connection: account_store.find_account(connection, email))
    assert isinstance(account, Account)
    caller = room.enter("client").connection
    shown = Shown(account=account, method="passkey")
    ticket = run(room.hand_overs.arrive(caller, begun.hand_over_id, shown, room.now))
    assert isinstance(ticket, str)
    assert run(room.hand_overs.say_yes(caller, ticket, begun.number, room.now)) is None


def begin(room: BrokerRoom) -> tuple[Voice, browser.BrowserSignInBegun]:
    voice = room.enter("agent")
    return voice, voice.ask(BEGIN, browser.BrowserSignInBegun)


def test_console_is_signed_in_with_a_token_like_any_other():
    room = BrokerRoom()
    voice, begun = begin(room)
    assert voice.refused(finish(begun)) == "browser_sign_in_pending"
    say_yes(room, begun)
    signed_in = voice.ask(finish(begun), browser.BrowserSignedIn)
    assert (signed_in.role, signed_in.email, signed_in.agent.agent_id) == ("agent", "agent@example.org", "agent:1")
    assert room.tags()[-2:] == ["auth:hand_over:granted", "auth:login:ok"]
    slot = allocate(room.enter("client"))
    voice.ask(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    again = room.enter("agent")
    assert again.ask(wire.SignInAgain(request_id=1, token=signed_in.token), wire.SignedIn).token is None


def test_the_socket_that_asked_may_be_gone_and_another_console_gets_nothing():
    room = BrokerRoom()
    voice, begun = begin(room)
    voice.leave()
    say_yes(room, begun)
    thief = room.enter("agent", address="10.6.6.6")
    assert thief.refused(finish(begun, b"t" * 32)) == "browser_sign_in_void"
    back = room.enter("agent")
    back.ask(finish(begun), browser.BrowserSignedIn)
    assert thief.refused(finish(begun)) == "browser_sign_in_void"


def test_given_up_is_void_and_the_password_still_works_on_that_socket():
    room = BrokerRoom()
    voice, begun = begin(room)
    voice.say(browser.DropBrowserSignIn(hand_over_id=begun.hand_over_id, verifier=VERIFIER))
    assert voice.refused(finish(begun)) == "browser_sign_in_void"
    voice.ask(room.sign_in_message(), wire.SignedIn)


def test_sign_in_that_cannot_be_recorded_is_none_and_the_yes_is_used_up():
    room = BrokerRoom()
    voice, begun = begin(room)
    say_yes(room, begun)
    room.ledger.is_writable = False
    assert voice.refused(finish(begun)) == "audit_unwritable"
    room.ledger.is_writable = True
    assert voice.connection.account is None
    assert voice.refused(finish(begun)) == "browser_sign_in_void"


def test_twenty_first_within_five_minutes_waits():
    room = BrokerRoom()
    voice = room.enter("agent")
    for _ in range(20):
        voice.ask(BEGIN, browser.BrowserSignInBegun)
    assert voice.refused(BEGIN) == "rate_limited"
    room.pass_time(300_000)
    voice.ask(BEGIN, browser.BrowserSignInBegun)


def test_neither_a_person_nor_somebody_signed_in_may_ask():
    room = BrokerRoom()
    for voice in (room.enter("client"), room.agent()):
        voice.say(BEGIN)
        assert voice.close_codes == [1008]
