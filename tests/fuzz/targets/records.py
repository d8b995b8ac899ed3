"""Events of a record, mended so far that they get past the door: their form, order, links and signatures."""

import json
from pathlib import Path

from shared.audit import chain, receipt_file
from shared.audit.canonical import CanonicalFormError, canonical_json
from shared.audit.receipt_file import ReceiptProof, compare_receipt, read_receipt
from shared.audit.verifier import ChainWalk, Finding
from tests.fuzz.feedback import note
from tests.fuzz.signatures import quicken_signatures

PARSER = "events of a record (`shared/audit/verifier.py`, `chain.py`)"
MAX_BYTES = 1_536
WORDS = tuple(
    b'"v":1 "seq" "ts" "type" "outcome" "actor" "data" "prev" "hash" "sid" "sseq" "sprev" "cseq" "cts" "sig" "key" '
    b'"peer" "client_key" null true 9007199254740992 session:life:opened session:life:closed session:consent:granted '
    b'"ok"'.split()
)

_VECTORS = Path(__file__).parents[2] / "vectors" / "audit"
_PROOF = read_receipt((_VECTORS / "receipt.json").read_bytes())
_LINES_MAX = 3
_IS_LINKED, _IS_ONE_SESSION, _HAS_RECEIPT = 1, 2, 4


def quicken() -> None:
    """Signatures take most of the time, and nobody makes right ones by chance: only those of the seeds count."""
    quicken_signatures((chain, receipt_file), lambda: [run(data) for data in seeds()])


def seeds() -> list[bytes]:
    session = (_VECTORS / "session.jsonl").read_bytes().splitlines()[1:]
    whole = (_VECTORS / "chain.jsonl").read_bytes().splitlines()[1:]
    parts = [b"\n".join(lines[at : at + 2]) for lines in (session, whole) for at in range(0, len(lines), 2)]
    return [bytes([how]) + part for part in parts for how in (_IS_LINKED, 7) if len(part) < MAX_BYTES]


def run(data: bytes) -> None:
    """The first byte says whether hashes are made right, and whose chain is walked against what."""
    how, lines = (data[:1] or b"\0")[0], data[1:].split(b"\n")[:_LINES_MAX]
    assert isinstance(_PROOF, ReceiptProof)
    walk = ChainWalk(only_sid=_PROOF.sid if how & _IS_ONE_SESSION else None, watch_sid=_PROOF.sid)
    for line in lines:
        walk.feed(_mended(line, is_linked=bool(how & _IS_LINKED)))
    if how & _HAS_RECEIPT:
        compare_receipt(_PROOF, walk, walk.sessions.get(_PROOF.sid), _PROOF.client_key)
    verdict = walk.finish()
    note(verdict.problem)
    assert verdict.events == len(lines)
    assert verdict.signed_consents <= verdict.events
    assert (verdict.finding is Finding.INTACT) == (not verdict.problem)
    assert verdict.first_bad_seq is None or verdict.first_bad_seq >= 1


def _mended(line: bytes, *, is_linked: bool) -> bytes:
    """JSON in its one form, and with the hash that belongs to it; anything else as it is."""
    try:
        value = json.loads(line)
        if is_linked and isinstance(value, dict) and isinstance(value.get("prev"), str) and "hash" in value:
            value["hash"] = chain.link_hash(value["prev"], value)
        return canonical_json(value)
    except (ValueError, RecursionError, CanonicalFormError):
        return line
