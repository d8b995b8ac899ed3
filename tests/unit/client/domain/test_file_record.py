"""What is kept of files: checksums and counts on record, names in the receipt, and of what left every byte."""

import hashlib

from client.domain.file_record import HASHES_MAX, files_entry, whole_files
from shared.capability import Capability
from shared.transfer.view import FileRow, TransferView


def _view(direction: str, count: int = 2, **changes: object) -> TransferView:
    files = tuple(FileRow(name=f"n{place}", size_bytes=5, sha256=f"{place:064x}") for place in range(count))
    fields: dict = {"batch_id": 3, "direction": direction, "stage": "done", "files": files, "total_bytes": 5 * count}
    return TransferView(**(fields | changes))


def test_entry_has_checksums_and_no_name():
    entry = files_entry(_view("to_user"), Capability.FILE_TO_USER)
    assert (entry["files"], entry["saved"], entry["bytes"]) == (2, 2, 10)
    assert entry["list_sha256"] == hashlib.sha256(bytes(32) + (1).to_bytes(32, "big")).hexdigest()
    assert "n0" not in str(entry)


def test_entry_of_a_long_list_holds_the_first_checksums_and_one_over_all():
    entry = files_entry(_view("to_user", HASHES_MAX + 4), Capability.FILE_TO_USER)
    assert len([name for name in entry if name.startswith("sha256_")]) == HASHES_MAX
    assert entry["saved"] == HASHES_MAX + 4


def test_bytes_that_left_count_also_when_nothing_arrived_whole():
    files = (FileRow(name="a", size_bytes=500), FileRow(name="b", size_bytes=5, code="file_unwritable"))
    changes = {"files": files, "done_bytes": 333, "stage": "cancelled_here"}
    assert files_entry(_view("from_user", **changes), Capability.FILE_FROM_USER)["bytes"] == 333
    assert files_entry(_view("to_user", **changes), Capability.FILE_TO_USER)["bytes"] == 0


def test_receipt_names_what_arrived_whole_and_says_which_way():
    files = (FileRow(name="a", size_bytes=5, sha256="ab"), FileRow(name="b", size_bytes=5, code="disk_full"))
    [record] = whole_files(_view("from_user", files=files))
    assert (record.name, record.direction, record.sha256) == ("a", "from_user", "ab")
