"""Hands out the whole record a piece at a time, on record before the first byte leaves: implements `LogExport`."""

from collections.abc import AsyncIterator
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, raw_public_key
from shared.audit.event import AuditTag
from shared.audit.export import encode_manifest, make_manifest
from shared.clock import format_utc_ms
from signaling.domain.accounts import Account
from signaling.domain.audit_log import server_event
from signaling.domain.log_export import LogFormat, csv_event, csv_header
from signaling.domain.ports import AuditUnwritableError, Caller, Moment
from signaling.storage import audit_store
from signaling.storage.account_directory import Store
from signaling.storage.pruning import pruned_end

CHUNK_EVENTS = 500  # some 300 KB: what is in memory of a record of any length


class DatabaseLogExport:
    """See the port for what `begin` promises."""

    def __init__(self, store: Store, key: Ed25519PrivateKey, origin: str) -> None:
        """Take the store, the key manifests are signed with, and the address exports name."""
        self._store = store
        self._key = key
        self._origin = origin

    async def begin(self, form: LogFormat, by: Account, caller: Caller, now: Moment) -> AsyncIterator[bytes]:
        """Record the export, then give the pieces."""
        end = await self._store.read(audit_store.read_head)
        key = raw_public_key(self._key)
        start = await self._store.read(lambda connection: pruned_end(connection, key))
        data = {"first_seq": start.count + 1, "last_seq": end.count, "head": end.hash, "format": form.value}
        event = server_event(AuditTag.LOG_EXPORTED, data, now=now, actor=by.actor, connection=caller)
        await self._store.write(lambda connection: audit_store.append_event(connection, event) and None)
        return self._csv(start, end) if form is LogFormat.CSV else self._json_lines(start, end, by, now)

    async def _json_lines(self, start: ChainHead, end: ChainHead, by: Account, now: Moment) -> AsyncIterator[bytes]:
        manifest = make_manifest(
            origin=self._origin,
            sid=None,
            start=start,
            end=end,
            exported_at=format_utc_ms(now.utc),
            exported_by=by.agent_id,
            seal=None,
            key=self._key,
        )
        yield encode_manifest(manifest) + b"\n"
        async for lines in self._chunks(start.count + 1, end.count):
            yield b"".join(line + b"\n" for line in lines)

    async def _csv(self, start: ChainHead, end: ChainHead) -> AsyncIterator[bytes]:
        yield csv_header()
        async for lines in self._chunks(start.count + 1, end.count):
            yield b"".join(csv_event(line) for line in lines)

    async def _chunks(self, first_seq: int, last_seq: int) -> AsyncIterator[list[bytes]]:
        # Each in a transaction of its own: a reader who takes an hour must not keep the database from tidying up.
        for first in range(first_seq, last_seq + 1, CHUNK_EVENTS):
            last = min(first + CHUNK_EVENTS - 1, last_seq)
            lines = await self._store.read(partial(audit_store.read_range, first_seq=first, last_seq=last))
            if len(lines) != last - first + 1:
                raise AuditUnwritableError  # a file that breaks off is seen, one that skips may not be
            yield lines
