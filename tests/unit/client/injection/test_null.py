"""The injector that touches nothing."""

from client.injection.null import NullInjector
from shared.protocol.peer_messages import PointerButton


def test_null_injector_keeps_what_it_was_told() -> None:
    injector = NullInjector()
    injector.pointer_to(1, 2)
    injector.button(PointerButton.LEFT, is_down=True)
    injector.key(4, is_down=True)
    injector.wheel(0, 120)
    injector.text("я")
    assert injector.record == [
        ("pointer_to", 1, 2),
        ("button", PointerButton.LEFT, True),
        ("key", 4, True),
        ("wheel", 0, 120),
        ("text", "я"),
    ]
    assert injector.held_keys == {4}
    assert injector.has_own_focus() is None
    assert injector.key_number(4) == 4
    injector.settle()
    injector.close()
    assert not injector.held_keys
    assert not injector.held_buttons


def test_null_injector_forgets_the_oldest() -> None:
    injector = NullInjector(record_limit=3)
    for index in range(10):
        injector.pointer_to(index, 0)
    assert [call[1] for call in injector.record] == [7, 8, 9]
