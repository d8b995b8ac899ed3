"""What a person's event says by itself, without the checksum that ties it to the one before."""

import re
from collections.abc import Mapping

from shared.audit.event import PREVIOUS_NAME

_DIGEST = re.compile(r"[0-9a-f]{64}")


def said_in(data: Mapping[str, str | int | bool]) -> dict[str, str | int | bool]:
    """Its data; the checksum has to be there, and be one."""
    assert _DIGEST.fullmatch(str(data[PREVIOUS_NAME]))
    return {name: value for name, value in data.items() if name != PREVIOUS_NAME}
