"""A list of files on the wire: told in as many messages as it needs, and put together again from them."""

from collections.abc import Iterator, Sequence

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import OfferedFile, is_from_user
from shared.protocol.text import clean_text
from shared.transfer.manifest import ManifestProblem, Offered, OfferParts, Plan

PART_MAX_BYTES = 12 * 1024  # of names in one message, so that with everything around them it still fits


def offer_messages(
    files: Sequence[Offered], *, batch_id: int, request_id: int = 0, reason: str = ""
) -> Iterator[peer.FileOffer]:
    """Every message a list is told in, in order."""
    total_bytes = sum(file.size_bytes for file in files)
    for first_index, part in _parts(files):
        yield peer.FileOffer(
            request_id=request_id,
            batch_id=batch_id,
            file_count=len(files),
            total_bytes=total_bytes,
            first_index=first_index,
            files=[OfferedFile(path=file.path, size_bytes=file.size_bytes) for file in part],
            reason=clean_text(reason, limits.REASON_MAX_CHARS),
        )


class OfferCollector:
    """Takes the lists of the other side of one session, one after the other."""

    def __init__(self, *, from_user: bool) -> None:
        """Begin with none.

        Args:
            from_user: whether the other side is the person's program, whose lists have numbers of their own.
        """
        self._from_user = from_user
        self._last_batch_id = 0
        self._parts: tuple[peer.FileOffer, OfferParts] | None = None

    def take(self, message: peer.FileOffer) -> tuple[peer.FileOffer, Plan | ManifestProblem] | None:
        """Take the next message.

        Returns:
            Once a list is whole, or can be told to be too much: its first message, and the plan or why there is none.

        Raises:
            ProtocolError: the parts do not fit together, or the number is not one the other side may give now.
        """
        if message.first_index == 0:
            if message.batch_id <= self._last_batch_id or is_from_user(message.batch_id) is not self._from_user:
                raise ProtocolError("batch_repeated")
            self._last_batch_id = message.batch_id
            self._parts = (message, OfferParts(message.file_count, message.total_bytes))
        if self._parts is None:
            raise ProtocolError("files_miscounted")
        first, parts = self._parts
        if (message.batch_id, message.request_id, message.file_count, message.total_bytes) != (
            first.batch_id,
            first.request_id,
            first.file_count,
            first.total_bytes,
        ):
            raise ProtocolError("files_miscounted")
        problem = parts.add(
            message.first_index, [Offered(path=file.path, size_bytes=file.size_bytes) for file in message.files]
        )
        plan = parts.plan() if problem is None and parts.is_whole else problem
        if plan is None:
            return None
        self._parts = None
        if plan is ManifestProblem.MISCOUNTED:
            raise ProtocolError("files_miscounted")
        return first, plan


def _parts(files: Sequence[Offered]) -> Iterator[tuple[int, list[Offered]]]:
    """The list in pieces that each fit into one message, with the place of the first of each."""
    part: list[Offered] = []
    first = size = 0
    for index, file in enumerate(files):
        needed = len(file.path.encode()) + 40
        if part and (size + needed > PART_MAX_BYTES or len(part) == limits.FILE_PARTS_MAX):
            yield first, part
            part, first, size = [], index, 0
        part.append(file)
        size += needed
    yield first, part
