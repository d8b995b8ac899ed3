"""The file in which a record leaves the server: a signed manifest on the first line, then the events as hashed.

JSON Lines, ASCII, one line feed after each line. The manifest is signed with the server's audit key over
`"alongside-manifest-v1" 0x00 canonical(manifest without signature)`. Reading takes nothing on trust: a line has a
largest length and must be in canonical form.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.canonical import CanonicalFormError, canonical_json, parse_canonical
from shared.audit.chain import (
    RECORD_MAX_BYTES,
    ChainHead,
    SessionSeal,
    is_signature_valid,
    key_id,
    raw_public_key,
)
from shared.audit.event import HASH_PATTERN, SID_PATTERN, SIGNATURE_PATTERN

FORMAT_VERSION = 1
MANIFEST_KIND = "alongside-audit-export"
MANIFEST_MAX_BYTES = 8 * 1024  # about 1 KiB in practice
TEXT_MAX_CHARS = 300  # an origin or an account's id

_MANIFEST_PREFIX = b"alongside-manifest-v1\x00"


class ManifestProblem(StrEnum):
    """Why the first line cannot be used."""

    EMPTY = "empty"
    NOT_AN_EXPORT = "not_an_export"
    VERSION_UNKNOWN = "version_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the server says it exported.

    Attributes:
        origin: `https://host[:port]` of the server.
        sid: the session whose own chain follows; None for a run of the server's chain.
        start: the chain before the first event; `EMPTY_CHAIN` for a session.
        end: the chain after the last event. `end.count - start.count` events follow.
        exported_at: instant by the server's clock.
        exported_by: account id of whoever asked for it.
        seal: the session's seal; None for a run of the chain, and while the session is open.
        key: the server's 32-byte public audit key.
        signature: 64 bytes over the rest.
    """

    origin: str
    sid: str | None
    start: ChainHead
    end: ChainHead
    exported_at: str
    exported_by: str
    seal: SessionSeal | None
    key: bytes
    signature: bytes

    @property
    def count(self) -> int:
        """How many events must follow."""
        return self.end.count - self.start.count

    @property
    def is_signature_valid(self) -> bool:
        """Whether the key it names signed it; whether that key is the right one is for the caller."""
        return is_signature_valid(self.key, self.signature, _signing_bytes(_unsigned(self)))


def make_manifest(
    *,
    origin: str,
    sid: str | None,
    start: ChainHead,
    end: ChainHead,
    exported_at: str,
    exported_by: str,
    seal: SessionSeal | None,
    key: Ed25519PrivateKey,
) -> Manifest:
    """Describe an export and sign the description with the server's audit key."""
    plain = Manifest(
        origin=origin,
        sid=sid,
        start=start,
        end=end,
        exported_at=exported_at,
        exported_by=exported_by,
        seal=seal,
        key=raw_public_key(key),
        signature=b"",
    )
    signature = key.sign(_signing_bytes(_unsigned(plain)))
    return replace(plain, signature=signature)


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest's line, without a line end."""
    return canonical_json({**_unsigned(manifest), "signature": manifest.signature.hex()})


def export_lines(manifest: Manifest, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The whole file piece by piece, so that a server can send it without holding it.

    Args:
        manifest: from `make_manifest`.
        lines: stored records in order, without line ends.
    """
    yield encode_manifest(manifest) + b"\n"
    for line in lines:
        yield line + b"\n"


def write_export(stream: BinaryIO, manifest: Manifest, lines: Iterable[bytes]) -> int:
    """Write the whole file and return its size in bytes."""
    return sum(stream.write(piece) for piece in export_lines(manifest, lines))


def read_manifest(stream: BinaryIO) -> Manifest | ManifestProblem:
    """Read the first line of a file.

    Raises:
        OSError: the file cannot be read.
    """
    line = stream.readline(MANIFEST_MAX_BYTES + 1)
    if not line:
        return ManifestProblem.EMPTY
    line = line.rstrip(b"\r\n")
    try:
        found = parse_canonical(line)
    except CanonicalFormError:
        return ManifestProblem.NOT_AN_EXPORT
    if not isinstance(found, dict) or found.get("kind") != MANIFEST_KIND:
        return ManifestProblem.NOT_AN_EXPORT
    if found.get("version") != FORMAT_VERSION:
        return ManifestProblem.VERSION_UNKNOWN
    return _manifest_from(found, line) or ManifestProblem.NOT_AN_EXPORT


@dataclass(slots=True)
class RecordReader:
    """The lines after the manifest.

    Attributes:
        is_cut: the file ended in the middle of a line. Set when the last line has been read.
    """

    stream: BinaryIO
    is_cut: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield each line without its end; one that is too long comes cut, and so can pass no check.

        Raises:
            OSError: the file cannot be read.
        """
        longest = RECORD_MAX_BYTES + 2
        while line := self.stream.readline(longest):
            is_whole = line.endswith(b"\n")
            if not is_whole and len(line) >= longest:
                self._skip_rest_of_line(longest)
            elif not is_whole and not _is_record_text(line):
                self.is_cut = True
                return
            yield line.rstrip(b"\r\n")

    def _skip_rest_of_line(self, step_bytes: int) -> None:
        while (piece := self.stream.readline(step_bytes)) and not piece.endswith(b"\n"):
            pass


def _is_record_text(line: bytes) -> bool:
    try:
        parse_canonical(line)
    except CanonicalFormError:
        return False
    return True


def _signing_bytes(unsigned: dict[str, Any]) -> bytes:
    return _MANIFEST_PREFIX + canonical_json(unsigned)


def _unsigned(manifest: Manifest) -> dict[str, Any]:
    seal = manifest.seal
    return {
        "kind": MANIFEST_KIND,
        "version": FORMAT_VERSION,
        "origin": manifest.origin,
        "sid": manifest.sid,
        "first": manifest.start.count + 1,
        "last": manifest.end.count,
        "count": manifest.count,
        "prev": manifest.start.hash,
        "head": manifest.end.hash,
        "exported_at": manifest.exported_at,
        "exported_by": manifest.exported_by,
        "seal": seal
        and {"count": seal.count, "head": seal.head, "signature": seal.signature.hex(), "key": seal.key.hex()},
        "key": manifest.key.hex(),
        "key_id": key_id(manifest.key),
    }


def _manifest_from(found: dict[str, Any], line: bytes) -> Manifest | None:
    try:
        manifest = Manifest(
            origin=_text(found["origin"]),
            sid=None if found["sid"] is None else _hex(found["sid"], SID_PATTERN),
            start=ChainHead(_count(found["first"]) - 1, _hex(found["prev"], HASH_PATTERN)),
            end=ChainHead(_count(found["last"]), _hex(found["head"], HASH_PATTERN)),
            exported_at=_text(found["exported_at"]),
            exported_by=_text(found["exported_by"]),
            seal=None if found["seal"] is None else seal_from_json(found["seal"]),
            key=bytes.fromhex(_hex(found["key"], HASH_PATTERN)),
            signature=bytes.fromhex(_hex(found["signature"], SIGNATURE_PATTERN)),
        )
    except (KeyError, TypeError, ValueError):
        return None
    # Looked at first: a run that ends before it begins can have a count that no canonical form holds.
    if not 0 <= manifest.start.count <= manifest.end.count:
        return None
    # Everything must be said once and agree: first, last, count, key and key id, and nothing else beside them.
    return manifest if encode_manifest(manifest) == line else None


def seal_from_json(found: Any) -> SessionSeal:
    """Read a seal from parsed JSON.

    Raises:
        KeyError: a field is missing.
        TypeError: it is not a map.
        ValueError: a field is out of its range.
    """
    if not isinstance(found, dict):
        raise TypeError
    return SessionSeal(
        count=_count(found["count"]),
        head=_hex(found["head"], HASH_PATTERN),
        signature=bytes.fromhex(_hex(found["signature"], SIGNATURE_PATTERN)),
        key=bytes.fromhex(_hex(found["key"], HASH_PATTERN)),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > TEXT_MAX_CHARS:
        raise ValueError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _hex(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value
