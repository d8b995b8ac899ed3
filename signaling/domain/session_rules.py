"""Holds claims against the organisation's rules, tells both programs what they forbid, ends what lasts too long."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from signaling.domain import notice
from signaling.domain.conversation import Binding, Connection
from signaling.domain.ports import Bus, Moment
from signaling.domain.session_desk import Refusal
from signaling.domain.session_ender import SessionEnder
from signaling.domain.session_policy import OpenSessions, PolicyBook, SessionPolicy, SessionsAtOnce

_LOOK_MS = 5_000
_MINUTE_MS = 60_000


class SessionRules:
    """What stands between a claim and its session."""

    def __init__(self, *, book: PolicyBook, bus: Bus) -> None:
        self._book = book
        self._bus = bus

    async def claim(
        self,
        connection: Connection,
        claim: Callable[[SessionsAtOnce | None], Awaitable[Refusal | None]],
        now: Moment,
    ) -> Refusal | None:
        """Let a claim happen if the rules let a session begin now; both programs hear what rules say of it.

        Args:
            connection: the agent's socket.
            claim: what it does, given how many sessions at once the rules allow; None for what the server takes.
            now: both clocks.

        Raises:
            AuditUnwritableError: the rules cannot be read, so nothing begins.
        """
        policy = await self._book.current()
        if policy.begin_hours is not None and not policy.begin_hours.hold(now.utc):
            return Refusal("outside_hours")
        before = set(connection.sessions)
        most = policy.sessions_per_agent
        refusal = await claim(None if most is None else SessionsAtOnce(most, "too_many_sessions"))
        # A claim that came to nothing has left no session.
        for binding in [each for each in connection.sessions.values() if each.session_id not in before]:
            await self._tell(binding, policy)
        return refusal

    async def _tell(self, binding: Binding, policy: SessionPolicy) -> None:
        session_id, told = binding.session_id, list[notice.Notice]()
        if policy.forbidden:
            told.append(notice.PolicySet(session_id=session_id, forbidden=tuple(sorted(policy.forbidden))))
        # A forbidden right is not asked for, and has no length; saying so again would only make the message longer.
        needs_reason = tuple(sorted(policy.needs_reason - policy.forbidden))
        longest_ms = {
            right: minutes * _MINUTE_MS
            for right, minutes in policy.right_minutes.items()
            if right not in policy.forbidden
        }
        if needs_reason or longest_ms:
            told.append(notice.TermsSet(session_id=session_id, needs_reason=needs_reason, longest_ms=longest_ms))
        for each in told:
            await self._bus.publish(binding.peer_address, each)
            await self._bus.publish(binding.own_address, each)


class SessionTimes:
    """Ends sessions that have gone on for longer than the rules allow; looks every few seconds."""

    def __init__(self, *, book: PolicyBook, sessions: OpenSessions, ender: SessionEnder) -> None:
        self._book = book
        self._sessions = sessions
        self._ender = ender
        self._looked_mono_ms: int | None = None

    async def sweep(self, now: Moment) -> None:
        """End what is over.

        Raises:
            AuditUnwritableError: it cannot be read or written; the next look tries again.
        """
        if self._looked_mono_ms is not None and now.mono_ms - self._looked_mono_ms < _LOOK_MS:
            return
        self._looked_mono_ms = now.mono_ms
        minutes = (await self._book.current()).session_minutes
        if minutes is None:
            return
        for session_id in await self._sessions.open_since(now.utc - timedelta(minutes=minutes)):
            await self._ender.expire(session_id, now)
