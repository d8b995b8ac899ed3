"""Counts the questions that went out with the agent's own words, so that the window knows which words are used up."""

from collections.abc import Callable

from shared.protocol import peer_messages as peer

_QUESTIONS = (peer.CapabilityRequest, peer.ScreenRequest, peer.FileRequest, peer.FileOffer)


class SentReasons:
    """Stands before the way to the person's program: what is refused before it gets here has used up nothing."""

    def __init__(self, send: Callable[[peer.FromAgent], None]) -> None:
        """Start with none; `send` is the way to the person's program."""
        self._send = send
        self._count = 0

    @property
    def count(self) -> int:
        """Goes up with every message that carried a reason; a long list of files is told in several."""
        return self._count

    def send(self, message: peer.FromAgent) -> None:
        """Send it."""
        self._send(message)
        if isinstance(message, _QUESTIONS) and message.reason:
            self._count += 1
