"""Checks signatures on all cores at once: one takes several times as long as everything else about an event.

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
from shared.audit.signed_runs import find_runs

WORTH_BYTES = 4 * 1024 * 1024  # two processes take a third of a second to start, as long as some 2,000 signatures
BATCH_EVENTS = 2_048  # the longer, the more statements one signature stands for; some 2 MB

_AHEAD = 4  # batches under way for each process: enough that none waits, few enough that a large file stays on disk

_Job = tuple[str, str, bytes]
_Runs = list[list[int]]  # places among the readings of a batch, see `find_runs`
_Verdicts = Future[list[bool]] | list[bool] | None  # on the last signature of each run


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


def read_signed(
    lines: Iterable[bytes], executor: Executor | None, *, is_each_checked: bool = False
) -> Iterator[tuple[Reading, bool | None]]:
    """Read records in order, each with whether its person's signature is right.

    Of statements that name each other one signature stands for all before it (`find_runs`). Where that one is wrong,
    each of them is checked, so that the first wrong one is found.

    Args:
        lines: records; read ahead of what is yielded by a few batches.
        executor: from `pool_for`; None to check here.
        is_each_checked: check every signature on its own.

    Yields:
        A reading, and the verdict on its signature; None when it was not looked at.
    """
    source = iter(lines)
    waiting = deque[tuple[list[Reading], _Runs, _Verdicts]]()
    ahead = 1 if executor is None else _AHEAD * (os.cpu_count() or 1)
    is_more = True
    while is_more or waiting:
        if is_more and len(waiting) < ahead:
            readings = [read_record(line) for line in islice(source, BATCH_EVENTS)]
            is_more = bool(readings)
            if readings:
                runs = find_runs(readings, is_each_alone=is_each_checked)
                waiting.append((readings, runs, _check_ends(executor, readings, runs)))
            continue
        readings, runs, verdicts = waiting.popleft()
        found = _join(readings, runs, verdicts)
        for place, reading in enumerate(readings):
            yield reading, found.get(place) if reading.cseq else False


def check_signatures(jobs: Sequence[_Job]) -> list[bool]:
    """Whether each signature is right; a job is key and signature in hex, and the bytes that were signed."""
    return [is_signature_valid(bytes.fromhex(key), bytes.fromhex(sig), signed) for key, sig, signed in jobs]


def _check_ends(executor: Executor | None, readings: list[Reading], runs: _Runs) -> _Verdicts:
    jobs = [_job(readings[run[-1]]) for run in runs]
    if executor is None or not jobs:
        return check_signatures(jobs)
    try:
        return executor.submit(check_signatures, jobs)
    except BrokenExecutor:
        return None


def _join(readings: list[Reading], runs: _Runs, verdicts: _Verdicts) -> dict[int, bool]:
    """The verdict on each signed reading by its place; nothing when the processes were taken away."""
    try:
        ends = verdicts.result() if isinstance(verdicts, Future) else verdicts
    except BrokenExecutor:
        ends = None
    found: dict[int, bool] = {}
    for run, is_end_right in zip(runs, ends or [], strict=False):
        found[run[-1]] = is_end_right
        before = run[:-1]
        each = [True] * len(before) if is_end_right else check_signatures([_job(readings[place]) for place in before])
        found.update(zip(before, each, strict=True))
    return found


def _job(reading: Reading) -> _Job:
    return reading.key, reading.sig, reading.signed


def _ignore_interrupt() -> None:
    # Ctrl+C at a terminal reaches every process; the one that reads the file says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
