"""What is kept of a list of files: checksums and counts for the record, names for the person's receipt alone."""

import hashlib

from client.domain.receipt import FileRecord
from shared.capability import Capability
from shared.transfer.view import FileRow, TransferView

HASHES_MAX = 16  # in one entry of the record; the rest stand in the receipt, and in the hash over all

FileEntry = dict[str, str | int | bool]


def files_entry(view: TransferView, right: Capability) -> FileEntry:
    """What became of a list, for the record.

    Of what comes, `bytes` are the whole files. Of what goes, they are everything that left, parts of files included:
    nobody can call it back. How far it is now does not count: a receiver that asks for a new path begins anew.
    """
    whole = _whole(view)
    size_bytes = sum(file.size_bytes for file in whole)
    if view.direction == "from_user":
        size_bytes = max(size_bytes, view.done_bytes, view.most_done_bytes)
    entry: FileEntry = {
        "capability": str(right),
        "batch_id": view.batch_id,
        "files": len(view.files),
        "saved": len(whole),
        "bytes": size_bytes,
        "list_sha256": hashlib.sha256(b"".join(bytes.fromhex(file.sha256) for file in whole)).hexdigest(),
    }
    for place, file in enumerate(whole[:HASHES_MAX], 1):
        entry[f"sha256_{place}"] = file.sha256
    return entry


def whole_files(view: TransferView) -> tuple[FileRecord, ...]:
    """Every file that arrived whole, with its name."""
    return tuple(
        FileRecord(name=file.name, size_bytes=file.size_bytes, sha256=file.sha256, direction=view.direction)
        for file in _whole(view)
    )


def _whole(view: TransferView) -> list[FileRow]:
    return [file for file in view.files if file.sha256 and not file.code]
