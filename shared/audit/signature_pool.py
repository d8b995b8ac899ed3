"""Checks signatures on all cores at once: one takes seven times as long as everything else about an event.

Processes and not threads, for the work between two signatures holds the interpreter's lock. Without a pool, or when
its processes are taken away half way, the same is done here, only slower.
"""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context

from shared.audit.chain import is_signature_valid
from shared.audit.record_reading import Reading, read_record

WORTH_BYTES = 4 * 1024 * 1024  # two processes take a third of a second to start, as long as some 2,000 signatures
BATCH_EVENTS = 512

_AHEAD = 4  # batches under way for each process: enough that none waits, few enough that a large file stays on disk

_Job = tuple[str, str, bytes]
_Verdicts = Future[list[bool]] | None


@contextmanager
def pool_for(size_bytes: int) -> Iterator[Executor | None]:
    """Processes for a file of that size, one a core; None when it is too small or there is one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if size_bytes < WORTH_BYTES or cores == 1:  # one core has nobody to share with
        yield None
        return
    executor = ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=_ignore_interrupt)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def read_signed(lines: Iterable[bytes], executor: Executor | None) -> Iterator[tuple[Reading, bool | None]]:
    """Read records in order, each with whether its person's signature is right.

    Args:
        lines: records; read ahead of what is yielded by a few batches.
        executor: from `pool_for`; None to leave the signatures to whoever takes the readings.

    Yields:
        A reading, and the verdict on its signature; None when it was not looked at.
    """
    if executor is None:
        for line in lines:
            yield read_record(line), None
        return
    source, waiting = iter(lines), deque[tuple[list[Reading], _Verdicts]]()
    ahead = _AHEAD * (os.cpu_count() or 1)
    is_more = True
    while is_more or waiting:
        if is_more and len(waiting) < ahead:
            readings = [read_record(line) for line in islice(source, BATCH_EVENTS)]
            is_more = bool(readings)
            if readings:
                waiting.append((readings, _submit(executor, readings)))
            continue
        readings, verdicts = waiting.popleft()
        yield from _join(readings, verdicts)


def check_signatures(jobs: Sequence[_Job]) -> list[bool]:
    """Whether each signature is right; a job is key and signature in hex, and the bytes that were signed."""
    return [is_signature_valid(bytes.fromhex(key), bytes.fromhex(sig), signed) for key, sig, signed in jobs]


def _submit(executor: Executor, readings: list[Reading]) -> _Verdicts:
    jobs = [(reading.key, reading.sig, reading.signed) for reading in readings if reading.cseq]
    try:
        return executor.submit(check_signatures, jobs) if jobs else None
    except BrokenExecutor:
        return None


def _join(readings: list[Reading], verdicts: _Verdicts) -> Iterator[tuple[Reading, bool | None]]:
    try:
        found = iter([] if verdicts is None else verdicts.result())
    except BrokenExecutor:
        found = iter([])
    for reading in readings:
        yield reading, next(found, None) if reading.cseq else False


def _ignore_interrupt() -> None:
    # Ctrl+C at a terminal reaches every process; the one that reads the file says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
