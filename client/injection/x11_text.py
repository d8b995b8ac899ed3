"""Types any character into an X server: with a key of the layout where one gives it, else with a spare key.

The state (held and locked modifiers, the group) is asked for before every text and the map read again whenever the
server says that it changed, so neither Caps Lock nor a layout switched in the middle turns a letter into another.
"""

import time
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from client.domain.injector import TextOutcome
from client.injection.spare_keys import SpareKeys, key_of, pair_of
from client.injection.xkb_link import KeyboardState, XkbLink
from client.injection.xkb_map import EMPTY_KEY, LOCK, SHIFT, KeyboardMap
from shared.xcb_link import XcbLink

_SHIFT_KEYSYMS = (0xFFE1, 0xFFE2)  # Shift_L, Shift_R
_GROUPS = 4  # as many as the extension knows


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A press of one key: with Shift pressed for it, a Shift that is held let go of, or in another group."""

    keycode: int
    presses_shift: bool = False
    lifts_shift: bool = False
    group_offset: int = 0


class X11Text:
    """The typing part of an injector; shares its connection and its thread.

    Args:
        link: the injector's connection.
        press: presses or releases a keycode, without flushing.
        drain: hands every event that has arrived to `note_event`.
    """

    def __init__(self, link: XcbLink, press: Callable[[int, bool], None], drain: Callable[[], None]) -> None:
        self._link = XkbLink.open(link)
        self._press = press
        self._drain = drain
        self._spares = SpareKeys()
        self._state_asked: int | None = None
        self._map: KeyboardMap | None = None
        self._index: dict[tuple[int, int], dict[str, int]] = {}

    def ask_state(self) -> None:
        """Have the state travel with another question; the next text uses it unless something is pressed before."""
        if self._link is not None:
            self.drop_state()
            self._state_asked = self._link.ask_state()

    def drop_state(self) -> None:
        """What was asked is out of date."""
        asked, self._state_asked = self._state_asked, None
        if asked is not None and self._link is not None:
            self._link.take_state(asked)  # it has come long ago, and libxcb would keep it

    def read_map(self) -> KeyboardMap | None:
        """The map as of the last answer; the same object until it changes. None where the server has none to tell."""
        if self._link is None:
            return None
        self._drain()
        return self._read_map(self._link)

    def read_modifiers(self) -> int:
        """The modifiers in force, held, latched or locked, by whomever; 0 where the server does not tell."""
        if self._link is None:
            return 0
        asked, self._state_asked = self._state_asked, None
        return self._link.take_state(self._link.ask_state() if asked is None else asked).modifiers

    def note_event(self, event: bytes) -> None:
        """An event came; if it says that the map has changed, the map is read again before the next text."""
        if self._link is not None and self._link.is_change(event):
            self._map = None

    def type(self, text: str, held: Collection[int], *, is_shortcut: bool) -> TextOutcome:
        """Press and release what types this text, all of it or nothing; not flushed.

        Args:
            text: any characters.
            held: keycodes the injector holds down, which cannot be pressed once more.
            is_shortcut: Ctrl, Alt or Meta is among them: what counts is which key it is, not which case it types.
        """
        if self._link is None:
            return TextOutcome.UNTYPABLE
        asked, self._state_asked = self._state_asked, None
        state = self._link.take_state(self._link.ask_state() if asked is None else asked)
        self._drain()  # whatever changed the map before that answer has been told by now
        keyboard = self._read_map(self._link)
        characters = unicodedata.normalize("NFC", text)
        find = self._shortcut_stroke if is_shortcut else self._stroke
        strokes = {character: find(keyboard, character, state, held) for character in characters}
        foreign = {
            character: self._pair(keyboard, character, state, held)
            for character, stroke in strokes.items()
            if stroke is None
        }
        now_mono_ms = time.monotonic_ns() // 1_000_000
        outcome = self._lend(self._link, keyboard, set(foreign.values()), now_mono_ms)
        if outcome is not TextOutcome.TYPED:
            return outcome
        for character in characters:
            stroke = strokes[character] or self._spare_stroke(keyboard, foreign[character], character, state, held)
            self._strike(self._link, keyboard, stroke, held)
        self._spares.note_use(set(foreign.values()), now_mono_ms)
        return TextOutcome.TYPED

    def restore(self) -> None:
        """Empty every key that was lent out, also by an earlier run that was killed; not flushed."""
        if self._link is None:
            return
        keyboard = self._link.read_map()
        for keycode, key in keyboard.keys.items():
            if key.is_lent:
                self._link.put(keycode, EMPTY_KEY, of=keyboard)
        self._map = None
        self._spares = SpareKeys()

    @property
    def has_lent(self) -> bool:
        """Whether a key means something else than it did before."""
        return bool(self._spares.keycodes)

    @property
    def is_rested(self) -> bool:
        """Whether keys are lent out, and none was pressed for a while."""
        return self.has_lent and self._spares.is_rested(time.monotonic_ns() // 1_000_000)

    def _read_map(self, link: XkbLink) -> KeyboardMap:
        if self._map is None:
            self._map = link.read_map()
            self._spares.follow(self._map)
            self._index.clear()
        return self._map

    def _lend(
        self, link: XkbLink, keyboard: KeyboardMap, pairs: set[tuple[str, str]], now_mono_ms: int
    ) -> TextOutcome:
        """See to it that each pair has a key that can be pressed now."""
        new = [pair for pair in sorted(pairs) if self._spares.find(pair) is None]
        if new:
            if not self._spares.can_ever_lend(len(pairs)):
                return TextOutcome.UNTYPABLE
            lent = self._spares.lend(new, pairs, now_mono_ms)
            for pair, keycode in (lent or {}).items():
                link.put(keycode, key_of(pair), of=keyboard)
            return TextOutcome.NOT_YET
        return TextOutcome.TYPED if self._spares.is_settled(pairs, now_mono_ms) else TextOutcome.NOT_YET

    def _strike(self, link: XkbLink, keyboard: KeyboardMap, stroke: _Stroke, held: Collection[int]) -> None:
        shift = keyboard.shift_keycode(_SHIFT_KEYSYMS) if stroke.presses_shift else None
        lifted = (
            [keycode for keycode in held if keyboard.modifiers.get(keycode) == SHIFT] if stroke.lifts_shift else []
        )
        for keycode in lifted:
            self._press(keycode, False)
        if shift is not None:
            self._press(shift, True)
        if stroke.group_offset:
            link.latch_group(stroke.group_offset)
        self._press(stroke.keycode, True)
        self._press(stroke.keycode, False)
        if shift is not None:
            self._press(shift, False)
        for keycode in lifted:
            self._press(keycode, True)

    def _stroke(
        self, keyboard: KeyboardMap, character: str, state: KeyboardState, held: Collection[int]
    ) -> _Stroke | None:
        """A key of the layout that types this now, with Shift as it needs it; None when only a spare one can."""
        for changed, stroke in self._shifts(keyboard, state, held):
            keycode = self._look_up(keyboard, state.group, changed).get(character)
            if keycode is not None and keycode not in held:
                return _Stroke(keycode, stroke.presses_shift, stroke.lifts_shift)
        return None

    def _shortcut_stroke(
        self, keyboard: KeyboardMap, character: str, state: KeyboardState, held: Collection[int]
    ) -> _Stroke | None:
        """The key that carries this letter; for a sign, the key and Shift if that is how it is typed.

        A letter of another of the person's layouts is pressed in that one: many programs know shortcuts by the key,
        and a spare key is none they know.
        """
        if character.isalpha():
            groups = sorted(range(_GROUPS), key=lambda group: (group != state.group, group))
            for group in groups:
                keycode = self._look_up(keyboard, group, 0).get(character.lower())
                if keycode is not None and keycode not in held:
                    return _Stroke(keycode, group_offset=group - state.group)
            return None
        return self._stroke(keyboard, character, KeyboardState(state.modifiers & ~LOCK, state.group), held)

    def _pair(
        self, keyboard: KeyboardMap, character: str, state: KeyboardState, held: Collection[int]
    ) -> tuple[str, str]:
        """What to put on a spare key: both cases, or this one alone where Shift cannot be had as it is needed."""
        pair = pair_of(character)
        can_choose = len(self._shifts(keyboard, state, held)) > 1
        return pair if can_choose else (character, character)

    def _spare_stroke(
        self,
        keyboard: KeyboardMap,
        pair: tuple[str, str],
        character: str,
        state: KeyboardState,
        held: Collection[int],
    ) -> _Stroke:
        keycode = self._spares.find(pair) or 0
        lent = keyboard.with_key(keycode, key_of(pair))
        for changed, stroke in self._shifts(keyboard, state, held):
            if lent.character(keycode, state.group, changed) == character:
                return _Stroke(keycode, stroke.presses_shift, stroke.lifts_shift)
        return _Stroke(keycode)

    def _shifts(
        self, keyboard: KeyboardMap, state: KeyboardState, held: Collection[int]
    ) -> list[tuple[int, _Stroke]]:
        """The modifiers as they are, and as they can be made with Shift; a Shift the person holds stays down."""
        ways = [(state.modifiers, _Stroke(0))]
        if not state.modifiers & SHIFT:
            if keyboard.shift_keycode(_SHIFT_KEYSYMS) is not None:
                ways.append((state.modifiers | SHIFT, _Stroke(0, presses_shift=True)))
        elif any(keyboard.modifiers.get(keycode) == SHIFT for keycode in held):
            ways.append((state.modifiers & ~SHIFT, _Stroke(0, lifts_shift=True)))
        return ways

    def _look_up(self, keyboard: KeyboardMap, group: int, modifiers: int) -> dict[str, int]:
        """Character to key of the layout, for one group and one set of modifiers."""
        index = self._index.get((group, modifiers))
        if index is None:
            index = self._index[group, modifiers] = {}
            for keycode, key in sorted(keyboard.keys.items()):
                typed = None if key.is_lent else keyboard.character(keycode, group, modifiers)
                if typed is not None:
                    index.setdefault(typed, keycode)
        return index
