"""A list of files goes on record once, when it is over, and its right ends with it."""

from typing import Any

from client.domain.recorded_lists import RecordedLists
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from shared.session import events as ev
from shared.transport.file_lists import OutgoingList
from shared.transport.file_source import Chosen, SourceFile
from tests.fakes.file_lists import list_ports

RIGHT = Capability.FILE_FROM_USER
FILES = [SourceFile(path="/x/a", shown="a.txt", size_bytes=7, device=1, inode=1)]


def test_end_of_a_list_is_told_to_record_and_rules_once_and_after_it_the_windows_hear() -> None:
    told: list[Any] = []
    lists: RecordedLists[OutgoingList] = RecordedLists(
        RIGHT,
        ports=list_ports(lambda _message: None, None, on_changed=lambda: told.append("changed")),
        on_event=told.append,
        on_record=lambda tag, entry: told.append((tag, entry["capability"], entry["batch_id"])),
    )
    files = OutgoingList(FROM_USER_FIRST_ID, Chosen(files=FILES), lists.ports)
    lists.add(files)
    lists.ports.on_changed()
    assert told == ["changed"]
    files.settle("failed", "files_not_taken")
    ended = [(AuditTag.FILES_SUMMARY, str(RIGHT), FROM_USER_FIRST_ID), ev.BatchEnded(capability=RIGHT)]
    assert told == ["changed", *ended, "changed"]
    lists.ports.on_changed()
    assert told == ["changed", *ended, "changed", "changed"]
    assert lists.records == ()
