"""Kinds of fields that messages of more than one module have."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.protocol import limits

# Patterns end in \Z: a plain $ would let a line break through.
Hex128 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
HashBytes = Annotated[bytes, Meta(min_length=32, max_length=32)]
RequestId = Annotated[int, Meta(ge=1, le=2**53)]
NameText = Annotated[str, Meta(max_length=limits.NAME_MAX_CHARS)]


class AgentCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who the server says the agent is. Information for the person, not proof."""

    agent_id: Annotated[str, Meta(max_length=64)]
    name: NameText
    organisation: NameText
    domain: Annotated[str, Meta(max_length=limits.DOMAIN_MAX_CHARS)]
    account_created_on: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
