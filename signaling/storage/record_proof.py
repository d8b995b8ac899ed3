"""Checks the stored record, a session of it or all, and hands out a session's export: implements `RecordProof`."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from shared.audit.chain import EMPTY_CHAIN, ChainHead, SessionSeal, key_id, raw_public_key
from shared.audit.event import AuditTag
from shared.audit.export import Manifest, export_lines, make_manifest
from shared.audit.export_check import check_seal
from shared.audit.verifier import ChainWalk, Finding, Verdict
from shared.clock import format_utc_ms
from signaling.domain.accounts import Account
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, TooManyWaitingError
from signaling.domain.review import OnProgress, ProofReport
from signaling.storage import audit_store, review_store
from signaling.storage.account_directory import Store
from signaling.storage.pruned_proof import check_kept
from signaling.storage.pruning import pruned_end

_CHUNK = 512  # read at once
WAITING_MAX = 8  # checks of single sessions, the running one among them; a long one takes a few seconds
_SLICE = 32  # checked at once: some three milliseconds, after which everybody else's messages come


class DatabaseProof:
    """See the port for what each method promises."""

    def __init__(
        self,
        store: Store,
        key: Ed25519PrivateKey,
        origin: str,
        *,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take the store, the key seals are made with, the address exports name, and how to rest for some seconds."""
        self._store = store
        self._key = key
        self._origin = origin
        self._rest = rest
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def check_session(self, session_id: str) -> ProofReport:
        """Check one session's own chain, and its seal when it has one, as the offline verifier would.

        One at a time, in slices as `check_all`: anybody may ask for it, of a session with thousands of signatures.
        """
        if self._waiting >= WAITING_MAX:
            raise TooManyWaitingError
        self._waiting += 1
        try:
            async with self._turn:
                return await self._check_session(session_id)
        finally:
            self._waiting -= 1

    async def check_all(self, on_progress: OnProgress | None = None) -> ProofReport:
        """Check the server's whole chain, from its first event to the last there is when the check begins.

        Its first is the one behind what was pruned, if an event signed by the server says so. It takes half the time
        there is and leaves the other half to everybody else.
        """
        end = await self._store.read(audit_store.read_head)
        key = raw_public_key(self._key)
        start = await self._store.read(lambda connection: pruned_end(connection, key))
        walk, done, count = ChainWalk(start=start), 0, end.count - start.count
        async for chunk in self._chunks(start.count + 1, end.count):
            await self._feed(walk, chunk)
            done += len(chunk)
            if on_progress is not None:
                await on_progress(min(done, count), count)
        if start != EMPTY_CHAIN:
            # Sessions across the place where the chain begins now: what is before it is held by their own chains.
            finding, problem = await self._store.read(lambda connection: check_kept(connection, key))
            if finding is not Finding.INTACT:
                walk.note(finding, None, problem)
        return self._report(walk.finish(end), is_sealed=False)

    async def export_session(self, session_id: str, by: Account, now: Moment) -> bytes:
        """A session as a file the offline verifier reads; that it was handed out is on record before it is."""
        end, seal, lines = await self._read_session(session_id)
        manifest = self._manifest(session_id, end, seal, exported_at=format_utc_ms(now.utc), by=by.agent_id)
        head = await self._store.read(audit_store.read_head)
        data = {"first_seq": 1, "last_seq": head.count, "head": end.hash, "sid": session_id}
        event = server_event(AuditTag.LOG_EXPORTED, data, now=now, actor=by.actor)
        await self._store.write(lambda connection: audit_store.append_event(connection, event) and None)
        return b"".join(export_lines(manifest, lines))

    async def _check_session(self, session_id: str) -> ProofReport:
        end, seal, lines = await self._read_session(session_id)
        walk = ChainWalk(only_sid=session_id)
        await self._feed(walk, lines)
        check_seal(session_id, seal, end, walk, raw_public_key(self._key))
        return self._report(walk.finish(end), is_sealed=seal is not None)

    async def _feed(self, walk: ChainWalk, lines: Sequence[bytes]) -> None:
        for first in range(0, len(lines), _SLICE):
            began_s = time.perf_counter()
            for line in lines[first : first + _SLICE]:
                walk.feed(line)
            await self._rest(time.perf_counter() - began_s)

    async def _read_session(self, session_id: str) -> tuple[ChainHead, SessionSeal | None, list[bytes]]:
        """Where a session's chain ends, and its events, in one look: what came between two would seem added."""
        key = raw_public_key(self._key)

        def look(connection: Connection) -> tuple[ChainHead, SessionSeal | None, list[bytes]]:
            end, seal = review_store.read_session_end(connection, session_id, key)
            return end, seal, review_store.read_session_lines(connection, session_id)

        return await self._store.read(look)

    async def _chunks(self, first_seq: int, last_seq: int) -> AsyncIterator[list[bytes]]:
        for first in range(first_seq, last_seq + 1, _CHUNK):
            last = min(first + _CHUNK - 1, last_seq)
            yield await self._store.read(
                lambda connection, first=first, last=last: audit_store.read_range(connection, first, last)
            )

    def _manifest(
        self, session_id: str, end: ChainHead, seal: SessionSeal | None, *, exported_at: str, by: str
    ) -> Manifest:
        return make_manifest(
            origin=self._origin,
            sid=session_id,
            start=EMPTY_CHAIN,
            end=end,
            exported_at=exported_at,
            exported_by=by,
            seal=seal,
            key=self._key,
        )

    def _report(self, verdict: Verdict, *, is_sealed: bool) -> ProofReport:
        return ProofReport(
            finding=verdict.finding,
            first_bad_seq=verdict.first_bad_seq,
            problem=verdict.problem,
            events=verdict.events,
            signed_consents=verdict.signed_consents,
            is_sealed=is_sealed,
            head=verdict.head.hash,
            key_id=key_id(raw_public_key(self._key)),
        )
