"""Files from the person to the agent, both programs' flows with a path that breaks anywhere: once, whole, and on record."""

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.capability import Capability
from tests.fakes.file_pair import FilePair

CHANCE = random.Random(7)
FILES = [CHANCE.randbytes(40_000), b"", CHANCE.randbytes(1), CHANCE.randbytes(9_000)]
RETRY_MS = 2_000


def _check_whole(pair: FilePair, files: list[bytes]) -> None:
    assert pair.stages == ("done", "done")
    assert pair.sink.saved == dict(enumerate(files))
    proofs = [hashlib.sha256(data).hexdigest() for data in files]
    assert [row.sha256 for row in pair.outbox.lists.views[-1].files] == proofs
    assert [row.sha256 for row in pair.tab.transfers[-1].files] == proofs
    assert Capability.FILE_FROM_USER not in pair.consent.rights.granted, "the right ends with its batch"
    [entry] = pair.entries
    assert (entry["capability"], entry["saved"]) == ("file_from_user", len(files))


def _datagrams_of_an_undisturbed_run() -> int:
    pair = FilePair(FILES)
    assert pair.carry()
    _check_whole(pair, FILES)
    return pair.delivered


@pytest.mark.parametrize("broken_after", range(_datagrams_of_an_undisturbed_run()))
def test_path_that_was_cut_is_made_again_and_goes_on_where_it_was(broken_after: int):
    pair = FilePair(FILES)
    if not pair.carry(datagrams_max=broken_after):
        assert "reconnecting" in pair.stages
        pair.wait(RETRY_MS)
        assert pair.carry()
    _check_whole(pair, FILES)
    assert pair.sink.written_bytes == sum(map(len, FILES)), "nothing is written twice"


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 20_000), min_size=1, max_size=5),
    cuts=st.lists(st.integers(0, 60), max_size=5),
)
def test_path_that_breaks_again_and_again_loses_nothing(sizes: list[int], cuts: list[int]):
    files = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    pair = FilePair(files)
    for cut in cuts:
        if pair.carry(datagrams_max=cut):
            break
        pair.wait(RETRY_MS)
    if pair.stages != ("done", "done"):
        assert pair.carry()
    _check_whole(pair, files)


@pytest.mark.parametrize("who", ["person", "agent"])
@pytest.mark.parametrize("broken_after", [0, 5, 25])
def test_either_stops_it_in_the_middle_and_nothing_half_written_stays(who: str, broken_after: int):
    pair = FilePair(FILES)
    assert not pair.carry(datagrams_max=broken_after)
    if who == "person":
        pair.consent.revoke(Capability.FILE_FROM_USER)
        pair.follow()
    else:
        pair.tab.cancel(pair.tab.transfers[-1].batch_id)
    pair.settle()
    here = ("cancelled_here", "cancelled_there")
    assert pair.stages == (here if who == "person" else here[::-1])
    assert pair.home.workers[0].is_ended
    assert pair.office.workers[0].is_ended
    assert Capability.FILE_FROM_USER not in pair.consent.rights.granted
    pair.wait(5_000)
    assert len(pair.home.workers) == 1, "nothing begins again"


def test_path_that_never_comes_back_is_given_up_by_both():
    pair = FilePair(FILES)
    assert not pair.carry(datagrams_max=12)
    for worker in (pair.home.workers[0], pair.office.workers[0]):
        worker.order = lambda _order: None
    pair.wait(125_000)
    assert pair.stages == ("failed", "failed")
    assert Capability.FILE_FROM_USER not in pair.consent.rights.granted
