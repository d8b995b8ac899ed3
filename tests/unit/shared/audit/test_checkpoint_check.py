"""The comparison itself; with a file around it, see `test_export_check.py`."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, raw_public_key
from shared.audit.checkpoint import read_checkpoint, sign_checkpoint
from shared.audit.checkpoint_check import compare_checkpoints
from shared.audit.verifier import ChainWalk, Finding

KEY = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)


def _compare(record, *heads, origin="https://help.example"):
    walk = ChainWalk(watch_counts=frozenset(head.count for head in heads))
    for line in record.lines():
        walk.feed(line)
    checkpoints = [read_checkpoint(sign_checkpoint(origin, head, KEY)) for head in heads]
    return compare_checkpoints(checkpoints, frozenset({raw_public_key(KEY)}), walk), walk.finish()


def test_comparison_names_the_log_and_how_far_it_agrees(record):
    found, verdict = _compare(record, record.head, record.linked[2][1].head)
    assert (found.checked, found.agreed_count, found.origins) == (2, 16, {"https://help.example"})
    assert verdict.finding is Finding.INTACT


def test_comparison_does_not_go_on_agreeing_after_the_first_difference(record):
    found, verdict = _compare(record, record.linked[2][1].head, ChainHead(9, "0" * 64), record.head)
    assert (found.agreed_count, found.differs_at) == (3, 9)
    assert (verdict.finding, verdict.first_bad_seq) == (Finding.TAMPERED, 9)
