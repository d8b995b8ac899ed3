"""What every message is made of, to the server and between client and console."""

from typing import Annotated

import msgspec
from msgspec import Meta

Counter = Annotated[int, Meta(ge=0, lt=2**53)]


class Message(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
    tag=lambda name: "".join(("_" if c.isupper() and i else "") + c.lower() for i, c in enumerate(name)),
):
    """Base of every message; the `type` on the wire is the class name in snake_case."""
