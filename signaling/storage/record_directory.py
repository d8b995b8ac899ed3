"""What was said of sessions, as the rules and pages see it: implements the port `RecordLedger`."""

from collections.abc import Awaitable, Callable
from functools import partial

from signaling.domain.session_record import Author, Category, Filing, KeptRecord, Report, Standing
from signaling.storage import category_store, record_store
from signaling.storage.account_directory import Store


class DatabaseRecords:
    """See the port for what each method promises."""

    def __init__(self, store: Store, wipe: Callable[[], Awaitable[None]]) -> None:
        """Take the store, and what cleans the files of the database of what was deleted."""
        self._store = store
        self._wipe = wipe

    async def categories(self) -> tuple[Category, ...]:
        """All kinds of problem."""
        return await self._store.read(category_store.read_categories)

    async def save_categories(self, categories: tuple[Category, ...], by: Author) -> int:
        """Keep these in that order."""
        return await self._store.write(partial(category_store.save_categories, wanted=categories, by=by))

    async def standing(self, session_id: str) -> Standing | None:
        """What decides whether something may be said."""
        return await self._store.read(partial(record_store.read_standing, session_id=session_id))

    async def put_problem(self, session_id: str, problem: str, by: Author) -> bool:
        """Keep the problem as the person wrote it."""
        step = partial(record_store.put_problem, session_id=session_id, problem=problem, by=by)
        return await self._store.write(step)

    async def file(self, session_id: str, filing: Filing, by: Author) -> bool:
        """Keep what the agent files."""
        step = partial(record_store.file_session, session_id=session_id, filing=filing, by=by)
        return await self._store.write(step)

    async def rate(self, session_id: str, stars: int, by: Author) -> bool:
        """Keep the person's stars."""
        step = partial(record_store.rate_session, session_id=session_id, stars=stars, by=by)
        return await self._store.write(step)

    async def report(self, session_id: str, report: Report, by: Author) -> bool:
        """Keep a report."""
        step = partial(record_store.report_session, session_id=session_id, report=report, by=by)
        return await self._store.write(step)

    async def put_receipt(self, session_id: str, part: int, body: bytes, by: Author) -> bool:
        """Keep one part of the receipt."""
        step = partial(record_store.put_receipt, session_id=session_id, part=part, body=body, by=by)
        return await self._store.write(step)

    async def read(self, session_id: str) -> KeptRecord | None:
        """All that is kept."""
        return await self._store.read(partial(record_store.read_record, session_id=session_id))

    async def take_receipt(self, session_id: str, by: Author) -> bytes | None:
        """The receipt that came with the report."""
        return await self._store.write(partial(record_store.take_receipt, session_id=session_id, by=by))

    async def erase(self, session_id: str, by: Author) -> bool:
        """Destroy key and texts for good."""
        is_erased = await self._store.write(partial(record_store.erase_record, session_id=session_id, by=by))
        await self._wipe()  # also when it was erased before: perhaps the files could not be cleaned then
        return is_erased
