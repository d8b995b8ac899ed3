"""Displays are told to somebody who may see one, once for each change."""

from client.domain.layout_teller import LayoutTeller
from shared.capability import Capability
from shared.consent.rights import Rights
from tests.fakes.flow_ports import MONITOR

SEEING = Rights(
    usable=frozenset(), granted=frozenset({Capability.VIEW}), cover="asking", monitor_ids=(1,), epoch=1
)  # fmt: skip
NOTHING = Rights(usable=frozenset(), granted=frozenset(), cover="none", monitor_ids=(), epoch=2)


def test_layout_teller_tells_once_and_again_after_seeing_was_off():
    teller = LayoutTeller()
    assert teller.next_message(NOTHING, (MONITOR,)) is None
    first = teller.next_message(SEEING, (MONITOR,))
    assert first is not None
    assert (first.layout_id, first.shared_ids) == (1, [1])
    assert teller.next_message(SEEING, (MONITOR,)) is None
    teller.next_message(NOTHING, (MONITOR,))
    again = teller.next_message(SEEING, (MONITOR,))
    assert again is not None
    assert again.layout_id == 2


def test_layout_teller_forgets_when_the_other_side_is_gone():
    teller = LayoutTeller()
    teller.next_message(SEEING, (MONITOR,))
    teller.forget()
    assert teller.next_message(SEEING, (MONITOR,)) is not None
