"""The receiving side of one batch: writes what was agreed and nothing else, and knows where to go on. Pure.

What the sender says is never believed: not more than the size the person saw is written, a file gets its name only
when its SHA-256 is right, and every step that is out of order ends the path.
"""

import hashlib
from collections.abc import Sequence

from shared.transfer import frames as fr
from shared.transfer.outcome import FileOutcome, FileRefusedError, SinkPort
from shared.transfer.window import StreamError


class IncomingBatch:
    """Call `connect` for every new path, then `feed` what arrives and send what `take_output` gives."""

    def __init__(self, sizes: Sequence[int], sink: SinkPort) -> None:
        """Begin with nothing received.

        Args:
            sizes: of each file in bytes, as the person saw them.
            sink: where they are written.
        """
        self._sizes = tuple(sizes)
        self._sink = sink
        self._outcomes: dict[int, FileOutcome] = {}
        self._index: int | None = None  # begun here, also across paths
        self._written = 0
        self._hash = hashlib.sha256()
        self._done_bytes = 0
        self._output: list[bytes] = []
        self._is_live = False
        self._is_told = False

    @property
    def is_finished(self) -> bool:
        """Whether every file is settled."""
        return len(self._outcomes) == len(self._sizes)

    @property
    def outcomes(self) -> tuple[FileOutcome, ...]:
        """The files that are settled, in the order of the batch."""
        return tuple(self._outcomes[index] for index in sorted(self._outcomes))

    @property
    def current(self) -> int | None:
        """The file being received."""
        return self._index

    @property
    def bytes_done(self) -> int:
        """How much of the whole batch is settled or written."""
        return self._done_bytes + self._written

    def connect(self) -> None:
        """A new path: tell what is settled, and where to begin."""
        self._reader = fr.FrameReader()
        self._is_live = False  # no data before the sender has begun a file on this path
        self._is_told = False
        self._output = [self._settled_frame(outcome) for outcome in self.outcomes]
        index = self._next_index()
        offset = self._written if self._index is not None else 0
        prefix = self._hash.digest() if self._index is not None else hashlib.sha256().digest()
        self._output.append(fr.encode(fr.Want(index, offset, prefix)))
        self._tell_finished()

    def take_output(self) -> bytes:
        """What is to be sent to the other side now."""
        output, self._output = b"".join(self._output), []
        return output

    def feed(self, data: bytes) -> list[FileOutcome]:
        """Take bytes of the sender's stream; returns the files newly settled.

        Raises:
            StreamError: something that may not come.
        """
        settled: list[FileOutcome] = []
        for frame in self._reader.feed(data):
            outcome = self._take(frame)
            if outcome is not None:
                settled.append(outcome)
        return settled

    def abandon(self) -> None:
        """Over for good: what is not whole goes."""
        self._sink.discard()
        self._index, self._written, self._is_live = None, 0, False

    # --- one frame

    def _take(self, frame: fr.Frame) -> FileOutcome | None:
        match frame:
            case fr.Begin(index=index, offset=offset):
                return self._begin(index, offset)
            case fr.Data(data=data):
                return self._write(data)
            case fr.End(sha256=sha256):
                return self._end(sha256)
            case fr.Failed(index=index, code=code):
                if index not in self._outcomes and index != self._next_index():
                    raise StreamError("out_of_order")
                return self._settle_failed(index, code) if index not in self._outcomes else None
            case fr.All() if self.is_finished:
                return None
            case _:
                raise StreamError("unexpected_frame")

    def _begin(self, index: int, offset: int) -> FileOutcome | None:
        if index in self._outcomes:
            # We refused it a moment ago, and the sender has not heard yet.
            self._is_live = False
            return None
        if index != self._next_index() or self._is_live:
            raise StreamError("out_of_order")
        try:
            if self._index is None:
                if offset:
                    raise StreamError("begin_beyond_start")
                self._sink.begin(index)
                self._index, self._written, self._hash = index, 0, hashlib.sha256()
            elif offset == 0 and self._written:
                self._sink.restart()
                self._written, self._hash = 0, hashlib.sha256()
            elif offset != self._written:
                raise StreamError("begin_elsewhere")
        except FileRefusedError as error:
            return self._settle_failed(index, error.code)
        self._is_live = True
        return None

    def _write(self, data: bytes) -> FileOutcome | None:
        index = self._index
        if index is None or not self._is_live:
            if self._outcomes:
                return None  # of a file we refused a moment ago
            raise StreamError("data_of_nothing")
        if self._written + len(data) > self._sizes[index]:
            return self._settle_failed(index, "file_larger_than_said")
        try:
            self._sink.write(data)
        except FileRefusedError as error:
            return self._settle_failed(index, error.code)
        self._hash.update(data)
        self._written += len(data)
        return None

    def _end(self, sha256: bytes) -> FileOutcome | None:
        index = self._index
        if index is None or not self._is_live:
            if self._outcomes:
                return None
            raise StreamError("end_of_nothing")
        if self._written != self._sizes[index]:
            return self._settle_failed(index, "file_shorter_than_said")
        if self._hash.digest() != sha256:
            return self._settle_failed(index, "file_checksum_differs")
        try:
            name = self._sink.finish()
        except FileRefusedError as error:
            return self._settle_failed(index, error.code)
        return self._settle(FileOutcome(index=index, sha256=sha256, saved_as=name))

    def _settle_failed(self, index: int, code: str) -> FileOutcome:
        self._sink.discard()
        return self._settle(FileOutcome(index=index, code=code[: fr.CODE_MAX_BYTES] or "file_unreadable"))

    def _settle(self, outcome: FileOutcome) -> FileOutcome:
        self._outcomes[outcome.index] = outcome
        self._done_bytes += self._sizes[outcome.index]
        self._index, self._written, self._is_live = None, 0, False
        self._output.append(self._settled_frame(outcome))
        self._tell_finished()
        return outcome

    def _tell_finished(self) -> None:
        if self.is_finished and not self._is_told:
            self._is_told = True
            self._output.append(fr.encode(fr.Finished()))

    def _next_index(self) -> int:
        return len(self._outcomes)

    @staticmethod
    def _settled_frame(outcome: FileOutcome) -> bytes:
        return fr.encode(fr.Settled(outcome.index, outcome.sha256 or bytes(fr.SHA_BYTES), outcome.code))
