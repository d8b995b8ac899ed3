from pathlib import Path

import pytest

from shared.pairing.binding import parse_fingerprint
from shared.pairing.description import (
    DESCRIPTION_MAX_BYTES,
    DescriptionAccepted,
    check_description,
    keep_one_fingerprint,
)

VECTORS = Path(__file__).parents[3] / "vectors" / "pairing"


def _read(name):
    # Whatever line ends this copy of the file has got, a description is sent with both characters.
    return (VECTORS / name).read_text("ascii").replace("\n", "\r\n")


@pytest.mark.parametrize("name", ["offer.sdp", "answer.sdp"])
def test_check_description_as_aiortc_writes_it_is_accepted_once_reduced(name):
    written = _read(name)
    sdp = keep_one_fingerprint(written)
    line = next(line for line in written.splitlines() if line.startswith("a=fingerprint:sha-256 "))
    assert check_description(sdp) == DescriptionAccepted(parse_fingerprint(line.split(" ")[1]) or b"")
    # Nothing else is taken out.
    left_out = set(written.splitlines()) - set(sdp.splitlines())
    assert {line.split(" ")[0] for line in left_out} == {"a=fingerprint:sha-384", "a=fingerprint:sha-512"}


def test_check_description_line_feeds_alone_are_read_too():
    sdp = keep_one_fingerprint(_read("offer.sdp"))
    assert check_description(sdp.replace("\r\n", "\n")) == check_description(sdp)


def test_check_description_many_candidates_below_the_limit_are_accepted():
    sdp = keep_one_fingerprint(_read("offer.sdp"))
    candidate = "a=candidate:1 1 udp 2130706431 192.0.2.2 42136 typ host\r\n"
    room = (DESCRIPTION_MAX_BYTES - len(sdp)) // len(candidate)
    head, tail = sdp.split("a=end-of-candidates\r\n", 1)
    assert isinstance(
        check_description(head + candidate * room + "a=end-of-candidates\r\n" + tail), DescriptionAccepted
    )
