"""What the X server is asked beside Qt, on real servers: keys held down, a server that went, none at all, a stranger."""

from shared.xcb_link import XcbLink
from tests.desk.bare_server import bare_server
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
