"""Ends sessions from outside, in one transaction with who wanted it: implements the port `SessionEndings`."""

from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select, update

from shared.audit.event import Actor
from signaling.domain.ports import Moment, SessionRecord, SessionStage
from signaling.storage import session_store
from signaling.storage.account_directory import Store
from signaling.storage.models import IS_LIVE, sessions

_GOING_ON = frozenset({SessionStage.PAIRING, SessionStage.PAIRED, SessionStage.OPEN})


class DatabaseEndings:
    """See the port for what it promises."""

    def __init__(self, store: Store, seal_key: Ed25519PrivateKey) -> None:
        self._store = store
        self._seal_key = seal_key

    async def open_since(self, began_before: datetime) -> tuple[str, ...]:
        """Sessions that are open and began before that: the port `OpenSessions`."""
        before_unix_ms = int(began_before.timestamp() * 1000)

        def query(connection: Connection) -> tuple[str, ...]:
            is_meant = (sessions.c.stage == SessionStage.OPEN.value) & (sessions.c.created_unix_ms < before_unix_ms)
            rows = connection.execute(select(sessions.c.session_id).where(IS_LIVE, is_meant))
            return tuple(row.session_id for row in rows)

        return await self._store.read(query)

    async def end_session(self, session_id: str, reason: str, by: Actor, now: Moment) -> SessionRecord | None:
        """End a session that goes on, and keep who wanted it."""
        step = partial(end_session, session_id=session_id, reason=reason, by=by, now=now, seal_key=self._seal_key)
        return await self._store.write(step)


def end_session(
    connection: Connection, session_id: str, *, reason: str, by: Actor, now: Moment, seal_key: Ed25519PrivateKey
) -> SessionRecord | None:
    """Move an open session to `CLOSING`, close any other that goes on; None when nothing goes on under that id."""
    row = connection.execute(select(sessions.c.stage).where(sessions.c.session_id == session_id)).first()
    if row is None or row.stage not in _GOING_ON:
        return None
    connection.execute(
        update(sessions).where(sessions.c.session_id == session_id).values(reason=reason, ended_by=by.id)
    )
    if row.stage == SessionStage.OPEN:
        return session_store.begin_closing(connection, session_id, reason)
    return session_store.close_session(connection, session_id, reason, now, seal_key=seal_key)
