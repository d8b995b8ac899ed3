import pytest

from client.domain.input_verdict import RefusalReason
from client.domain.refused_input import RefusedInput
from shared.protocol.limits import INPUT_REFUSED_MAX
from shared.protocol.peer_messages import ButtonChange, InputEvent, KeyChange, PointerMove, TextTyped, WheelTurn


@pytest.mark.parametrize(
    ("event", "is_counted"),
    [
        (PointerMove(x=1, y=1), False),
        (ButtonChange(button="left", is_down=True), True),
        (ButtonChange(button="left", is_down=False), False),
        (WheelTurn(dx=0, dy=120), True),
        (KeyChange(usage=4, is_down=True), True),
        (KeyChange(usage=4, is_down=False), False),
        (TextTyped(text="a"), True),
    ],
)
def test_refused_what_only_moves_or_lets_go_is_not_missed(event: InputEvent, is_counted: bool) -> None:
    refused = RefusedInput()
    refused.note(event, RefusalReason.OWN_WINDOW)
    assert refused.take() == ({"own_window": 1} if is_counted else {})


def test_refused_is_told_by_what_the_agent_can_do_about_it() -> None:
    refused = RefusedInput()
    for reason in RefusalReason:
        refused.note(TextTyped(text="a"), reason)
    assert refused.take() == {"own_window": 1, "untypable": 2, "reserved_keys": 1}
    assert refused.take() == {}


def test_refused_never_counts_past_what_a_message_holds() -> None:
    refused = RefusedInput()
    for _ in range(INPUT_REFUSED_MAX + 1):
        refused.note(TextTyped(text="a"), RefusalReason.UNTYPABLE)
    assert refused.take() == {"untypable": INPUT_REFUSED_MAX}
