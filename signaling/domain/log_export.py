"""The whole record as it leaves the server: in which forms, and what a line of the one for spreadsheets holds."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from signaling.domain.accounts import Account
from signaling.domain.csv_text import csv_line
from signaling.domain.ports import Caller, Moment

_COLUMNS = ("seq", "ts", "type", "outcome", "actor_kind", "actor_id", "sid", "sseq", "data", "peer", "not_verifiable")
_NOT_VERIFIABLE = "not verifiable: only the JSON Lines export is"


class LogFormat(StrEnum):
    """How a file is written."""

    JSON_LINES = "jsonl"
    """As hashed, behind a signed manifest: `alongside-audit verify` reads it."""
    CSV = "csv"
    """For spreadsheets. Nobody can tell whether it was changed, and it says so in its name and in every line."""


class LogExport(Protocol):
    """Hands out the whole record. Raises `AuditUnwritableError` when it cannot be read or written."""

    async def begin(self, form: LogFormat, by: Account, caller: Caller, now: Moment) -> AsyncIterator[bytes]:
        """Put on record that it is handed out, then give it piece by piece, up to where it ended before that."""
        ...


def csv_header() -> bytes:
    """The first line."""
    return csv_line(_COLUMNS).encode()


def csv_event(line: bytes) -> bytes:
    """One stored record as a line."""
    record: dict[str, Any] = msgspec.json.decode(line)
    actor = record["actor"]
    cells = (
        record["seq"], record["ts"], record["type"], record["outcome"], actor["kind"], actor["id"], record.get("sid"),
        record.get("sseq"), _text_of(record["data"]), _text_of(record.get("peer", {})), _NOT_VERIFIABLE,
    )  # fmt: skip
    return csv_line(cells).encode()


def _text_of(values: dict[str, Any]) -> str:
    return msgspec.json.encode(values).decode() if values else ""
