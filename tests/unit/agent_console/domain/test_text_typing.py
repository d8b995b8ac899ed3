"""A longer text, typed at the pace of the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.domain.input_encoder import InputEncoder
from agent_console.domain.text_typing import (
    ENTER,
    TAB,
    TYPED_CLIPBOARD_MAX_CHARS,
    UNANSWERED_MAX_EVENTS,
    TextTyping,
    split_characters,
)
from shared.protocol import codec
from shared.protocol.peer_messages import ChannelLabel, InputAck, InputBatch, InputEvent, KeyChange, TextTyped

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("Aß я", ["A", "ß", " ", "я"]),
        ("e\N{COMBINING ACUTE ACCENT}x", ["é", "x"]),
        ("q\N{COMBINING ACUTE ACCENT}", ["q\N{COMBINING ACUTE ACCENT}"]),
        (f"a{FAMILY}b", ["a", FAMILY, "b"]),
        (
            "\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}",
            ["\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}"],
        ),
        ("a\x00\x1b\u202eb\u2028c\x7f", ["a", "b", "c"]),
        ("\N{COMBINING ACUTE ACCENT}" * 20, ["\N{COMBINING ACUTE ACCENT}" * 16, "\N{COMBINING ACUTE ACCENT}" * 4]),
    ],
)
def test_split_characters_as_a_person_sees_them(text: str, parts: list[str]) -> None:
    assert split_characters(text) == parts


@given(st.text(max_size=60))
def test_split_characters_always_fit_the_wire(text: str) -> None:
    for part in split_characters(text):
        batch = InputBatch(input_epoch=1, first_seq=1, events=[TextTyped(part)])
        assert codec.decode_from_agent(codec.encode_peer(batch), ChannelLabel.INPUT) == batch


def _answered(encoder: InputEncoder, typing: TextTyping) -> list[InputEvent]:
    """Pump and answer until all is typed; at no time more than the limit is unanswered."""
    events: list[InputEvent] = []
    now_ms = 0
    while True:
        now_ms += 10
        batches = typing.pump(encoder, now_ms)
        if not batches:
            return events
        assert encoder.backlog <= UNANSWERED_MAX_EVENTS + 1
        last = batches[-1]
        seen = last.first_seq + len(last.events) - 1
        events += [event for index, event in enumerate(last.events, last.first_seq) if index > len(events)]
        encoder.handle_ack(InputAck(input_epoch=1, last_seq=seen), now_ms)


def test_text_typing_types_all_in_order_with_enter_and_tab_as_keys() -> None:
    encoder, typing = InputEncoder(), TextTyping()
    encoder.set_epoch(1)
    typing.start("я\r\nb\tc\rd" + "x" * 60)
    assert typing.progress == (0, 67)
    tap = [KeyChange(ENTER, True), KeyChange(ENTER, False)]
    assert _answered(encoder, typing) == [
        TextTyped("я"),
        *tap,
        TextTyped("b"),
        KeyChange(TAB, True),
        KeyChange(TAB, False),
        TextTyped("c"),
        *tap,
        TextTyped("d"),
        *[TextTyped("x")] * 60,
    ]
    assert typing.progress is None


def test_text_typing_waits_for_answers() -> None:
    encoder, typing = InputEncoder(), TextTyping()
    encoder.set_epoch(1)
    typing.start("x" * 100)
    typing.pump(encoder, 0)
    assert typing.progress == (UNANSWERED_MAX_EVENTS, 100)
    assert typing.pump(encoder, 1) == []


def test_text_typing_can_be_stopped_and_cuts_what_is_too_long() -> None:
    typing = TextTyping()
    typing.start("x" * (TYPED_CLIPBOARD_MAX_CHARS + 5))
    assert typing.progress == (0, TYPED_CLIPBOARD_MAX_CHARS)
    typing.start("")
    assert not typing.is_active
