"""The seals of this run's sessions: those still to come after their tab was closed, and what became of each."""

from agent_console.domain.seal_keeper import SealedSession, SealKeeper, SealVerdict
from shared.protocol.signaling_messages import SessionClosed

_LEFT_MAX = 32  # twice as many sessions as a console has at once


class SealDesk:
    """Lives in the network thread."""

    def __init__(self, keeper: SealKeeper | None) -> None:
        """Take who keeps the agent's receipts; None keeps none."""
        self._keeper = keeper
        self._left: dict[str, SealedSession] = {}
        self._verdicts: dict[str, SealVerdict] = {}

    def verdict_of(self, session_id: str | None) -> SealVerdict | None:
        """What was found about the seal of that session; None before it came."""
        return self._verdicts.get(session_id or "")

    def leave(self, session: SealedSession | None) -> None:
        """Its tab is closed; its seal may still come."""
        if session is None:
            return
        self._left[session.session_id] = session
        while len(self._left) > _LEFT_MAX:
            del self._left[next(iter(self._left))]

    def take(self, message: SessionClosed, session: SealedSession | None) -> bool:
        """A session was closed; `session` is None when it has no tab any more. True when there is a new verdict."""
        session = self._left.pop(message.session_id, None) if session is None else session
        if self._keeper is None or session is None:
            return False
        verdict = self._keeper.take(session, message)
        if verdict is None:
            return False
        self._verdicts[message.session_id] = verdict
        return True
