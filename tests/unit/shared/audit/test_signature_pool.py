import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.audit import signature_pool
from shared.audit.canonical import canonical_json
from shared.audit.signature_pool import WORTH_BYTES, check_signatures, pool_for, read_signed

SID, OTHER_SID = "a" * 32, "b" * 32


def _verdicts(record, executor):
    return [is_right for _, is_right in read_signed(record.lines(), executor)]


def test_pool_is_for_large_files_on_several_cores(monkeypatch):
    with pool_for(WORTH_BYTES - 1) as executor:
        assert executor is None
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    with pool_for(WORTH_BYTES) as executor:
        assert executor is None


@pytest.mark.parametrize("batch", [1, 3, 512])
def test_readings_keep_their_order_and_verdicts(record, monkeypatch, batch):
    monkeypatch.setattr(signature_pool, "BATCH_EVENTS", batch)
    with ThreadPoolExecutor(2) as executor:
        found = list(read_signed(record.lines(), executor))
    assert [reading.seq for reading, _ in found] == list(range(1, 17))
    assert [is_right for _, is_right in found] == [reading.cseq > 0 for reading, _ in found]


def test_processes_of_their_own_find_a_wrong_signature(record, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    lines = record.lines()
    wrong = json.loads(lines[4])
    wrong["sig"] = "0" * 128
    lines[4] = canonical_json(wrong)
    with pool_for(WORTH_BYTES) as executor:
        found = list(read_signed(lines, executor))
        assert [(reading.seq, is_right) for reading, is_right in found if is_right is False and reading.cseq] == [
            (5, False)
        ]
        # Whoever is taken away half way leaves the rest to whoever takes the readings.
        for pid in list(executor._processes):
            os.kill(pid, signal.SIGKILL)
        rest = [is_right for reading, is_right in read_signed(record.lines(), executor) if reading.cseq]
    assert set(rest) <= {None, True}


def test_without_a_pool_it_is_decided_here(record):
    assert _verdicts(record, None) == [reading.cseq > 0 for reading, _ in read_signed(record.lines(), None)]


def test_check_signatures_says_which_are_right(record):
    jobs = [
        (reading.key, reading.sig, reading.signed) for reading, _ in read_signed(record.lines(), None) if reading.cseq
    ]
    assert check_signatures(jobs) == [True] * 9
    assert check_signatures([(key, sig, signed + b" ") for key, sig, signed in jobs[:2]]) == [False, False]
