"""Checks one exported file as a whole: manifest, chain, seal, and receipt and checkpoints when there are some."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import BinaryIO

from shared.audit.chain import ChainHead, SessionSeal, is_seal_valid
from shared.audit.checkpoint import Checkpoint
from shared.audit.checkpoint_check import CheckpointReport, compare_checkpoints
from shared.audit.export import Manifest, ManifestProblem, RecordReader, read_manifest
from shared.audit.pruning import Pruning, read_pruning
from shared.audit.receipt_file import ReceiptProof, compare_receipt
from shared.audit.signature_pool import BATCH_EVENTS, read_signed
from shared.audit.verifier import ChainWalk, Finding, SessionTally, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was found in a file.

    Attributes:
        verdict: the gravest finding and the counts.
        manifest: the file's first line.
        trusted_key: the server's key as the reader knows it; None when it came only from the file.
        receipt: what it was held against, or None.
        checkpoints: what came of the witness's checkpoints; None when none were given.
        pruning: the event that says why the file begins later than the record did; None when it begins with it.
    """

    verdict: Verdict
    manifest: Manifest
    trusted_key: bytes | None
    receipt: ReceiptProof | None
    checkpoints: CheckpointReport | None = None
    pruning: Pruning | None = None


def check_export(
    stream: BinaryIO,
    *,
    trusted_key: bytes | None = None,
    receipt: ReceiptProof | None = None,
    checkpoints: Sequence[Checkpoint] = (),
    witness_keys: frozenset[bytes] = frozenset(),
    executor: Executor | None = None,
    is_every_signature: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> ExportReport | ManifestProblem:
    """Read and check a file.

    Args:
        stream: opened for reading bytes, at its beginning.
        trusted_key: the server's 32-byte public audit key; without it the key in the file is used, which shows
            only that nobody changed the file after whoever holds that key signed it.
        receipt: the person's receipt of one of the sessions in the file.
        checkpoints: of a witness; they speak of the server's chain, so a file of one session has nothing to hold
            against them.
        witness_keys: 32-byte public keys of witnesses; each checkpoint must be signed with one of them.
        executor: where signatures are checked; None does it here.
        is_every_signature: check also those that a later one stands for.
        on_progress: told now and then how many events were read so far.

    Raises:
        OSError: the file cannot be read.
    """
    manifest = read_manifest(stream)
    if isinstance(manifest, ManifestProblem):
        return manifest
    server_key = trusted_key if trusted_key is not None else manifest.key
    walk = ChainWalk(
        start=manifest.start,
        only_sid=manifest.sid,
        watch_sid=receipt.sid if receipt else None,
        watch_counts=frozenset(checkpoint.head.count for checkpoint in checkpoints),
    )
    records = RecordReader(stream)
    for number, (reading, is_right) in enumerate(
        read_signed(records, executor, is_each_checked=is_every_signature), 1
    ):
        walk.take(reading, is_signature_right=is_right)
        if on_progress is not None and number % BATCH_EVENTS == 0:
            on_progress(number)
    if records.is_cut:
        walk.note(Finding.INCOMPLETE, walk.head.count + 1, "file_cut")
    if not (manifest.key == server_key and manifest.is_signature_valid):
        walk.note(
            Finding.BAD_SIGNATURE, None, "manifest_key_differs" if manifest.key != server_key else "manifest_wrong"
        )
    if manifest.sid is not None:
        check_seal(manifest.sid, manifest.seal, manifest.end, walk, server_key)
    if receipt is not None:
        compare_receipt(receipt, walk, walk.sessions.get(receipt.sid), server_key)
    pruning = _find_pruning(manifest, walk, server_key)
    compared = None
    if checkpoints:
        pruned_count = 0 if pruning is None else pruning.end.count
        compared = compare_checkpoints(checkpoints, witness_keys, walk, pruned_count=pruned_count)
    return ExportReport(
        verdict=walk.finish(manifest.end),
        manifest=manifest,
        trusted_key=trusted_key,
        receipt=receipt,
        checkpoints=compared,
        pruning=pruning,
    )


def _find_pruning(manifest: Manifest, walk: ChainWalk, server_key: bytes) -> Pruning | None:
    if manifest.sid is not None or manifest.start.count == 0:
        return None
    for seq, data in walk.prunings:
        pruning = read_pruning(seq, data, server_key)
        if pruning is not None and pruning.end == manifest.start:
            return pruning
    walk.note(Finding.INCOMPLETE, 1, "beginning_missing")
    return None


def check_seal(sid: str, seal: SessionSeal | None, end: ChainHead, walk: ChainWalk, server_key: bytes) -> None:
    """Note what is wrong with the seal of a session whose events were walked; nothing while it has none.

    Args:
        sid: the session.
        seal: its seal, if it is closed.
        end: where its own chain ends.
        walk: has seen its events.
        server_key: the server's 32-byte public audit key.
    """
    if seal is None:
        return
    if not (seal.key == server_key and is_seal_valid(sid, seal)):
        walk.note(Finding.BAD_SIGNATURE, None, "seal_wrong")
    tally: SessionTally | None = walk.sessions.get(sid)
    if tally is not None and (seal.count, seal.head) != (end.count, end.hash):
        walk.note(Finding.TAMPERED, None, "seal_differs")
