"""The lists of files that go one way, in the person's program: each goes on record when it is over."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from client.domain.file_record import FileEntry, files_entry, whole_files
from client.domain.receipt import FileRecord
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.session import events as ev
from shared.transport.file_lists import FileList, ListPorts
from shared.transport.kept_lists import KeptLists

L = TypeVar("L", bound=FileList)


class RecordedLists(KeptLists[L]):
    """Lives in the network thread."""

    def __init__(
        self,
        right: Capability,
        *,
        ports: ListPorts,
        on_event: Callable[[ev.ClientEvent], None],
        on_record: Callable[[AuditTag, FileEntry], None],
    ) -> None:
        """Begin with none.

        Args:
            right: what they are allowed under; it ends with each of them.
            ports: what lists of files work with.
            on_event: into the session's rules.
            on_record: what goes on record: numbers and checksums, never a name.
        """
        super().__init__()
        self.ports = replace(ports, on_changed=self._changed)
        """What the lists themselves are made with."""
        self._right = right
        self._on_event = on_event
        self._on_record = on_record
        self._on_changed = ports.on_changed

    @property
    def records(self) -> tuple[FileRecord, ...]:
        """Every file that arrived whole, with its name, for the receipt of its person."""
        return tuple(record for kept in self for record in whole_files(kept.view))

    def _changed(self) -> None:
        for kept in self.take_ended():
            self._on_record(AuditTag.FILES_SUMMARY, files_entry(kept.view, self._right))
            self._on_event(ev.BatchEnded(capability=self._right))
        self._on_changed()
