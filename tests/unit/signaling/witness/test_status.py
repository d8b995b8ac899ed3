import json

import pytest

from signaling.witness.courier import CourierState
from signaling.witness.status import (
    STATUS_FILE,
    StatusUnusableError,
    WatchState,
    WitnessStatus,
    read_status,
    write_status,
)

STATUS = WitnessStatus(
    state=WatchState.REFUSED,
    seen_at="2026-11-22T02:25:43.120Z",
    seen_unix_s=1,
    size=9,
    head="ab" * 32,
    finding="tampered",
    problem="checkpoint_differs",
    first_bad_seq=9,
    witnesses=(CourierState(name="file:/x", waiting=1, delivered_size=5, delivered_at="then", problem="timed_out"),),
)


def test_status_comes_back_from_folder_or_file(tmp_path):
    write_status(tmp_path, STATUS)
    assert read_status(tmp_path) == read_status(tmp_path / STATUS_FILE) == STATUS


def test_status_that_is_not_there(tmp_path):
    with pytest.raises(StatusUnusableError, match="status_missing"):
        read_status(tmp_path)


@pytest.mark.parametrize("change", [{"state": "fine"}, {"size": "x"}, {"witnesses": [5]}, {"first_bad_seq": []}])
def test_status_of_another_form_is_refused(tmp_path, change):
    write_status(tmp_path, STATUS)
    path = tmp_path / STATUS_FILE
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    with pytest.raises(StatusUnusableError, match="status_damaged"):
        read_status(path)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_status_that_is_no_json_of_ours_is_refused(tmp_path, data):
    (tmp_path / STATUS_FILE).write_bytes(data)
    with pytest.raises(StatusUnusableError, match="status_damaged"):
        read_status(tmp_path)
