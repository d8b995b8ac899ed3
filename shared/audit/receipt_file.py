"""The receipt an assisted person keeps, as far as checking needs it: the seal, and their own signed events.

A receipt is JSON for people's own files, so its spacing is free; what is signed in it is signed in canonical form.
The rest of a receipt (names, totals) is for reading and is not looked at here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.audit.canonical import CanonicalFormError, parse_strict
from shared.audit.chain import SessionSeal, is_seal_valid, is_signature_valid
from shared.audit.event import (
    HASH_PATTERN,
    INSTANT_PATTERN,
    OUTCOMES,
    SID_PATTERN,
    SIGNATURE_PATTERN,
    TAG_PATTERN,
    EventData,
    check_flat_map,
    event_signing_bytes,
)
from shared.audit.export import seal_from_json
from shared.audit.verifier import ChainWalk, Finding, SessionTally

RECEIPT_KIND = "alongside-receipt"
RECEIPT_VERSION = 1
RECEIPT_MAX_BYTES = 4 * 1024 * 1024  # some ten thousand events; a long day has a few hundred

_CSEQ_MAX = 10_000_000  # the limit of docs/protocol.md


class ReceiptProblem(StrEnum):
    """Why a receipt cannot be used."""

    NOT_A_RECEIPT = "not_a_receipt"
    VERSION_UNKNOWN = "version_unknown"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptEvent:
    """One event as the person's program signed it; `signature` is 64 bytes (Ed25519)."""

    cseq: int
    cts: str
    type: str
    outcome: str
    data: EventData
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptProof:
    """The part of a receipt that proves something.

    Attributes:
        sid: the session.
        client_key: the 32-byte public key the person's program made for this session.
        events: what it signed, in order.
        seal: the server's seal; None when the server could not be reached at the end.
    """

    sid: str
    client_key: bytes
    events: tuple[ReceiptEvent, ...]
    seal: SessionSeal | None


def read_receipt(data: bytes) -> ReceiptProof | ReceiptProblem:
    """Read a receipt from its bytes, trusting nothing in them."""
    if len(data) > RECEIPT_MAX_BYTES:
        return ReceiptProblem.TOO_LARGE
    try:
        found = parse_strict(data)
    except CanonicalFormError:
        return ReceiptProblem.NOT_A_RECEIPT
    if not isinstance(found, dict) or found.get("kind") != RECEIPT_KIND:
        return ReceiptProblem.NOT_A_RECEIPT
    if found.get("version") != RECEIPT_VERSION:
        return ReceiptProblem.VERSION_UNKNOWN
    try:
        return _proof_from(found)
    except (KeyError, TypeError, ValueError):
        return ReceiptProblem.NOT_A_RECEIPT


def compare_receipt(proof: ReceiptProof, walk: ChainWalk, tally: SessionTally | None, trusted_key: bytes) -> None:
    """Hold a receipt against what a walk saw of its session, and note every difference in the walk.

    Args:
        proof: from `read_receipt`.
        walk: a walk that watched `proof.sid` and has been fed everything.
        tally: what it saw of that session; None when the session is not there.
        trusted_key: the server's public audit key.
    """
    _check_own_signatures(proof, walk, trusted_key)
    if tally is None:
        walk.note(Finding.INCOMPLETE, None, "receipt_session_missing")
        return
    if tally.client_key not in (None, proof.client_key.hex()):
        walk.note(Finding.BAD_SIGNATURE, None, "receipt_key_differs")
    if proof.seal is not None:
        if tally.chain.count < proof.seal.count:
            walk.note(Finding.INCOMPLETE, None, "receipt_says_more")
        elif tally.chain.count > proof.seal.count:
            walk.note(Finding.TAMPERED, None, "added_after_receipt")
        elif tally.chain.hash != proof.seal.head:
            walk.note(Finding.TAMPERED, None, "receipt_differs")
    for event in proof.events:
        kept = tally.signatures.get(event.cseq)
        if kept is None and tally.is_whole_from_start:
            walk.note(Finding.INCOMPLETE, None, "receipt_event_missing")
        elif kept is not None and kept != event.signature.hex():
            walk.note(Finding.TAMPERED, None, "receipt_event_differs")


def _check_own_signatures(proof: ReceiptProof, walk: ChainWalk, trusted_key: bytes) -> None:
    seal = proof.seal
    if seal is not None and not (seal.key == trusted_key and is_seal_valid(proof.sid, seal)):
        walk.note(Finding.BAD_SIGNATURE, None, "receipt_seal_wrong")
    if not all(_is_signed(proof, event) for event in proof.events):
        walk.note(Finding.BAD_SIGNATURE, None, "receipt_event_wrong")


def _is_signed(proof: ReceiptProof, event: ReceiptEvent) -> bool:
    signed = event_signing_bytes(proof.sid, event.cseq, event.cts, event.type, event.outcome, event.data)
    return is_signature_valid(proof.client_key, event.signature, signed)


def _proof_from(found: dict[str, Any]) -> ReceiptProof:
    events = found["events"]
    if not isinstance(events, list):
        raise TypeError
    return ReceiptProof(
        sid=_matching(SID_PATTERN, found["sid"]),
        client_key=bytes.fromhex(_matching(HASH_PATTERN, found["client_key"])),
        events=tuple(_events_from(events)),
        seal=None if found["seal"] is None else seal_from_json(found["seal"]),
    )


def _events_from(found: list[Any]) -> Iterable[ReceiptEvent]:
    for entry in found:
        data, cseq, outcome = entry["data"], entry["cseq"], entry["outcome"]
        if not isinstance(data, dict) or check_flat_map(data) or outcome not in OUTCOMES:
            raise ValueError
        if type(cseq) is not int or not 1 <= cseq <= _CSEQ_MAX:
            raise ValueError
        yield ReceiptEvent(
            cseq=cseq,
            cts=_matching(INSTANT_PATTERN, entry["cts"]),
            type=_matching(TAG_PATTERN, entry["type"]),
            outcome=outcome,
            data=data,
            signature=bytes.fromhex(_matching(SIGNATURE_PATTERN, entry["signature"])),
        )


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value
