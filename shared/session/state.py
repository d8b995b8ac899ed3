"""The states of both ends of a session; `docs/architecture.md` draws them."""

from enum import StrEnum


class ClientState(StrEnum):
    """Where the assisted person's program stands."""

    IDLE = "idle"
    ALLOCATING = "allocating"
    CODE_SHOWN = "code_shown"
    PAIRING = "pairing"
    CONNECTING = "connecting"
    OPENING = "opening"
    """Verified; the server is writing the session down."""
    BOUND = "bound"
    """Verified and on record. Live, paused and stalled are said by the consent machine."""
    ENDED = "ended"


class AgentState(StrEnum):
    """Where one tab of the console stands."""

    CLAIMING = "claiming"
    PAIRING = "pairing"
    CONNECTING = "connecting"
    BOUND = "bound"
    ENDED = "ended"
