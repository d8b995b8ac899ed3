"""An injector that touches nothing: for sessions in which this computer cannot or must not be controlled."""

from typing import Any

from client.domain.injector import TextOutcome
from shared.protocol.peer_messages import PointerButton


class NullInjector:
    """Keeps what it was told instead of doing it, held keys and buttons included.

    Attributes:
        record: one tuple a call, method name first; the newest `record_limit` of them.
        held_keys: usages that are down.
        held_buttons: buttons that are down.
    """

    def __init__(self, record_limit: int = 1_000) -> None:
        self.record: list[tuple[Any, ...]] = []
        self.held_keys: set[int] = set()
        self.held_buttons: set[PointerButton] = set()
        self._record_limit = record_limit

    def pointer_to(self, x_px: int, y_px: int) -> None:
        """Note a pointer move."""
        self._note("pointer_to", x_px, y_px)

    def button(self, button: PointerButton, is_down: bool) -> None:
        """Note a button."""
        (self.held_buttons.add if is_down else self.held_buttons.discard)(button)
        self._note("button", button, is_down)

    def wheel(self, dx: int, dy: int) -> None:
        """Note a turn of the wheel."""
        self._note("wheel", dx, dy)

    def key(self, usage: int, is_down: bool) -> None:
        """Note a key."""
        (self.held_keys.add if is_down else self.held_keys.discard)(usage)
        self._note("key", usage, is_down)

    def key_number(self, usage: int, /) -> int | None:
        """Its usage; there is no system that calls it otherwise."""
        return usage

    def text(self, text: str) -> TextOutcome:
        """Note a text."""
        self._note("text", text)
        return TextOutcome.TYPED

    def rest(self) -> None:
        """Nothing is ever borrowed."""

    def has_own_focus(self) -> None:
        """There is no system to ask."""

    def makes_panic_keys(self, _usage: int, /) -> bool:
        """Never; there are no keys but those in their places."""
        return False

    def release_all(self) -> None:
        """Let go of what is held; noted only if something was."""
        if self.held_keys or self.held_buttons:
            self._note("release_all")
        self.held_keys.clear()
        self.held_buttons.clear()

    def settle(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """Let go of what is held."""
        self.release_all()

    def _note(self, *call: Any) -> None:
        self.record.append(call)
        if len(self.record) > self._record_limit:
            del self.record[: len(self.record) - self._record_limit]
