"""A port of this computer that nobody listens on."""

import socket


def free_port() -> int:
    """One the system gives out; whoever uses it at once has it to themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
