"""Ends a session for somebody who is in neither of its programs: on record first, then both programs are told."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from shared.audit.event import Actor
from shared.protocol import signaling_messages as wire
from signaling.domain import notice
from signaling.domain.accounts import Account
from signaling.domain.audit_log import SERVER
from signaling.domain.ports import Bus, Moment, SessionRecord, SessionStage

ADMIN_ENDED: Final = "admin_ended"


class SessionEndings(Protocol):
    """Where sessions are ended from outside. Raises `AuditUnwritableError` when it cannot be written."""

    async def end_session(self, session_id: str, reason: str, by: Actor, now: Moment) -> SessionRecord | None:
        """End a session that goes on, and keep who wanted it; None when there is none, or it is ending already.

        One that is open is `CLOSING` afterwards, as when the agent leaves: the person's program may still hand in its
        last events, and the closing event that seals them names `by`. Any other is closed and sealed at once.
        """
        ...


class SessionEnder:
    """What an admin's press does to a session that is going on."""

    def __init__(
        self, *, endings: SessionEndings, bus: Bus, watch: Callable[[SessionRecord, Moment], Awaitable[None]]
    ) -> None:
        """`watch` sees to it that a session whose program stays silent is sealed all the same."""
        self._endings = endings
        self._bus = bus
        self._watch = watch

    async def end(self, session_id: str, by: Account, now: Moment) -> bool:
        """End a session for an admin; False when there was nothing to end.

        Raises:
            AuditUnwritableError: it could not be put on record, so nobody was told and nothing has ended.
        """
        return await self._end(session_id, ADMIN_ENDED, by.actor, now)

    async def expire(self, session_id: str, now: Moment) -> bool:
        """End a session whose time is over by the rules. Raises as `end`."""
        return await self._end(session_id, "expired", SERVER, now)

    async def _end(self, session_id: str, reason: wire.CloseReason, by: Actor, now: Moment) -> bool:
        record = await self._endings.end_session(session_id, reason, by, now)
        if record is None:
            return False
        if record.stage is SessionStage.CLOSING:
            await self._watch(record, now)
        ended = notice.SessionEnded(session_id=session_id, reason=reason, seal=record.seal)
        await self._bus.publish(notice.client_address(record.slot_id), ended)
        await self._bus.publish(notice.agent_address(session_id), ended)
        return True
