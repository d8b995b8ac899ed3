"""Sessions, log and accounts as the admin page sees them: implements the port `ReviewDirectory`."""

from functools import partial

from signaling.domain.accounts import Account
from signaling.domain.review import LogEntry, LogPage, LogQuery, SessionList, SessionQuery, SessionSummary
from signaling.storage import account_store, log_store, review_store
from signaling.storage.account_directory import Store


class DatabaseReview:
    """See the port for what each method promises."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def sessions(self, query: SessionQuery) -> SessionList:
        """One page of sessions."""
        return await self._store.read(partial(review_store.read_sessions, query=query))

    async def session(self, session_id: str) -> SessionSummary | None:
        """One session; None when there is none."""
        return await self._store.read(partial(review_store.read_session, session_id=session_id))

    async def session_events(self, session_id: str) -> tuple[LogEntry, ...]:
        """All events of a session, oldest first."""
        return await self._store.read(partial(review_store.read_session_events, session_id=session_id))

    async def log(self, query: LogQuery) -> LogPage:
        """One page of the whole log."""
        return await self._store.read(partial(log_store.read_log, query=query))

    async def accounts(self) -> tuple[Account, ...]:
        """Everybody, by address."""
        return tuple(await self._store.read(account_store.list_accounts))

    async def team_of(self, account: Account) -> frozenset[int]:
        """The accounts of the same organisation, by number."""
        return await self._store.read(partial(review_store.team_of, organisation=account.organisation))
