"""What an outside witness is to the rest: a name, and a way to hand it a checkpoint."""

from typing import Protocol

from shared.errors import AlongsideError


class DeliveryError(AlongsideError):
    """The witness did not take it; the reason is a stable word such as `unreachable`, `timed_out`, `http_503`."""

    code = "not_delivered"


class Target(Protocol):
    """One outside witness."""

    @property
    def name(self) -> str:
        """How it is called in logs and in the state; never holds a secret."""
        ...

    def deliver(self, size: int, note: bytes) -> None:
        """Hand over a checkpoint; the same one may come twice.

        Args:
            size: events it covers.
            note: the signed note.

        Raises:
            DeliveryError: it was not taken, or nobody knows whether it was.
        """
        ...
