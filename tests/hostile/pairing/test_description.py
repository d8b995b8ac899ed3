"""Test 3: every way to slip a second certificate or other media past the check of a session description."""

from pathlib import Path

import pytest

from shared.pairing.description import (
    DescriptionAccepted,
    DescriptionProblem,
    DescriptionRefused,
    check_description,
    keep_one_fingerprint,
)

OFFER = keep_one_fingerprint(
    (Path(__file__).parents[2] / "vectors" / "pairing" / "offer.sdp").read_text("ascii").replace("\n", "\r\n")
)
PRINT = next(line for line in OFFER.splitlines() if line.startswith("a=fingerprint:"))
EVIL = "a=fingerprint:sha-256 " + ":".join(["EE"] * 32)
VIDEO = next(line for line in OFFER.splitlines() if line.startswith("m=video"))
DATA = next(line for line in OFFER.splitlines() if line.startswith("m=application"))


def _problem(sdp):
    found = check_description(sdp)
    assert isinstance(found, DescriptionRefused), "a hostile description was accepted"
    return found.problem


def _replace(old, new, count=-1, *, last=False):
    assert old in OFFER
    return new.join(OFFER.rsplit(old, 1)) if last else OFFER.replace(old, new, count)


def test_honest_description_is_accepted():
    assert isinstance(check_description(OFFER), DescriptionAccepted)


@pytest.mark.hostile(3)
@pytest.mark.parametrize(
    ("sdp", "problem"),
    [
        (_replace(PRINT, EVIL, last=True), DescriptionProblem.FINGERPRINTS_DIFFER),
        (_replace(PRINT, EVIL, 1), DescriptionProblem.FINGERPRINTS_DIFFER),
        (_replace(PRINT, PRINT + "\r\n" + EVIL, 1), DescriptionProblem.FINGERPRINT_EXTRA),
        (_replace(PRINT, EVIL + "\r\n" + PRINT, last=True), DescriptionProblem.FINGERPRINT_EXTRA),
        (_replace(PRINT, PRINT + "\r\n" + PRINT, 1), DescriptionProblem.FINGERPRINT_EXTRA),
        (_replace(PRINT, PRINT + "\r\n" + EVIL.replace("a=f", "a=F"), 1), DescriptionProblem.FINGERPRINT_EXTRA),
        (_replace(PRINT + "\r\n", "", 1), DescriptionProblem.FINGERPRINT_MISSING),
        (_replace(PRINT + "\r\n", "", last=True), DescriptionProblem.FINGERPRINT_MISSING),
        (_replace(PRINT + "\r\n", ""), DescriptionProblem.FINGERPRINT_MISSING),
        (_replace("t=0 0\r\n", "t=0 0\r\n" + EVIL + "\r\n"), DescriptionProblem.FINGERPRINT_EXTRA),
        (_replace(PRINT, "a=fingerprint:sha-1 " + ":".join(["EE"] * 20)), DescriptionProblem.FINGERPRINT_KIND),
        (_replace(PRINT, PRINT.replace("sha-256", "sha-512"), 1), DescriptionProblem.FINGERPRINT_KIND),
        (_replace(PRINT, PRINT[:-3], 1), DescriptionProblem.MALFORMED),
        (_replace(PRINT, PRINT.replace("256 ", "256  "), 1), DescriptionProblem.MALFORMED),
        (_replace(PRINT, PRINT + " " + "EE", 1), DescriptionProblem.MALFORMED),
        (_replace("\r\n" + PRINT, "\r" + PRINT, 1), DescriptionProblem.MALFORMED),
        (_replace(PRINT, PRINT + "\x0b" + EVIL, 1), DescriptionProblem.MALFORMED),
        (_replace(PRINT, PRINT + "\u2028" + EVIL, 1), DescriptionProblem.MALFORMED),
        (_replace(PRINT, PRINT + "\x00", 1), DescriptionProblem.MALFORMED),
    ],
)
def test_3_split_fingerprints_are_refused(sdp, problem):
    assert _problem(sdp) is problem


@pytest.mark.hostile(3)
@pytest.mark.parametrize(
    ("sdp", "problem"),
    [
        (_replace("a=group:BUNDLE 0 1\r\n", ""), DescriptionProblem.BUNDLE_WRONG),
        (_replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0"), DescriptionProblem.BUNDLE_WRONG),
        (_replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0 1 2"), DescriptionProblem.BUNDLE_WRONG),
        (_replace("a=group:BUNDLE 0 1", "a=group:LS 0 1"), DescriptionProblem.BUNDLE_WRONG),
        (_replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0\r\na=group:BUNDLE 1"), DescriptionProblem.BUNDLE_WRONG),
        (_replace("a=mid:1", "a=mid:0"), DescriptionProblem.BUNDLE_WRONG),
        (_replace("a=mid:1\r\n", ""), DescriptionProblem.BUNDLE_WRONG),
    ],
)
def test_3_other_bundles_are_refused(sdp, problem):
    assert _problem(sdp) is problem


@pytest.mark.hostile(3)
@pytest.mark.parametrize(
    "sdp",
    [
        OFFER + VIDEO + "\r\na=mid:2\r\n" + PRINT + "\r\n",
        OFFER + DATA + "\r\na=mid:2\r\n" + PRINT + "\r\n",
        OFFER + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:2\r\n" + PRINT + "\r\n",
        OFFER[: OFFER.index(DATA)],
        OFFER[: OFFER.index(VIDEO)] + OFFER[OFFER.index(DATA) :],
        _replace(VIDEO, VIDEO.replace("video", "audio")),
        _replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        _replace("UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF"),
        _replace("UDP/DTLS/SCTP webrtc-datachannel", "UDP/DTLS/SCTP 5000"),
        _replace("UDP/DTLS/SCTP", "TCP/DTLS/SCTP"),
        _replace("X-SCREEN", "H264"),
        _replace("X-SCREEN", "x-screen"),
        _replace("rtx/90000", "red/90000"),
        _replace("a=rtpmap:111", "a=rtpmap:112"),
        _replace("a=rtpmap:111", "a=rtpmap:110"),
        _replace(" 110 111", " 110 111 96"),
        _replace("a=rtpmap:110 X-SCREEN/90000\r\n", ""),
        _replace("a=sendonly", "a=sendrecv"),
        _replace("a=sendonly\r\n", ""),
        _replace("a=sendonly", "a=sendonly\r\na=recvonly"),
        _replace(VIDEO, "m=video 0 UDP/TLS/RTP/SAVPF 110 111"),
    ],
)
def test_3_other_media_are_refused(sdp):
    assert _problem(sdp) is DescriptionProblem.MEDIA_UNEXPECTED


@pytest.mark.parametrize(
    "line", ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x", "a=identity:x", "a=CRYPTO:1 x", "a=ice-lite"]
)
def test_keys_in_the_text_are_refused(line):
    assert _problem(_replace(PRINT, PRINT + "\r\n" + line, 1)) is DescriptionProblem.ATTRIBUTE_FORBIDDEN


@pytest.mark.parametrize("setup", ["", "a=setup:holdconn\r\n", "a=setup:active\r\na=setup:passive\r\n"])
def test_other_dtls_roles_are_refused(setup):
    assert _problem(_replace("a=setup:actpass\r\n", setup, 1)) is DescriptionProblem.MALFORMED


@pytest.mark.hostile(3)
@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "\r\n",
        "v=0",
        "v=1\r\n" + OFFER[5:],
        "x" * 1_000_000,
        "v=0\r\n" * 2_000,
        "v=0\r\n" + "a=\r\n" * 9,
        "v=0\r\n" + "m=video\r\n" * 100,
        OFFER * 6,
        "\ud800",
        OFFER + "\x1b[2J",
        OFFER + "ă=1\r\n",
        OFFER + "a=x\ty\r\n",
    ],
)
def test_garbage_is_refused_and_raises_nothing(sdp):
    assert isinstance(check_description(sdp), DescriptionRefused)
