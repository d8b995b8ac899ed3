"""Both programs' files over a line in memory: the person's outbox under real consent, the agent's inbox, a cut anywhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_console.domain.tab_files import TabFiles
from client.domain.file_outbox import FileOutbox
from shared.capability import Capability
from shared.consent.machine import ConsentMachine
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.session import events as ev
from shared.transfer.incoming import IncomingBatch
from shared.transfer.outcome import FileOutcome
from shared.transfer.outgoing import OutgoingBatch
from shared.transport import file_pipe
from shared.transport.file_batch import PathOptions
from shared.transport.file_lists import ListPorts
from shared.transport.file_source import Chosen, SourceFile
from tests.fakes.files import Line, MemorySink, MemorySource
from tests.fakes.flow_ports import StepClock

FROM_USER = Capability.FILE_FROM_USER


class _Worker:
    """A process of one side that tells the pair what it was ordered."""

    def __init__(self, pair: "FilePair", report: Callable[[Any], None]) -> None:
        self.pair, self.report = pair, report
        self.batch: OutgoingBatch | IncomingBatch | None = None
        self.connect: file_pipe.Connect | None = None
        self.is_held = self.is_ended = False
        self.told: set[int] = set()

    def order(self, order: Any) -> None:
        match order:
            case file_pipe.SendFiles(files=files):
                self.batch = OutgoingBatch([file.size_bytes for file in files], self.pair.source)
            case file_pipe.ReceiveFiles(targets=targets):
                self.batch = IncomingBatch([target.size_bytes for target in targets], self.pair.sink)
            case file_pipe.Gather(attempt=attempt):
                self.connect = None
                self.pair.soon.append(
                    lambda: self.report(
                        file_pipe.Gathered(attempt=attempt, username="abcd", password="a" * 22, candidates=[])
                    )
                )
            case file_pipe.Connect():
                self.connect = order
            case file_pipe.Hold(is_held=is_held):
                self.is_held = is_held

    def end(self) -> None:
        self.is_ended = True

    def tell(self, outcomes: tuple[FileOutcome, ...]) -> None:
        for outcome in outcomes:
            if outcome.index not in self.told:
                self.told.add(outcome.index)
                self.report(
                    file_pipe.FileSettled(
                        index=outcome.index, code=outcome.code, sha256=outcome.sha256, saved_as=outcome.saved_as
                    )
                )


class _Port:
    options = PathOptions()

    def __init__(self, pair: "FilePair") -> None:
        self.pair = pair
        self.workers: list[_Worker] = []

    def start(self, on_report: Callable[[Any], None], direction: str = "to_user") -> _Worker:
        assert direction == "from_user"
        self.workers.append(_Worker(self.pair, on_report))
        return self.workers[-1]


class FilePair:
    """Chosen, allowed, taken; then `carry` lets it run, and `cut` breaks the path."""

    def __init__(self, files: list[bytes]) -> None:
        self.clock = StepClock()
        self.source, self.sink = MemorySource(files), MemorySink()
        self.soon: list[Callable[[], None]] = []
        self.lines = self.delivered = 0
        self.entries: list[dict[str, Any]] = []
        self.consent = ConsentMachine()
        self.home, self.office = _Port(self), _Port(self)
        self.outbox = FileOutbox(
            ports=self._ports(self.home, self._to_office, own_first=True),
            on_event=self._take_event,
            on_record=lambda _tag, entry: self.entries.append(entry),
        )
        self.tab = TabFiles(self._ports(self.office, self._to_home, own_first=False), "https://help.example")
        chosen = Chosen(
            files=[
                SourceFile(path=f"/x/{index}", shown=str(index), size_bytes=len(data), device=1, inode=index)
                for index, data in enumerate(files)
            ]
        )
        self.outbox.choose(chosen)
        prompt = self.consent.prompt
        assert prompt is not None
        self.consent.answer(
            prompt.prompt_id, is_allowed=True, source="local", shown_ms=3_000, monitor_ids=(), now_ms=self.now_ms
        )
        self.follow()
        assert self.soon == [], "nothing before the record"
        self.consent.grant_recorded(prompt.prompt_id, self.now_ms)
        self.follow()
        self.settle()
        self.tab.accept(self.tab.transfers[0].batch_id, Path("/home/ana"))
        self.settle()

    @property
    def now_ms(self) -> int:
        return self.clock.now_ms

    @property
    def stages(self) -> tuple[str, str]:
        return self.outbox.lists.views[-1].stage, self.tab.transfers[-1].stage

    def follow(self) -> None:
        """What the controller does when rights have changed."""
        self.outbox.narrow(self.consent)
        self.outbox.follow(self.consent)

    def settle(self) -> None:
        """Let everything that is under way on `control` arrive."""
        while self.soon:
            self.soon.pop(0)()

    def carry(self, *, datagrams_max: int = 10**9) -> bool:
        """The path comes up and works until the batch is over, or so many datagrams have arrived, then it breaks."""
        sending, receiving = self.home.workers[-1], self.office.workers[-1]
        ours, theirs = sending.connect, receiving.connect
        assert ours is not None
        assert theirs is not None
        assert ours.attempt == theirs.attempt
        assert (ours.sending_key, ours.receiving_key) == (theirs.receiving_key, theirs.sending_key)
        assert isinstance(sending.batch, OutgoingBatch)
        assert isinstance(receiving.batch, IncomingBatch)
        self.lines += 2
        for worker in (sending, receiving):
            worker.report(file_pipe.PathUp(attempt=ours.attempt))
        line = Line(sending.batch, receiving.batch, key=self.lines, now_ms=float(self.now_ms))
        is_over = line.run(datagrams_max=datagrams_max)
        self.delivered = line.delivered
        self.clock.now_ms = int(line.now_ms) + 1
        for worker in (sending, receiving):
            worker.tell(worker.batch.outcomes if worker.batch is not None else ())
            worker.report(file_pipe.BatchFinished() if is_over else file_pipe.PathDown(attempt=ours.attempt))
        self.settle()
        return is_over

    def wait(self, ms: int) -> None:
        """Time passes on both sides."""
        for _ in range(0, ms, 250):
            self.clock.now_ms += 250
            self.outbox.tick()
            self.tab.tick()
            self.settle()

    def _ports(self, port: _Port, send: Callable[[Any], None], *, own_first: bool) -> ListPorts:
        def make_keys(batch_id: int, attempt: int, own: bytes, other: bytes) -> tuple[bytes, bytes]:
            home, office = (own, other) if own_first else (other, own)
            seed = bytes([attempt % 256]) + home[:15] + office[:15] + bytes([batch_id % 256])
            keys = (b"h" + seed[1:], b"o" + seed[1:])
            return keys if own_first else (keys[1], keys[0])

        return ListPorts(port=port, send=send, make_keys=make_keys, clock=self.clock, on_changed=lambda: None)

    def _to_office(self, message: Any) -> None:
        on = self.consent.rights.granted
        raw = codec.encode_peer(message)
        self.soon.append(lambda: self._arrive(codec.decode_from_client(raw, peer.ChannelLabel.CONTROL), on))

    def _arrive(self, message: Any, on: frozenset[Capability]) -> None:
        assert self.tab.take(message, on)

    def _to_home(self, message: Any) -> None:
        raw = codec.encode_peer(message)
        self.soon.append(lambda: self._take_message(codec.decode_from_agent(raw, peer.ChannelLabel.CONTROL)))

    def _take_message(self, message: Any) -> None:
        if isinstance(message, peer.FileRequest):
            self.outbox.take_request(message)
        else:
            self.outbox.take_message(message)

    def _take_event(self, event: ev.ClientEvent) -> None:
        match event:
            case ev.FilesChosen(batch=batch):
                self.consent.choose_files(batch, self.now_ms)
            case ev.BatchEnded(capability=capability):
                self.consent.fulfil(capability)
            case _:
                raise AssertionError(event)
