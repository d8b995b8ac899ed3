"""What a pruning left whole cannot go behind the witness's back: noticed at the next look, changes at the next whole one."""

import pytest

from shared.audit.verifier import Finding
from signaling.storage import pruning
from signaling.witness.kept_check import KeptCheck
from signaling.witness.record_view import open_record
from tests.fakes.server_record import NOW, ServerRecord
from tests.unit.signaling.storage.test_pruning import BETWEEN


@pytest.fixture
def pruned(tmp_path):
    """Two sessions go on all the time; what lies between their events was taken away, and looked at once."""
    with ServerRecord(tmp_path / "data") as made:
        sids, cut = made.go_on_across(BETWEEN)
        check = KeptCheck()
        made.write(lambda connection: pruning.declare_cut(connection, cut, made.seal_key, NOW))
        assert _look(made, check) is None, "declared, and nothing gone yet"
        while made.write(pruning.remove_declared):
            assert _look(made, check) is None
        made.signed(sids[0], 1)
        assert _look(made, check) is None
        assert _look(made, check, is_whole=True) is None
        yield made, sids, check


def _look(made, check, *, is_whole=False):
    with open_record(made.database) as view, view.snapshot():
        found = check.look(view, made.server_key, is_whole=is_whole)
    return None if found is None else (found.finding, found.problem)


def test_sessions_that_end_stay_in_order(pruned):
    made, sids, check = pruned
    for sid in sids:
        made.close(sid)
    assert _look(made, check) is None
    assert _look(made, KeptCheck(), is_whole=True) is None


def test_kept_session_that_was_deleted_is_missed_at_the_next_look(pruned):
    made, sids, check = pruned
    made.change("DELETE FROM audit_events WHERE session_id = :sid", sid=sids[1])
    assert _look(made, check) == (Finding.INCOMPLETE, "kept_session_missing")
    assert _look(made, check) == (Finding.INCOMPLETE, "kept_session_missing"), "and stays so"
    assert _look(made, KeptCheck()) == (Finding.INCOMPLETE, "kept_session_missing"), "also for one that begins anew"


@pytest.mark.parametrize("sseq", [1, 2, 3])
def test_single_kept_event_that_was_deleted_is_missed_at_the_next_look(pruned, sseq):
    made, sids, check = pruned
    made.change("DELETE FROM audit_events WHERE session_id = :sid AND sseq = :sseq", sid=sids[0], sseq=sseq)
    found = _look(made, check)
    assert found is not None
    assert found[0] is Finding.INCOMPLETE


def test_kept_event_changed_in_place_is_found_at_the_next_whole_look(pruned):
    made, sids, check = pruned
    made.change(
        "UPDATE audit_events SET line = replace(line, 'agent:1', 'agent:9') WHERE session_id = :sid AND sseq = 1",
        sid=sids[0],
    )
    assert _look(made, check) is None, "as many are there"
    assert _look(made, check, is_whole=True) == (Finding.TAMPERED, "hash_differs")


def test_word_about_the_pruning_cannot_go_along_with_what_it_holds(pruned):
    made, sids, check = pruned
    made.change("DELETE FROM prunings")
    made.change("DELETE FROM audit_events WHERE session_id = :sid", sid=sids[1])
    assert _look(made, check) == (Finding.INCOMPLETE, "pruning_missing")
