"""Lends keys that type nothing to characters the layout has no key for, and takes them back with care.

A program looks a key up in the map when it gets round to the press, not when the press was made, and some read the
map on another connection than the presses. So a key that was given a meaning waits before it is pressed, and one that
has been pressed goes on meaning the same until every program has surely read it: the one that was used longest ago
is given away next, and not before it has rested.
"""

from collections.abc import Collection

from client.injection.keysyms import keysym_of
from client.injection.xkb_map import Key, KeyboardMap, lent_key

SETTLE_MS = 60
"""From a new meaning to the first press: Chromium reads the map on another connection, a few milliseconds later."""

REST_MS = 500
"""How long a key keeps its meaning after its last press. Ten times what a busy program needs to read a new map."""

_SKIPPED_LOWEST = 1  # some programs take the lowest keycode of a server for none at all


def pair_of(character: str) -> tuple[str, str]:
    """What shares a key with a character: a letter's small and large form, as on every keyboard; else itself.

    Also for a letter that is not its large form's small one: with the same symbol twice, GTK would make a capital
    of it under Caps Lock.
    """
    small, large = character.lower(), character.upper()
    is_pair = len(small) == len(large) == 1 and character in (small, large)
    return (small, large) if is_pair else (character, character)


class SpareKeys:
    """Which spare key means which pair now; no I/O, no clock: times are arguments."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._keycode_of: dict[tuple[str, str], int] = {}
        self._lent_mono_ms: dict[tuple[str, str], int] = {}
        self._used_mono_ms: dict[tuple[str, str], int] = {}

    @property
    def keycodes(self) -> frozenset[int]:
        """Every key that is lent out now."""
        return frozenset(self._keycode_of.values())

    def follow(self, keyboard: KeyboardMap) -> None:
        """The map is another one: find the spare keys again, and forget pairs somebody took off theirs."""
        spare = [
            keycode
            for keycode, key in sorted(keyboard.keys.items())
            if keycode >= keyboard.first_keycode + _SKIPPED_LOWEST
            and keycode not in keyboard.modifiers
            and (key.is_empty or key.is_lent)
        ]
        for pair, keycode in list(self._keycode_of.items()):
            if keycode not in spare or keyboard.keys[keycode] != key_of(pair):
                self._forget(pair)
        lent = self.keycodes
        # High ones first: should a real key ever come to lie on one of them, then more likely on a low one.
        self._free = [keycode for keycode in reversed(spare) if keycode not in lent]

    def find(self, pair: tuple[str, str]) -> int | None:
        """The key that means this pair already."""
        return self._keycode_of.get(pair)

    def can_ever_lend(self, count: int) -> bool:
        """Whether there are so many keys at all."""
        return count <= len(self._free) + len(self._keycode_of)

    def lend(
        self, pairs: Collection[tuple[str, str]], keep: Collection[tuple[str, str]], now_mono_ms: int
    ) -> dict[tuple[str, str], int] | None:
        """Choose a key for each of these pairs.

        Args:
            pairs: those that have none yet.
            keep: pairs whose keys must stay theirs.
            now_mono_ms: a monotonic reading.

        Returns:
            The keys to put them on; None, and nothing is changed, while too few have rested.
        """
        rested = [
            pair
            for pair, used_mono_ms in sorted(self._used_mono_ms.items(), key=lambda entry: entry[1])
            if pair not in keep and now_mono_ms - used_mono_ms >= REST_MS
        ]
        missing = max(0, len(pairs) - len(self._free))
        if missing > len(rested):
            return None
        for pair in rested[:missing]:
            self._free.append(self._keycode_of[pair])
            self._forget(pair)
        lent = {pair: self._free.pop(0) for pair in pairs}
        self._keycode_of |= lent
        self._lent_mono_ms |= dict.fromkeys(lent, now_mono_ms)
        self.note_use(lent, now_mono_ms)
        return lent

    def is_settled(self, pairs: Collection[tuple[str, str]], now_mono_ms: int) -> bool:
        """Whether every program has had the time to learn what these keys mean."""
        return all(now_mono_ms - self._lent_mono_ms[pair] >= SETTLE_MS for pair in pairs)

    def is_rested(self, now_mono_ms: int) -> bool:
        """Whether every key that is lent out has rested."""
        return all(now_mono_ms - used_mono_ms >= REST_MS for used_mono_ms in self._used_mono_ms.values())

    def note_use(self, pairs: Collection[tuple[str, str]], now_mono_ms: int) -> None:
        """These were pressed just now."""
        self._used_mono_ms |= dict.fromkeys(pairs, now_mono_ms)

    def _forget(self, pair: tuple[str, str]) -> None:
        for known in (self._keycode_of, self._lent_mono_ms, self._used_mono_ms):
            del known[pair]


def key_of(pair: tuple[str, str]) -> Key:
    """The key for a pair."""
    return lent_key(keysym_of(pair[0]), keysym_of(pair[1]))
