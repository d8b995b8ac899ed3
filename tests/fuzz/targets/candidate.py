"""Lines that say where the other side can be reached, as they come for a path for files."""

import ipaddress

import aioice

from tests.fuzz.feedback import note

PARSER = "ICE candidates (`shared/transport/file_ice.py`, aioice)"
MAX_BYTES = 200
WORDS = tuple(
    b"udp tcp typ host srflx relay raddr rport tcptype generation 0 ::1 fe80::1%eth0 .local 1.2.3.4".split()
)


def seeds() -> list[bytes]:
    return [
        b"6815297761 1 udp 659136 1.2.3.4 31102 typ host generation 0",
        b"1 1 udp 2130706431 2001:db8::1 50000 typ srflx raddr 10.0.0.1 rport 9",
        b"1 1 tcp 1 127.0.0.1 9 typ host tcptype active",
        b"1 1 udp 1 stranger.example 9 typ relay",
    ]


def run(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        candidate = aioice.Candidate.from_sdp(text)
        ipaddress.ip_address(candidate.host)
    except ValueError as error:
        note(str(error).split("'", 1)[0])
        return
    note(candidate.type)
    again = aioice.Candidate.from_sdp(candidate.to_sdp())
    assert again.to_sdp() == candidate.to_sdp()
    assert again.host == candidate.host
