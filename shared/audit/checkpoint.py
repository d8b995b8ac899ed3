"""The checkpoint a witness signs: how long the server's chain is and where it ends, in the form of a signed note.

Three lines, an empty one, and one line for each signature:

    alongside-checkpoint-v1 https://help.example:8443
    1234
    <64 hex digits: the hash of event 1234>

    — alongside-witness <base64 of 4 bytes of key hint and 64 bytes of signature>

The manner is that of C2SP tlog-checkpoint and signed-note: the signature is Ed25519 over the three lines with their
line ends, and the key hint is the first four bytes of SHA-256(name 0x0a 0x01 public key). The first line names a
format of our own, because the third is the end of a chain and not the root of a tree.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.canonical import INTEGER_MAX, canonical_json
from shared.audit.chain import ChainHead, is_signature_valid, raw_public_key
from shared.audit.event import HASH_PATTERN

FORMAT_NAME = "alongside-checkpoint-v1"
SIGNER_NAME = "alongside-witness"
LINE_KIND = "alongside-checkpoint"
ORIGIN_MAX_CHARS = 300
NOTE_MAX_BYTES = 4 * 1024  # about 350 bytes with one signature
FILE_MAX_BYTES = 256 * 1024 * 1024  # a checkpoint a minute for a year is 200 MB

_SIGNATURES_MAX = 16
_HINT_BYTES = 4
_ED25519_KIND = b"\x01"  # the number signed-note gives this kind of signature
_ORIGIN_PATTERN = re.compile(r"[!-~]{1,300}")
_COUNT_PATTERN = re.compile(r"[1-9][0-9]{0,15}")
_SIGNATURE_LINE = re.compile(r"— ([^\s+]{1,100}) ([A-Za-z0-9+/]{1,200}={0,2})")


class CheckpointProblem(StrEnum):
    """Why a file given as a checkpoint cannot be used."""

    NOT_A_CHECKPOINT = "not_a_checkpoint"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One checkpoint as read, its signatures not yet checked.

    Attributes:
        origin: how the witness names the log.
        head: events in the server's chain, and the hash of the last.
        signatures: name of the signer, 4 bytes of key hint, signature bytes.
    """

    origin: str
    head: ChainHead
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @property
    def text(self) -> bytes:
        """The three lines that are signed."""
        return checkpoint_text(self.origin, self.head)

    def is_signed_by(self, public_key: bytes) -> bool:
        """Whether one of the signatures was made with that 32-byte key."""
        return any(
            hint == key_hint(name, public_key) and is_signature_valid(public_key, signature, self.text)
            for name, hint, signature in self.signatures
        )


def is_origin_fit(origin: str) -> bool:
    """Whether a name can stand in the first line: 1 to 300 printable ASCII characters without a space."""
    return _ORIGIN_PATTERN.fullmatch(origin) is not None


def checkpoint_text(origin: str, head: ChainHead) -> bytes:
    """The three lines."""
    return f"{FORMAT_NAME} {origin}\n{head.count}\n{head.hash}\n".encode("ascii")


def key_hint(name: str, public_key: bytes) -> bytes:
    """Four bytes that tell which key a signature is of, without proving anything."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519_KIND + public_key).digest()[:_HINT_BYTES]


def sign_checkpoint(origin: str, head: ChainHead, key: Ed25519PrivateKey) -> bytes:
    """Make the whole note.

    Args:
        origin: see `is_origin_fit`.
        head: a chain of one event or more.
        key: the witness's.

    Raises:
        ValueError: an origin or a head that no reader would take; a fault of the caller.
    """
    if not is_origin_fit(origin) or head.count < 1 or not HASH_PATTERN.fullmatch(head.hash):
        raise ValueError("not a checkpoint")
    text = checkpoint_text(origin, head)
    mark = key_hint(SIGNER_NAME, raw_public_key(key)) + key.sign(text)
    return text + f"\n— {SIGNER_NAME} {base64.b64encode(mark).decode('ascii')}\n".encode()


def read_checkpoint(note: bytes) -> Checkpoint | CheckpointProblem:
    """Read one note, trusting nothing in it."""
    if len(note) > NOTE_MAX_BYTES:
        return CheckpointProblem.TOO_LARGE
    try:
        first, count, head, empty, *rest, last = note.decode("utf-8").split("\n")
    except ValueError:  # also: not UTF-8
        return CheckpointProblem.NOT_A_CHECKPOINT
    name, _, origin = first.partition(" ")
    is_fit = (
        name == FORMAT_NAME
        and is_origin_fit(origin)
        and _COUNT_PATTERN.fullmatch(count)
        and int(count) <= INTEGER_MAX
        and HASH_PATTERN.fullmatch(head)
        and (empty, last) == ("", "")
        and 1 <= len(rest) <= _SIGNATURES_MAX
    )
    signatures = [_read_signature(line) for line in rest] if is_fit else []
    if not signatures or None in signatures:
        return CheckpointProblem.NOT_A_CHECKPOINT
    return Checkpoint(
        origin=origin,
        head=ChainHead(int(count), head),
        signatures=tuple(signature for signature in signatures if signature is not None),
    )


def encode_witness_line(note: bytes, at: str) -> bytes:
    """One line of the file of an outside witness, with its line end.

    Args:
        note: from `sign_checkpoint`.
        at: instant at which the line is written, by the clock of who writes it; information only.
    """
    return canonical_json({"kind": LINE_KIND, "at": at, "note": note.decode("utf-8")}) + b"\n"


def note_of_witness_line(line: bytes) -> bytes | None:
    """The note in one line of such a file; None when it is no such line, for example one cut short by a crash."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("kind") != LINE_KIND or not isinstance(found.get("note"), str):
        return None
    return found["note"].encode("utf-8", "replace")


def read_checkpoint_file(data: bytes) -> list[Checkpoint] | CheckpointProblem:
    """Read what a witness kept: a single note, or the lines of a file; what is not a whole line of it is left out."""
    if data.startswith(FORMAT_NAME.encode("ascii")):
        checkpoint = read_checkpoint(data)
        return checkpoint if isinstance(checkpoint, CheckpointProblem) else [checkpoint]
    if len(data) > FILE_MAX_BYTES:
        return CheckpointProblem.TOO_LARGE
    found: list[Checkpoint] = []
    for line in data.splitlines():
        note = note_of_witness_line(line) if line.startswith(b"{") else None
        checkpoint = None if note is None else read_checkpoint(note)
        if isinstance(checkpoint, Checkpoint):
            found.append(checkpoint)
    return found or CheckpointProblem.NOT_A_CHECKPOINT


def _read_signature(line: str) -> tuple[str, bytes, bytes] | None:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None:
        return None
    try:
        mark = base64.b64decode(match[2], validate=True)
    except binascii.Error:
        return None
    return match[1], mark[:_HINT_BYTES], mark[_HINT_BYTES:]
