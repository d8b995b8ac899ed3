"""Looks at a session description before anything else does: one fingerprint for everything, and only our media.

aiortc compares the certificate with the first media section alone when sections are bundled, so a description with a
second, different fingerprint would pass there. Here it does not. The grammar is that of RFC 8866; the rules are ours
and narrower (RFC 8829 section 5.2.1 writes one fingerprint set for all sections).
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from shared.pairing.binding import parse_fingerprint

DESCRIPTION_MAX_BYTES = 10 * 1024  # the same number as in docs/protocol.md
SCREEN_CODEC = "X-SCREEN"
RETRANSMISSION_CODEC = "rtx"

_LINE = re.compile(r"[a-z]=[^\x00-\x1f\x7f]+")
_VIDEO_SECTION = re.compile(r"video [1-9][0-9]{0,4} UDP/TLS/RTP/SAVPF((?: [0-9]{1,3}){1,8})")
_DATA_SECTION = re.compile(r"application [1-9][0-9]{0,4} UDP/DTLS/SCTP webrtc-datachannel")
_CODEC = re.compile(r"a=rtpmap:([0-9]{1,3}) ([!-~]+?)/90000")
_LINES_MAX = 400  # a machine with thirty network cards stays below a hundred
_SECTIONS = 2
# Keys carried in the text itself (RFC 4568) and an identity assertion (RFC 8827) have no place here.
_FORBIDDEN_ATTRIBUTES = ("a=crypto:", "a=identity:", "a=key-mgmt:", "a=tls-id:", "a=ice-lite")
_DIRECTIONS = frozenset({"a=sendonly", "a=recvonly", "a=sendrecv", "a=inactive"})
_SETUP_VALUES = frozenset({"actpass", "active", "passive"})


class DescriptionProblem(StrEnum):
    """Why a description is not used."""

    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    BUNDLE_WRONG = "bundle_wrong"
    MEDIA_UNEXPECTED = "media_unexpected"
    FINGERPRINT_MISSING = "fingerprint_missing"
    FINGERPRINT_EXTRA = "fingerprint_extra"
    FINGERPRINT_KIND = "fingerprint_kind"
    FINGERPRINTS_DIFFER = "fingerprints_differ"
    ATTRIBUTE_FORBIDDEN = "attribute_forbidden"


@dataclass(frozen=True, slots=True)
class DescriptionAccepted:
    """Fit to be used; `fingerprint` is the 32 bytes its certificate must hash to (SHA-256)."""

    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class DescriptionRefused:
    """Not fit; nothing of it may reach the peer connection."""

    problem: DescriptionProblem


@dataclass(slots=True)
class _Section:
    media: str = ""
    lines: list[str] = field(default_factory=list)

    def values_of(self, prefix: str) -> list[str]:
        return [line[len(prefix) :] for line in self.lines if line.lower().startswith(prefix)]


def check_description(sdp: str) -> DescriptionAccepted | DescriptionRefused:
    """Look at an offer or answer from the other side, or at our own before it is sealed."""
    found = _check(sdp)
    return DescriptionRefused(found) if isinstance(found, DescriptionProblem) else DescriptionAccepted(found)


def keep_one_fingerprint(sdp: str) -> str:
    """Leave only the SHA-256 fingerprints in our own description.

    aiortc writes longer hashes of the same certificate beside it, which the other side would refuse. Apply this to
    what is sealed and sent, not to what our own peer connection keeps.
    """
    lines = sdp.splitlines(keepends=True)
    return "".join(line for line in lines if not _is_other_fingerprint(line.lower()))


def _is_other_fingerprint(line: str) -> bool:
    return line.startswith("a=fingerprint:") and not line.startswith("a=fingerprint:sha-256 ")


def _check(sdp: str) -> bytes | DescriptionProblem:
    if len(sdp) > DESCRIPTION_MAX_BYTES or not sdp.isascii():
        return DescriptionProblem.TOO_LARGE if len(sdp) > DESCRIPTION_MAX_BYTES else DescriptionProblem.MALFORMED
    sections = _split(sdp)
    if sections is None:
        return DescriptionProblem.MALFORMED
    head, *media = sections
    return _check_media(media) or _check_bundle(head, media) or _check_fingerprints(head, media)


def _split(sdp: str) -> list[_Section] | None:
    """Cut into the session part and one part for each medium; None when it is no description at all."""
    lines = sdp.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(lines) > _LINES_MAX or lines[0] != "v=0" or not all(_LINE.fullmatch(line) for line in lines):
        return None
    sections = [_Section()]
    for line in lines:
        if line.startswith("m="):
            sections.append(_Section(media=line[2:]))
        else:
            sections[-1].lines.append(line)
    return sections


def _check_media(media: list[_Section]) -> DescriptionProblem | None:
    videos = [section for section in media if _VIDEO_SECTION.fullmatch(section.media)]
    data = [section for section in media if _DATA_SECTION.fullmatch(section.media)]
    if len(media) != _SECTIONS or len(videos) != 1 or len(data) != 1:
        return DescriptionProblem.MEDIA_UNEXPECTED
    directions = [line for line in videos[0].lines if line in _DIRECTIONS]
    is_one_way = directions in (["a=sendonly"], ["a=recvonly"])
    return None if is_one_way and _has_our_codecs(videos[0]) else DescriptionProblem.MEDIA_UNEXPECTED


def _has_our_codecs(video: _Section) -> bool:
    offered = video.media.split(" ")[3:]
    codecs: dict[str, str] = {}
    for line in video.lines:
        if not line.startswith("a=rtpmap:"):
            continue
        match = _CODEC.fullmatch(line)
        if match is None or match[1] in codecs:
            return False
        codecs[match[1]] = match[2]
    names = sorted(codecs.values())
    return sorted(codecs) == sorted(offered) and names in (
        [SCREEN_CODEC],
        [SCREEN_CODEC, RETRANSMISSION_CODEC],
    )


def _check_bundle(head: _Section, media: list[_Section]) -> DescriptionProblem | None:
    groups = head.values_of("a=group:")
    mids = [section.values_of("a=mid:") for section in media]
    if len(groups) != 1 or any(len(values) != 1 for values in mids):
        return DescriptionProblem.BUNDLE_WRONG
    named = [values[0] for values in mids]
    word, *bundled = groups[0].split(" ")
    if word != "BUNDLE" or sorted(bundled) != sorted(named) or len(set(named)) != _SECTIONS:
        return DescriptionProblem.BUNDLE_WRONG
    return None


def _check_fingerprints(head: _Section, media: list[_Section]) -> bytes | DescriptionProblem:
    for section in (head, *media):
        if any(line.lower().startswith(_FORBIDDEN_ATTRIBUTES) for line in section.lines):
            return DescriptionProblem.ATTRIBUTE_FORBIDDEN
    # One for the whole session would also bind sections that carry their own; ours are always with the media.
    if head.values_of("a=fingerprint:"):
        return DescriptionProblem.FINGERPRINT_EXTRA
    seen: set[bytes] = set()
    for section in media:
        found = _one_fingerprint(section)
        if isinstance(found, DescriptionProblem):
            return found
        seen.add(found)
        setup = section.values_of("a=setup:")
        if len(setup) != 1 or setup[0] not in _SETUP_VALUES:
            return DescriptionProblem.MALFORMED
    return seen.pop() if len(seen) == 1 else DescriptionProblem.FINGERPRINTS_DIFFER


def _one_fingerprint(section: _Section) -> bytes | DescriptionProblem:
    values = section.values_of("a=fingerprint:")
    if not values:
        return DescriptionProblem.FINGERPRINT_MISSING
    if len(values) > 1:
        return DescriptionProblem.FINGERPRINT_EXTRA
    kind, _, text = values[0].partition(" ")
    if kind.lower() != "sha-256":
        return DescriptionProblem.FINGERPRINT_KIND
    return parse_fingerprint(text) or DescriptionProblem.MALFORMED
