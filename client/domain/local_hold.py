"""How long the agent's input waits for the person's own hand, and what of it is dropped afterwards, too.

Whoever sits at the computer wins: from a touch of their mouse or keyboard until 1.5 s after the last one, nothing of
the agent's input acts; what stays down under their hand goes on touching. What comes meanwhile is dropped, not kept,
because it was meant for a screen that has changed. One thing outlives the wait: a key whose press was dropped, or
which was let go of over here for whatever reason, is not down although the agent still holds it. If it is a modifier,
the agent's next letter would be another command than the one meant, so letters and clicks wait until the agent has
let go of it. The letter of a shortcut comes as typed text, so text waits for Ctrl, Alt and the Windows key too;
whether Shift is down does not change it.
"""

from shared.keyboard import Usage
from shared.protocol.peer_messages import ButtonChange, InputEvent, KeyChange, TextTyped

HOLD_MS = 1_500
"""From the last touch; long enough to think between two words, short enough that nobody goes looking for a button."""

HELD_MAX_MS = 30_000
"""What stays down longer without anything else being touched is a stuck key or a book on the keyboard, no hand."""

_MODIFIERS = frozenset(range(int(Usage.LEFT_CONTROL), int(Usage.RIGHT_META) + 1))
_SHORTCUT_MODIFIERS = _MODIFIERS - {int(Usage.LEFT_SHIFT), int(Usage.RIGHT_SHIFT)}


class LocalHold:
    """Keeps count for the gate, which has the lock; only `is_on` may be asked without it."""

    def __init__(self) -> None:
        self._until_mono_ms: int | None = None
        self._unpressed: set[int] = set()

    @property
    def until_mono_ms(self) -> int | None:
        """When the wait ends if nobody touches anything more; None when nothing was touched since control began."""
        return self._until_mono_ms

    def touch(self, now_mono_ms: int, *, is_held: bool = False) -> bool:
        """The person's hand moved something; returns whether a wait began, and not only went on.

        Args:
            now_mono_ms: when, by this computer's monotonic clock.
            is_held: something of theirs is still down, so that a hand is there although it rests.
        """
        has_begun = not self.is_on(now_mono_ms)
        self._until_mono_ms = now_mono_ms + (HELD_MAX_MS if is_held else HOLD_MS)
        return has_begun

    def is_on(self, now_mono_ms: int) -> bool:
        """Whether the agent's input waits at that moment."""
        until_mono_ms = self._until_mono_ms
        return until_mono_ms is not None and now_mono_ms < until_mono_ms

    def forget(self) -> None:
        """Control begins anew, with everything up on both sides."""
        self._until_mono_ms = None
        self.forget_keys()

    def forget_keys(self) -> None:
        """The agent counts its keys anew."""
        self._unpressed.clear()

    def note_released(self, usages: set[int]) -> None:
        """These keys were let go of here, while the agent holds them."""
        self._unpressed |= usages

    def note_refused(self, usage: int) -> None:
        """This key was not pressed here, while the agent holds it."""
        self._unpressed.add(usage)

    def drops(self, event: InputEvent, now_mono_ms: int) -> bool:
        """Whether that event of the agent is to be dropped; call it once for each, in order."""
        is_dropped = self.is_on(now_mono_ms) or self._tears_apart(event)
        if isinstance(event, KeyChange):
            is_missing = is_dropped and event.is_down
            (self._unpressed.add if is_missing else self._unpressed.discard)(event.usage)
        return is_dropped

    def _tears_apart(self, event: InputEvent) -> bool:
        """Whether that event is one half of a combination whose modifier is not down here."""
        if isinstance(event, TextTyped):
            return not self._unpressed.isdisjoint(_SHORTCUT_MODIFIERS)
        is_press = isinstance(event, ButtonChange | KeyChange) and event.is_down
        return is_press and not self._unpressed.isdisjoint(_MODIFIERS)
