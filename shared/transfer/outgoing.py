"""The sending side of one batch: turns files into frames, and goes on where the receiver says it stands. Pure."""

import hashlib
from collections import deque
from collections.abc import Sequence

from shared.transfer import frames as fr
from shared.transfer.outcome import FileOutcome, FileRefusedError, SourcePort
from shared.transfer.window import StreamError

_CODES_HERE = {"disk_full": "disk_full_there"}  # what is wrong over there needs other words than the same here
_PREFIX_STEP_BYTES = 1024 * 1024  # of a prefix that is looked at again, for each turn


class OutgoingBatch:
    """Call `connect` for every new path, then `feed` what arrives and `pull` what is to be sent."""

    def __init__(self, sizes: Sequence[int], source: SourcePort) -> None:
        """Begin with nothing sent.

        Args:
            sizes: of each file in bytes, as the other side was told.
            source: where they are read.
        """
        self._sizes = tuple(sizes)
        self._source = source
        self._outcomes: dict[int, FileOutcome] = {}
        self._sent: dict[int, bytes] = {}  # what we made of each file that left to its end
        self._is_finished = False
        self.connect()

    @property
    def is_finished(self) -> bool:
        """Whether the receiver has said that nothing is missing."""
        return self._is_finished

    @property
    def outcomes(self) -> tuple[FileOutcome, ...]:
        """The files that are settled, in the order of the batch."""
        return tuple(self._outcomes[index] for index in sorted(self._outcomes))

    @property
    def current(self) -> int | None:
        """The file being sent."""
        return self._index

    @property
    def bytes_done(self) -> int:
        """How much of the whole batch was handed over; the last of it may still be on its way."""
        if self._index is not None:
            return sum(self._sizes[: self._index + 1]) - self._left
        return sum(self._sizes[: self._next or 0])

    def connect(self) -> None:
        """A new path: nothing is sent before the receiver has said where to begin."""
        self._reader = fr.FrameReader()
        self._queue: deque[fr.Frame] = deque()
        self._next: int | None = None
        self._index: int | None = None
        self._hash = hashlib.sha256()
        self._left = 0
        self._wanted: fr.Want | None = None
        self._prefix_left = 0
        self._has_sent_all = False

    def feed(self, data: bytes) -> list[FileOutcome]:
        """Take bytes of the receiver's stream; returns the files newly settled.

        Raises:
            StreamError: something that may not come.
        """
        settled: list[FileOutcome] = []
        for frame in self._reader.feed(data):
            match frame:
                case fr.Want(index=index) if self._wanted is None and index <= len(self._sizes):
                    if index < len(self._sizes) and frame.offset > self._sizes[index]:
                        raise StreamError("want_beyond_end")
                    self._wanted, self._next = frame, index
                case fr.Settled(index=index) if index < len(self._sizes):
                    if not frame.code and self._sent.get(index) != frame.sha256:
                        # What is kept as proof is our own checksum, never the other side's word for it.
                        raise StreamError("settled_otherwise")
                    if index not in self._outcomes:
                        outcome = FileOutcome(
                            index=index,
                            code=_CODES_HERE.get(frame.code, frame.code),
                            sha256=frame.sha256 if not frame.code else b"",
                        )
                        self._outcomes[index] = outcome
                        settled.append(outcome)
                    if index == self._index and frame.code:
                        self._leave()
                case fr.Finished() if len(self._outcomes) == len(self._sizes):
                    self._is_finished = True
                case _:
                    raise StreamError("unexpected_frame")
        return settled

    def pull(self) -> bytes:
        """The next bytes of our stream; empty when there is nothing to say now."""
        if self._wanted is None or self._has_sent_all:
            return b""
        frame = self._make_frame()
        return fr.encode(frame) if frame is not None else b""

    @property
    def is_busy(self) -> bool:
        """Whether `pull` may give more although it just gave nothing: a prefix is being looked at."""
        return self._prefix_left > 0

    def _make_frame(self) -> fr.Frame | None:
        try:
            if self._prefix_left:
                return self._look_at_prefix()
            if self._index is None:
                return self._begin_next()
            data = self._read_on()
        except FileRefusedError as error:
            index = self._index if self._index is not None else (self._next or 0)
            self._leave()
            return fr.Failed(index, error.code)
        if data:
            self._hash.update(data)
            self._left -= len(data)
            return fr.Data(data)
        digest = self._hash.digest()
        if self._index is not None:
            self._sent[self._index] = digest
        self._leave()
        return fr.End(digest)

    def _read_on(self) -> bytes:
        """The next bytes of the file; empty at its end, and only there."""
        if not self._left:
            return b""
        data = self._source.read(min(fr.DATA_MAX_BYTES, self._left))
        if not data:
            raise FileRefusedError("file_changed")
        return data

    def _begin_next(self) -> fr.Frame | None:
        index = self._next
        if index is None or index >= len(self._sizes):
            self._has_sent_all = True
            return fr.All()
        self._source.open(index)
        self._index = index
        self._hash = hashlib.sha256()
        self._left = self._sizes[index]
        wanted = self._wanted
        if wanted is not None and wanted.index == index and wanted.offset:
            self._prefix_left = wanted.offset
            return None
        return fr.Begin(index, 0)

    def _look_at_prefix(self) -> fr.Frame | None:
        """Whether what the receiver has is what the file still begins with; otherwise it is sent from the start."""
        data = self._source.read(min(_PREFIX_STEP_BYTES, self._prefix_left))
        if not data:
            raise FileRefusedError("file_changed")
        self._hash.update(data)
        self._prefix_left -= len(data)
        if self._prefix_left:
            return None
        index, wanted = self._index, self._wanted
        if index is None or wanted is None:
            raise StreamError("no_prefix")
        if self._hash.digest() == wanted.prefix_sha256:
            self._left = self._sizes[index] - wanted.offset
            return fr.Begin(index, wanted.offset)
        self._source.open(index)
        self._hash = hashlib.sha256()
        self._left = self._sizes[index]
        return fr.Begin(index, 0)

    def _leave(self) -> None:
        """On to the next file."""
        self._source.close()
        index = self._index if self._index is not None else self._next
        self._next = (index or 0) + 1
        self._index = None
        self._prefix_left = 0
