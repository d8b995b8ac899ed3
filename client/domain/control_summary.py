"""How much the agent did with mouse and keyboard, as far as the record may say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ControlSummary:
    """How much the agent did, without what or where: the content of the `control.summary` record.

    Attributes:
        keys: keys pressed.
        clicks: buttons pressed.
        moves: pointer moves.
        wheel_turns: wheel events.
        first_mono_ms: when the first of them was injected; None when there was none.
        last_mono_ms: when the last of them was injected.
    """

    keys: int = 0
    clicks: int = 0
    moves: int = 0
    wheel_turns: int = 0
    first_mono_ms: int | None = None
    last_mono_ms: int | None = None
