"""What the flow of the console needs from the outside, each a small protocol the shells fulfil."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from shared.link_stats import LinkStats
from shared.protocol import peer_messages as peer
from shared.protocol.signaling_messages import ToServer


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTags:
    """The two tags that tie a DTLS connection to a pairing; 32 bytes each, never equal."""

    own: bytes
    expected: bytes


KeyringProblem = Literal["missing", "untrusted", "locked", "slow", "failed"]
"""Why nothing can be kept: no keyring, none of those we trust, not unlocked, no answer in time, an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSignIn:
    """What lets a console go on with a sign-in after it was closed: whose it is, and the token that stands for it."""

    email: str
    token: str = field(repr=False)


class SignInStore(Protocol):
    """Keeps the sign-in to one server in the system's keyring; calls return at once and never raise."""

    def look(
        self, on_found: Callable[[str, KeptSignIn | None], None], on_state: Callable[[KeyringProblem | None], None]
    ) -> None:
        """Find what was kept.

        Args:
            on_found: gets the address that chose to stay signed in, or an empty text, and its sign-in if any.
                First with the address alone; the sign-in may be late, for a keyring may ask for its password.
            on_state: gets why the keyring cannot be used, or None when it can; first at the end of looking or when
                that takes long, then whenever it changes.
        """

    def keep(self, sign_in: KeptSignIn) -> None:
        """Keep this one in place of any other, and that its owner chose so."""

    def drop(self, stays_for: str) -> None:
        """Delete what is kept.

        Args:
            stays_for: whose choice to stay signed in is remembered for the next time; nobody's when empty.
        """


class ServerPort(Protocol):
    """The way to the server; calls return at once."""

    def send(self, message: ToServer) -> None:
        """Send a message that has no answer. Raises `SignalingError` while not connected."""

    def request(self, message: ToServer, on_answer: Callable[[Any], None]) -> None:
        """Send a request; `on_answer` later gets the answering message or a `SignalingError`."""

    def retry(self) -> None:
        """Try to reach the server now; nothing while it is reached."""

    def renew(self) -> None:
        """Leave and come back on a new socket, after what was requested so far has left."""


class PeerPort(Protocol):
    """The peer connection of one tab, with the picture that arrives on it."""

    def answer(self, sdp: str, make_tags: Callable[[str, str], BindTags], on_sdp: Callable[[str], None]) -> None:
        """Take the client's checked description, hand over ours, and connect.

        Args:
            sdp: the client's description.
            make_tags: from our own fingerprint and the one really seen in DTLS to the two bind tags.
            on_sdp: gets our description when it is there.
        """

    def send(self, message: peer.FromAgent) -> None:
        """Send on the message's own channel; dropped silently when nobody is bound."""

    def set_rtt_ms(self, rtt_ms: float) -> None:
        """Tell the picture how long the way is, for asking again in time."""

    def read_stats(self) -> LinkStats:
        """The line as last measured."""
        ...

    def close(self) -> None:
        """Close it and all that hangs on it; harmless when there is none."""
