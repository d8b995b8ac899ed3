"""Hostile test 3: descriptions with split, missing, extra or weak fingerprints never reach the peer connection."""

import asyncio
import re
from collections.abc import Callable

import pytest

from shared.errors import DescriptionRefusedError
from shared.pairing.description import DescriptionRefused, check_description, keep_one_fingerprint
from shared.protocol.peer_messages import ChannelLabel
from tests.integration.transport.peer_pair import End

SHA256 = re.compile(r"a=fingerprint:sha-256 \S+")
EVIL = "a=fingerprint:sha-256 " + ":".join(["EE"] * 32)


def _judge(sdp: str) -> str | None:
    verdict = check_description(sdp)
    return verdict.problem if isinstance(verdict, DescriptionRefused) else None


def _replace_nth(sdp: str, nth: int, text: str) -> str:
    count = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return text if count == nth else match[0]

    return SHA256.sub(replace, sdp)


EDITS: dict[str, Callable[[str], str]] = {
    "second section differs": lambda sdp: _replace_nth(sdp, 2, EVIL),
    "first section differs": lambda sdp: _replace_nth(sdp, 1, EVIL),
    "second section has none": lambda sdp: _replace_nth(sdp, 2, "a=x-nothing:0"),
    "first section has none": lambda sdp: _replace_nth(sdp, 1, "a=x-nothing:0"),
    "none at all": lambda sdp: "\r\n".join(line for line in sdp.split("\r\n") if "fingerprint" not in line),
    "an extra one": lambda sdp: SHA256.sub(lambda match: f"{match[0]}\r\n{EVIL}", sdp),
    "one for the whole session": lambda sdp: sdp.replace("t=0 0\r\n", f"t=0 0\r\n{EVIL}\r\n"),
    "sha-1 only": lambda sdp: SHA256.sub("a=fingerprint:sha-1 " + ":".join(["EE"] * 20), sdp),
    "sha-384 only": lambda sdp: SHA256.sub("a=fingerprint:sha-384 " + ":".join(["EE"] * 48), sdp),
    "too short": lambda sdp: SHA256.sub("a=fingerprint:sha-256 " + ":".join(["EE"] * 31), sdp),
    "not bundled": lambda sdp: re.sub(r"a=group:BUNDLE [^\r]+\r\n", "", sdp),
    "bundled apart": lambda sdp: sdp.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0\r\na=group:BUNDLE 1"),
    "keys in the text": lambda sdp: sdp.replace(
        "a=setup:", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA\r\na=setup:", 1
    ),
    "audio beside": lambda sdp: sdp + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:2\r\n",
    "another codec": lambda sdp: sdp.replace("X-SCREEN", "VP8"),
}


async def _offer() -> tuple[End, str]:
    client = End()
    offerer = client.offerer(check_description=_judge)
    sdp = keep_one_fingerprint(await offerer.make_offer())
    await offerer.close()
    return client, sdp


async def test_untouched_description_is_accepted():
    client, agent = End(), End()
    offerer, answerer = client.offerer(check_description=_judge), agent.answerer(check_description=_judge)
    offer = keep_one_fingerprint(await offerer.make_offer())
    await offerer.accept_answer(keep_one_fingerprint(await answerer.answer(offer)))
    for end in (client, agent):
        await end.until(lambda end=end: len(end.opened) == len(ChannelLabel))
    await offerer.close()
    await answerer.close()


@pytest.mark.hostile(3)
@pytest.mark.parametrize("edit", list(EDITS.values()), ids=list(EDITS))
async def test_altered_offer_is_refused_before_the_peer_connection_sees_it(edit: Callable[[str], str]):
    _, offer = await _offer()
    altered = edit(offer)
    assert altered != offer
    agent = End()
    answerer = agent.answerer(check_description=_judge)
    with pytest.raises(DescriptionRefusedError):
        await answerer.answer(altered)
    assert answerer._pc.remoteDescription is None
    assert answerer._pc.signalingState == "stable"
    await answerer.close()


@pytest.mark.hostile(3)
@pytest.mark.parametrize("edit", list(EDITS.values()), ids=list(EDITS))
async def test_altered_answer_is_refused_before_the_peer_connection_sees_it(edit: Callable[[str], str]):
    client, agent = End(), End()
    offerer, answerer = client.offerer(check_description=_judge), agent.answerer()
    answer = keep_one_fingerprint(await answerer.answer(await offerer.make_offer()))
    altered = edit(answer)
    assert altered != answer
    with pytest.raises(DescriptionRefusedError):
        await offerer.accept_answer(altered)
    assert offerer._pc.remoteDescription is None
    await asyncio.sleep(0.02)
    assert client.opened == agent.opened == []
    await offerer.close()
    await answerer.close()


@pytest.mark.hostile(3)
async def test_split_fingerprint_without_our_check_would_connect():
    """The danger is real: aiortc looks at the first section alone when sections are bundled."""
    client, agent = End(), End()
    offerer, answerer = client.offerer(), agent.answerer()
    answer = keep_one_fingerprint(await answerer.answer(await offerer.make_offer()))
    await offerer.accept_answer(EDITS["second section differs"](answer))
    await client.until(lambda: ChannelLabel.CONTROL in client.opened)
    await offerer.close()
    await answerer.close()
