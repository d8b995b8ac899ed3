"""The link to real X servers: what is told and asked, many at once, what comes back wrong, a server that went, or none."""

import select
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from Xlib import X

from shared.xcb_link import LinkLostError, XcbLink
from tests.desk.bare_server import bare_server
from tests.desk.display import VirtualDisplay
from tests.desk.person import Person

KEY_A, KEY_TAB = 38, 23  # X keycodes: evdev codes plus 8


def test_xcb_link_tells_the_keys_that_are_down_until_the_server_goes():
    with bare_server(64, 64) as (name, _):
        link = XcbLink(name)
        assert link.is_let_in()
        with Person(name) as person, person.held("a"):
            assert link.is_key_down(KEY_A)
            assert not link.is_key_down(KEY_TAB)
        assert not link.is_key_down(KEY_A)
    assert not link.is_key_down(KEY_A)
    assert not link.is_let_in()
    link.close()


def test_xcb_link_to_no_server_is_not_let_in_and_holds_no_key():
    with bare_server(64, 64) as (name, _):
        pass
    link = XcbLink(name)
    assert not link.is_let_in()
    assert not link.is_key_down(KEY_A)
    link.close()


GET_GEOMETRY, QUERY_TREE, DESTROY_WINDOW = 14, 15, 4
NO_SUCH_WINDOW = 0x1FFFFFFE


@pytest.fixture
def link(virtual_display: VirtualDisplay) -> Iterator[XcbLink]:
    link = XcbLink(virtual_display.name)
    yield link
    link.close()


def about(opcode: int, window: int) -> bytes:
    return struct.pack("=BBHI", opcode, 0, 0, window)


def test_xcb_link_reads_what_another_client_reads(link: XcbLink, server: Any):
    assert link.read_root() == server.screen().root.id
    assert link.read_atom("_NET_WM_PID") == server.intern_atom("_NET_WM_PID")
    xtest = link.read_extension("XTEST")
    assert xtest is not None
    assert xtest.opcode == server.query_extension("XTEST").major_opcode
    xkb = link.read_extension("XKEYBOARD")
    assert xkb is not None
    assert xkb.first_event == server.query_extension("XKEYBOARD").first_event
    assert link.read_extension("NOT-THERE") is None


def test_xcb_link_answers_in_any_order_and_whole(link: XcbLink, server: Any):
    root = link.read_root()
    windows = [server.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent) for _ in range(40)]
    server.sync()
    geometry, tree, missing = (
        link.ask(about(GET_GEOMETRY, root)), link.ask(about(QUERY_TREE, root)), link.ask(about(GET_GEOMETRY, NO_SUCH_WINDOW)),
    )  # fmt: skip
    assert link.answer(missing) is None
    reply = link.answer(tree)
    assert reply is not None
    children = struct.unpack_from(f"={struct.unpack_from('=H', reply, 16)[0]}I", reply, 32)
    assert {window.id for window in windows} <= set(children)
    reply = link.answer(geometry)
    assert reply is not None
    size = server.screen().root.get_geometry()
    assert struct.unpack_from("=HH", reply, 16) == (size.width, size.height)


def test_xcb_link_error_of_what_was_told_is_an_event(link: XcbLink):
    link.tell(about(DESTROY_WINDOW, NO_SUCH_WINDOW))
    link.sync()
    [error] = link.take_events()
    assert (error[0], error[1], error[10]) == (0, 3, DESTROY_WINDOW)  # BadWindow
    assert link.take_events() == []


def test_xcb_link_more_than_the_buffer_holds_arrives_all_the_same(link: XcbLink):
    for _ in range(5_000):
        link.tell(about(DESTROY_WINDOW, NO_SUCH_WINDOW))
    link.flush()
    link.sync()
    assert len(link.take_events()) == 5_000


@pytest.mark.parametrize("end", ["closed", "no server"])
def test_xcb_link_that_is_none_refuses_everything_and_never_crashes(virtual_display: VirtualDisplay, end: str):
    link = XcbLink(virtual_display.name if end == "closed" else ":4711")
    if end == "closed":
        link.close()
    calls: tuple[Callable[[], object], ...] = (
        link.sync, link.flush, link.take_events, link.read_root, lambda: link.read_atom("A"),
        lambda: link.read_extension("XTEST"), lambda: link.tell(about(DESTROY_WINDOW, 1)), lambda: link.answer(7),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(LinkLostError):
            call()
    assert not link.is_let_in()
    assert not link.is_key_down(KEY_A)
    link.close()


XI_SELECT_EVENTS, ALL_DEVICES, RAW_MOTION = 46, 0, 17
GENERIC_EVENT = 35


def test_xcb_link_wakes_a_select_and_gives_a_long_event_whole(link: XcbLink, virtual_display: VirtualDisplay):
    xinput = link.read_extension("XInputExtension")
    assert xinput is not None
    # XIQueryVersion for 2.2 first: an older client hears of no raw events.
    assert link.answer(link.ask(struct.pack("=BBHHH", xinput.opcode, 47, 0, 2, 2))) is not None
    ask_for = struct.pack(
        "=BBHIHxxHHI", xinput.opcode, XI_SELECT_EVENTS, 0, link.read_root(), 1, ALL_DEVICES, 1, 1 << RAW_MOTION
    )
    link.tell(ask_for)
    link.sync()
    assert link.take_events() == []
    with Person(virtual_display.name) as person:
        person.move(30, 40)
        assert select.select([link.fileno()], [], [], 5)[0]
        link.sync()
        events = link.take_events()
    assert {(event[0], event[1]) for event in events} == {(GENERIC_EVENT, xinput.opcode)}
    assert all(len(event) == 32 + 4 * struct.unpack_from("=I", event, 4)[0] > 32 for event in events)
    # The person gets there in steps: the last one says where, behind the mask of its axes.
    last = events[-1]
    mask_words, mask = struct.unpack_from("=H8xI", last, 22)
    axes = [struct.unpack_from("=i", last, 32 + 4 * mask_words + 8 * axis)[0] for axis in range(2)]
    assert (mask & 3, axes) == (3, [30, 40])
