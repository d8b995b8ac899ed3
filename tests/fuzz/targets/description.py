"""Session descriptions (SDP), and whether aiortc reads in an accepted one what the filter read."""

from pathlib import Path

from aiortc.sdp import SessionDescription

from shared.pairing.binding import parse_fingerprint
from shared.pairing.description import (
    DESCRIPTION_MAX_BYTES,
    DescriptionAccepted,
    DescriptionProblem,
    DescriptionRefused,
    check_description,
    keep_one_fingerprint,
)
from tests.fuzz.feedback import note

PARSER = "SDP filter (`shared/pairing/description.py`), beside the parser of aiortc"
MAX_BYTES = 1_024
WORDS = tuple(
    b"v=0 m=video m=application a=fingerprint:sha-256 a=group:BUNDLE a=mid: a=setup:actpass a=setup:active "
    b"a=setup:passive a=rtpmap: X-SCREEN/90000 rtx/90000 a=sendonly a=recvonly a=crypto: a=identity: a=ice-lite "
    b"a=candidate: a=ssrc: a=ssrc-group: a=fmtp: a=sctp-port: a=max-message-size: a=extmap: a=rtcp: a=rtcp-fb: "
    b"a=msid: a=ice-ufrag: a=ice-pwd: a=ice-options: a=end-of-candidates UDP/TLS/RTP/SAVPF UDP/DTLS/SCTP "
    b"webrtc-datachannel".split()
)

_NOT_NEEDED = (
    "a=candidate:",
    "a=rtcp",
    "a=ssrc",
    "a=msid",
    "a=ice-options",
    "a=end-of",
    "a=extmap",
    "s=",
    "t=",
    "a=fmtp",
)
_VECTORS = Path(__file__).parents[2] / "vectors" / "pairing"


def seeds() -> list[bytes]:
    found: list[bytes] = []
    for path in sorted(_VECTORS.glob("*.sdp")):
        text = keep_one_fingerprint(path.read_bytes().decode())
        needed = [line for line in text.splitlines(keepends=True) if not line.startswith(_NOT_NEEDED)]
        found += ["".join(needed).encode(), "".join(needed).replace("\r", "").encode()]
    return found


def run(data: bytes) -> None:
    text = data.decode("latin-1")
    verdict = check_description(text)
    if isinstance(verdict, DescriptionRefused):
        note(verdict.problem)
        assert isinstance(verdict.problem, DescriptionProblem)
        return
    note("accepted")
    assert isinstance(verdict, DescriptionAccepted)
    assert len(text) <= DESCRIPTION_MAX_BYTES
    assert check_description(keep_one_fingerprint(text)) == verdict
    try:
        read = SessionDescription.parse(text)
    except Exception:  # noqa: BLE001 - Peer takes whatever falls out of it as a refusal
        return
    assert len(read.media) <= 2
    for media in read.media:
        for fingerprint in media.dtls.fingerprints if media.dtls is not None else ():
            # What the DTLS layer will accept is what the filter saw, and nothing beside it.
            assert fingerprint.algorithm.lower() == "sha-256"
            assert parse_fingerprint(fingerprint.value) == verdict.fingerprint
