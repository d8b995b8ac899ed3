"""What the watchdog process does with the notes it gets."""

import os
import threading
import time
from collections.abc import Iterable

import pytest

from client.injection.watchdog import HeldNotes, watch
from shared.protocol.peer_messages import PointerButton


class _Releases:
    def __init__(self) -> None:
        self.calls: list[tuple[set[int], set[PointerButton]]] = []
        self.is_called = threading.Event()
        self.restored = 0

    def release(self, numbers: Iterable[int], buttons: Iterable[PointerButton]) -> None:
        self.calls.append((set(numbers), set(buttons)))
        self.is_called.set()

    def restore_keys(self) -> None:
        self.restored += 1


def test_held_notes_follow_downs_and_ups() -> None:
    notes = HeldNotes()
    notes.feed(b"k\xe0\x01k\x04\x01b\x01\x01p\0\0")
    assert (notes.numbers, notes.buttons) == ({0xE0, 4}, {PointerButton.LEFT})
    notes.feed(b"k\x04\x00b\x01\x00")
    assert notes.numbers == {0xE0}
    notes.feed(b"r\0\0")
    assert notes.is_empty
    notes.feed(b"q\0\0")
    assert notes.is_ended


def test_held_notes_bytes_in_any_pieces_mean_the_same() -> None:
    notes = HeldNotes()
    for byte in b"k\xe0\x01k\x04\x01k\x04\x00":
        notes.feed(bytes((byte,)))
    assert notes.numbers == {0xE0}


def test_held_notes_unknown_letter_or_button_is_ignored() -> None:
    notes = HeldNotes()
    notes.feed(b"x\x01\x01b\x63\x01")
    assert notes.is_empty


@pytest.mark.parametrize("notes", [b"", b"k\x04\x01k\x04\0", b"k\x04\x01r\0\0", b"k\x04\x01q\0\0"])
def test_watch_pipe_closed_with_nothing_held_releases_nothing(notes: bytes) -> None:
    read_fd, write_fd = os.pipe()
    os.write(write_fd, notes)
    os.close(write_fd)
    releases = _Releases()
    watch(read_fd, releases)
    os.close(read_fd)
    assert releases.calls == []


def test_watch_pipe_closed_releases_what_is_held() -> None:
    read_fd, write_fd = os.pipe()
    os.write(write_fd, b"k\xe1\x01b\x03\x01k\x04\x01k\x04\x00")
    os.close(write_fd)
    releases = _Releases()
    watch(read_fd, releases)
    os.close(read_fd)
    assert releases.calls == [({0xE1}, {PointerButton.RIGHT})]


def test_watch_silence_releases_and_goes_on_watching() -> None:
    read_fd, write_fd = os.pipe()
    releases = _Releases()
    thread = threading.Thread(target=watch, args=(read_fd, releases, 0.2))
    thread.start()
    os.write(write_fd, b"k\x04\x01")
    for _ in range(5):
        time.sleep(0.05)
        os.write(write_fd, b"p\0\0")
    assert not releases.is_called.is_set()
    assert releases.is_called.wait(2)
    releases.is_called.clear()
    os.write(write_fd, b"k\x05\x01")
    os.close(write_fd)
    assert releases.is_called.wait(2)
    thread.join(2)
    os.close(read_fd)
    assert releases.calls == [({4}, set()), ({5}, set())]


@pytest.mark.parametrize(
    ("notes", "restored"), [(b"t\0\1", 1), (b"t\0\1r\0\0", 1), (b"t\0\1q\0\0", 0), (b"k\x04\x01", 0)]
)
def test_watch_pipe_closed_without_a_word_gives_lent_keys_back(notes: bytes, restored: int) -> None:
    read_fd, write_fd = os.pipe()
    os.write(write_fd, notes)
    os.close(write_fd)
    releases = _Releases()
    watch(read_fd, releases)
    os.close(read_fd)
    assert releases.restored == restored
