"""What the two ends say under the sealing keys, through a server that cannot read it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.protocol import limits
from shared.protocol.signaling_messages import LocaleText, ProgramText, PublicKeyBytes

SdpText = Annotated[str, Meta(min_length=1, max_length=limits.SDP_MAX_BYTES)]


class SessionOffer(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="type",
    tag="session_offer",
):
    """The client's session description (RFC 9429) and what the agent should know at once."""

    sdp: SdpText
    client_key: PublicKeyBytes
    program: ProgramText
    os_family: Literal["linux", "windows", "macos"]
    problem: Annotated[str, Meta(max_length=limits.PROBLEM_MAX_CHARS)]
    locale: LocaleText


class SessionAnswer(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="type",
    tag="session_answer",
):
    """The agent's session description."""

    sdp: SdpText
    agent_key: PublicKeyBytes
    program: ProgramText
    locale: LocaleText
