import errno
import socket

import pytest

from signaling.gateway.listener import listen


def test_listen_takes_any_free_port_and_answers():
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=5):
        assert listener.getsockname()[1] > 0


def test_listen_same_port_twice_is_refused():
    with listen("127.0.0.1", 0) as listener, pytest.raises(OSError, match="in use") as refused:
        listen("127.0.0.1", listener.getsockname()[1])
    assert refused.value.errno == errno.EADDRINUSE


def test_listen_on_ipv6():
    with listen("::1", 0) as listener:
        assert listener.family is socket.AF_INET6
