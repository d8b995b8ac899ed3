"""A person's receipt, as `alongside-audit verify --receipt` reads it."""

import json
from pathlib import Path

from shared.audit import chain, receipt_file
from shared.audit.chain import EMPTY_CHAIN
from shared.audit.receipt_file import ReceiptProblem, compare_receipt, read_receipt
from shared.audit.verifier import ChainWalk, Finding, SessionTally
from tests.fuzz.feedback import note
from tests.fuzz.signatures import quicken_signatures

PARSER = "receipt (`shared/audit/receipt_file.py`)"
MAX_BYTES = 1_536
WORDS = tuple(
    b'"kind":"alongside-receipt" "version":1 "sid" "client_key" "events" "seal" "cseq" "cts" "type" "outcome" "data" '
    b'"signature" "count" "head" "key" null true [] {} "ok" 10000000'.split()
)

_VECTORS = Path(__file__).parents[2] / "vectors" / "audit"


def quicken() -> None:
    """Signatures take most of the time, and nobody makes right ones by chance: only those of the seeds count."""
    quicken_signatures((chain, receipt_file), lambda: [run(data) for data in seeds()])


def seeds() -> list[bytes]:
    whole = json.loads((_VECTORS / "receipt.json").read_bytes())
    short = [whole | {"events": whole["events"][:count]} for count in (0, 1, 2)] + [
        whole | {"seal": None, "events": []}
    ]
    return [json.dumps(each, separators=(",", ":")).encode() for each in short]


def run(data: bytes) -> None:
    proof = read_receipt(data)
    if isinstance(proof, ReceiptProblem):
        note(proof)
        return
    note("receipt")
    for tally in (None, SessionTally(EMPTY_CHAIN, is_whole_from_start=True)):
        walk = ChainWalk(watch_sid=proof.sid)
        compare_receipt(proof, walk, tally, bytes(32))
        verdict = walk.finish()
        note(verdict.problem)
        assert tally is not None or verdict.finding is not Finding.INTACT, "a session that is not there is missed"
