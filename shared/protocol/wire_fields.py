"""Kinds of fields that messages of more than one module have."""

from typing import Annotated

from msgspec import Meta

# Patterns end in \Z: a plain $ would let a line break through.
Hex128 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
HashBytes = Annotated[bytes, Meta(min_length=32, max_length=32)]
RequestId = Annotated[int, Meta(ge=1, le=2**53)]
