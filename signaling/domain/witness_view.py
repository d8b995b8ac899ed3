"""How it stands with the outside witnesses of the record, as pages show it; plain values and what they mean."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WitnessStanding(StrEnum):
    """The one word for it."""

    NONE = "none"
    """The server was told of no witness."""
    UNKNOWN = "unknown"
    """The witness has left no state, or none that can be read."""
    SILENT = "silent"
    """Its state is old: the witness does not run, or cannot write."""
    UNREADABLE = "unreadable"
    """It cannot read the database now."""
    REFUSED = "refused"
    """The record does not go on from the last checkpoint. Nothing is signed any more."""
    BEHIND = "behind"
    """It watches, and somebody outside has not got what it signed."""
    WELL = "well"


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessTarget:
    """One keeper of checkpoints outside.

    Attributes:
        name: what it was given as.
        waiting: checkpoints it has not got yet.
        delivered_size: events that its newest one covers; 0 when it has none.
        delivered_at: when that was brought there; None when never.
        problem: stable name of why the last try failed; empty when it did not.
    """

    name: str
    waiting: int
    delivered_size: int
    delivered_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessView:
    """What is known of the witness beside this server.

    Attributes:
        standing: the one word.
        seen_at: when it last said so; None when it never did.
        size: events that the newest checkpoint covers; 0 when there is none.
        head: hash of the last of them.
        signed_at: when that checkpoint was signed; None when nobody knows.
        finding: `tampered`, `incomplete` or `bad_signature` when refused.
        problem: stable name of what is wrong; empty when nothing is.
        first_bad_seq: the event it concerns, when one can be named.
        targets: the keepers outside.
    """

    standing: WitnessStanding
    seen_at: datetime | None = None
    size: int = 0
    head: str = ""
    signed_at: datetime | None = None
    finding: str = ""
    problem: str = ""
    first_bad_seq: int | None = None
    targets: tuple[WitnessTarget, ...] = ()


LookAtWitness = Callable[[datetime], Awaitable[WitnessView]]
"""Look at the witness's state now."""
