"""What every test of lists of files begins with: ports that only listen, files that were chosen, a list that is offered."""

from collections.abc import Callable
from typing import Any

from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import OfferedFile
from shared.transport.file_lists import ListPorts
from shared.transport.file_source import Chosen, SourceFile
from tests.fakes.files import ListeningFiles
from tests.fakes.flow_ports import StepClock


def list_ports(
    send: Callable[[Any], None],
    port: ListeningFiles | None,
    *,
    clock: StepClock | None = None,
    on_changed: Callable[[], None] = lambda: None,
) -> ListPorts:
    return ListPorts(
        port=port,
        send=send,
        make_keys=lambda *_: (b"a" * 32, b"b" * 32),
        clock=clock or StepClock(),
        on_changed=on_changed,
    )


def chosen(*names: str, **changes: Any) -> Chosen:
    """Files of seven bytes, and how they are told."""
    return Chosen(
        files=[
            SourceFile(path=f"/home/ion/{name}", shown=name, size_bytes=7, device=1, inode=number)
            for number, name in enumerate(names)
        ],
        **changes,
    )


def file_offer(*files: tuple[str, int], batch_id: int, **changes: Any) -> peer.FileOffer:
    """A list in one message. An answer is asked for by number where the list is for the person."""
    fields: dict[str, Any] = {
        "request_id": 0,
        "batch_id": batch_id,
        "file_count": len(files),
        "total_bytes": sum(size for _, size in files),
        "first_index": 0,
        "files": [OfferedFile(path=path, size_bytes=size) for path, size in files],
    }
    return peer.FileOffer(**(fields | changes))
