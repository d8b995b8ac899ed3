"""Typed text from a hostile console: what is no text, too much of it, at the wrong time, or meant for our own windows."""

from collections.abc import Iterator

import msgspec
import pytest

from client.domain.own_windows import OwnWindows
from client.injection.null import NullInjector
from client.injection.remote_control import RemoteControl
from shared.clock import SystemClock
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.protocol import codec, limits
from shared.protocol.peer_messages import ChannelLabel, InputBatch, KeyChange, PointerMove, TextTyped
from tests.desk.display import wait_until


def _wire(*events: object) -> bytes:
    """A batch as a console of one's own would send it, past our own checks."""
    return msgspec.msgpack.encode({"type": "input_batch", "input_epoch": 1, "first_seq": 1, "events": list(events)})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * (limits.TYPED_TEXT_MAX_CHARS + 1),
        "\n",
        "\t",
        "\r",
        "a\x00",
        "\x1b[A",
        "\x7f",
        "\x9b",
        "\u202ea",
        "\u2066",
        "\u2028",
        "\uffff",
        "a\n",
    ],
)
def test_text_that_is_none_is_refused_with_its_whole_batch(text: str) -> None:
    assert codec.decode_from_agent(_wire([3, 4, True], [4, "я"]), ChannelLabel.INPUT)  # the honest one gets through
    with pytest.raises(ProtocolError):
        codec.decode_from_agent(_wire([3, 4, True], [4, text]), ChannelLabel.INPUT)


@pytest.mark.parametrize("event", [[4], [4, 7], [4, b"a"], [4, None], [4, "a", True], [4, ["a"]], [5, "a"]])
def test_text_of_another_shape_is_refused(event: list[object]) -> None:
    with pytest.raises(ProtocolError):
        codec.decode_from_agent(_wire(event), ChannelLabel.INPUT)


def test_text_with_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ProtocolError):
        codec.decode_from_agent(_wire([4, "A"]).replace(b"\xa1A", b"\xa3\xed\xa0\x80"), ChannelLabel.INPUT)


@pytest.fixture
def sink() -> NullInjector:
    return NullInjector()


@pytest.fixture
def windows() -> OwnWindows:
    return OwnWindows()


@pytest.fixture
def control(sink: NullInjector, windows: OwnWindows) -> Iterator[RemoteControl]:
    control = RemoteControl(sink, own_windows=windows, area_of=lambda _: Rect(0, 0, 100, 100))
    control.heard(SystemClock().monotonic_ms())
    yield control
    control.close()


def _batch(epoch: int, first_seq: int, *events: TextTyped | KeyChange | PointerMove) -> InputBatch:
    return InputBatch(input_epoch=epoch, first_seq=first_seq, events=list(events))


@pytest.mark.hostile(22)
def test_text_without_control_of_another_epoch_or_replayed_types_nothing(
    control: RemoteControl, sink: NullInjector
) -> None:
    assert control.handle(_batch(1, 1, TextTyped("a"))) is None
    control.apply(is_on=True, epoch=1, monitor_ids=())
    assert control.handle(_batch(1, 1, TextTyped("b"))) is not None
    wait_until(lambda: sink.record == [("text", "b")], "the one that was allowed")
    control.apply(is_on=False, epoch=2, monitor_ids=())
    control.apply(is_on=True, epoch=3, monitor_ids=())
    for _ in range(3):
        assert control.handle(_batch(1, 1, TextTyped("c"))) is None
    assert control.handle(_batch(3, 1, TextTyped("d"))) is not None
    assert control.handle(_batch(3, 1, TextTyped("e"))) is not None
    assert control.handle(_batch(3, 2, KeyChange(4, True))) is not None
    wait_until(lambda: 4 in sink.held_keys, "the mark arrived")
    assert sink.record == [("text", "b"), ("text", "d"), ("key", 4, True)]


def test_text_for_our_own_windows_is_refused(control: RemoteControl, sink: NullInjector, windows: OwnWindows) -> None:
    """A question is answered by nobody's letters: not even Allow's mnemonic."""
    control.apply(is_on=True, epoch=1, monitor_ids=())
    windows.replace([], is_focused=True)
    control.handle(_batch(1, 1, *[TextTyped("y")] * 16, PointerMove(0, 0)))  # a move is let through: the mark
    wait_until(lambda: sink.record == [("pointer_to", 0, 0)], "all were handled")
    windows.replace([], is_focused=False)
    control.handle(_batch(1, 18, TextTyped("z")))
    wait_until(lambda: sink.record[1:] == [("text", "z")], "only what was meant for another window")


def test_flood_of_text_is_cut_off_at_once(control: RemoteControl, sink: NullInjector) -> None:
    control.apply(is_on=True, epoch=1, monitor_ids=())
    seq = 1
    for _ in range(50):
        batch = _batch(1, seq, *[TextTyped("x")] * limits.INPUT_BATCH_MAX_EVENTS)
        if control.handle(batch) is not None:
            seq += len(batch.events)
    control.apply(is_on=False, epoch=2, monitor_ids=())
    typed = len(sink.record)
    assert control.handle(_batch(1, seq, TextTyped("x"))) is None
    assert len(sink.record) == typed
