"""What the consent rules allow at one moment, as a value others act on."""

from dataclasses import dataclass
from typing import Literal

from shared.capability import Capability

Cover = Literal["none", "asking", "paused"]
"""Why the picture is withheld while seeing is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What may be done at this moment.

    Attributes:
        usable: rights that may be acted on now.
        granted: rights that are on, even if covered or paused at the moment.
        cover: why the picture is withheld.
        monitor_ids: the displays that may be seen, ascending; empty while seeing is off.
        epoch: goes up with every change; input of a lower epoch is stale.
    """

    usable: frozenset[Capability]
    granted: frozenset[Capability]
    cover: Cover
    monitor_ids: tuple[int, ...]
    epoch: int
