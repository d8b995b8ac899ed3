"""What a server says while a console is signed in by a browser, heard by the console as it comes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_console.domain.browser_sign_in import POLL_MS, BrowserCallbacks, BrowserSignIn
from shared.errors import ProtocolError, SignalingError
from shared.protocol import browser_messages as browser
from shared.protocol import codec, limits
from shared.protocol import signaling_messages as signaling
from shared.transport.signaling_client import ANSWER_OF
from tests.fakes.flow_ports import StepClock
from tests.fuzz import target
from tests.fuzz.feedback import note, note_refusal
from tests.fuzz.wire_words import words_of

PARSER = "signing in by browser (`shared/protocol/browser_messages.py`, `agent_console/domain/browser_sign_in.py`)"
MAX_BYTES = 1_024
WORDS = words_of(
    browser.BeginBrowserSignIn
    | browser.BrowserSignInBegun
    | browser.FinishBrowserSignIn
    | browser.BrowserSignedIn
    | browser.DropBrowserSignIn
    | signaling.Error
)

_FRAMES_MAX = 6
_VECTORS = Path(__file__).parents[2] / "vectors" / "protocol" / "signaling"


def seeds() -> list[bytes]:
    frames = {
        name: (_VECTORS / f"{name}.json").read_bytes().removesuffix(b"\n")
        for name in (
            "begin_browser_sign_in", "browser_sign_in_begun", "finish_browser_sign_in", "browser_signed_in",
            "drop_browser_sign_in", "error",
        )
    }  # fmt: skip
    pending = frames["error"].replace(b"rate_limited", b"browser_sign_in_pending")
    begun, signed_in = frames["browser_sign_in_begun"], frames["browser_signed_in"]
    talks = [[begun, signed_in], [begun, pending, signed_in], [begun, frames["error"]], [signed_in, begun]]
    return [target.joined(talk) for talk in [*talks, *([frame] for frame in frames.values())]]


class _Server:
    """The way to the server: one request waits for the next frame, whatever that is."""

    def __init__(self) -> None:
        self.waits: tuple[type, Callable[[Any], None]] | None = None
        self.dropped = 0

    def send(self, message: Any) -> None:
        self.dropped += isinstance(message, browser.DropBrowserSignIn)

    def request(self, message: Any, on_answer: Callable[[Any], None]) -> None:
        assert self.waits is None, "one request at a time"
        self.waits = ANSWER_OF[type(message)], on_answer

    def answer(self, message: Any) -> None:
        if self.waits is None:
            return
        kind, on_answer = self.waits
        if isinstance(message, kind):
            self.waits = None
            on_answer(message)
        elif isinstance(message, signaling.Error):
            self.waits = None
            on_answer(SignalingError(message.code))

    def retry(self) -> None: ...

    def renew(self) -> None: ...


def run(data: bytes) -> None:
    server, clock = _Server(), StepClock()
    signed_in: list[browser.BrowserSignedIn] = []
    failed: list[str] = []
    callbacks = BrowserCallbacks(
        changed=lambda: None, signed_in=signed_in.append, failed=failed.append, freed=lambda: None
    )
    sign_in = BrowserSignIn(server, clock, callbacks)
    sign_in.begin(is_connected=True)
    for frame in target.pieces(data, _FRAMES_MAX):
        _check_to_server(frame)
        try:
            message = codec.decode_from_server(frame)
        except ProtocolError as error:
            note_refusal(error)
            continue
        note(f"{type(message).__name__} {server.waits and server.waits[0].__name__}")
        server.answer(message)
        _check(sign_in, signed_in, failed, clock.monotonic_ms())
        clock.now_ms += POLL_MS
        sign_in.tick()
    sign_in.give_up()
    note(f"{len(signed_in)} {len(failed)} {server.dropped}")
    assert not sign_in.is_wanted
    assert sign_in.waiting is None


def _check(
    sign_in: BrowserSignIn, signed_in: list[browser.BrowserSignedIn], failed: list[str], now_mono_ms: int
) -> None:
    assert len(signed_in) + len(failed) <= 1, "one press comes to one end"
    assert sign_in.is_wanted == (not signed_in and not failed)
    waiting = sign_in.waiting
    if waiting is not None:
        assert len(waiting.number) == len("4821")
        assert waiting.number.isascii()
        assert waiting.number.isdecimal()
        assert set(waiting.hand_over_id) <= set("0123456789abcdef")
        assert waiting.until_mono_ms <= now_mono_ms + limits.BROWSER_SIGN_IN_MS
    for message in signed_in:
        assert len(message.email) <= limits.EMAIL_MAX_CHARS
        assert message.token not in repr(message), "no log ever shows it"


def _check_to_server(frame: bytes) -> None:
    """What a console says, as the server hears it."""
    try:
        message = codec.decode_to_server(frame)
    except ProtocolError:
        return
    match message:
        case browser.BeginBrowserSignIn():
            assert len(message.challenge) == limits.BROWSER_VERIFIER_BYTES
        case browser.FinishBrowserSignIn() | browser.DropBrowserSignIn():
            assert len(message.verifier) == limits.BROWSER_VERIFIER_BYTES
            assert repr(message.verifier) not in repr(message)
        case _:
            return
    note(type(message).__name__)
    assert codec.decode_to_server(codec.encode_signaling(message)) == message
