"""How many exports of the whole record run at once: one of an account, a few of the server, so it stays quick."""

from enum import StrEnum


class SlotProblem(StrEnum):
    """Why an export may not begin now."""

    OWN = "own"
    """One of the same account runs."""
    FULL = "full"
    """As many as the server gives run already."""


class ExportSlots:
    """Who holds a slot. Whoever took one gives it back, however the export ends."""

    def __init__(self, at_once_max: int) -> None:
        """Give out so many at once."""
        self._at_once_max = at_once_max
        self._holders: set[int] = set()

    def take(self, account_id: int) -> SlotProblem | None:
        """Take one for an account; None when it is theirs now."""
        if account_id in self._holders:
            return SlotProblem.OWN
        if len(self._holders) >= self._at_once_max:
            return SlotProblem.FULL
        self._holders.add(account_id)
        return None

    def give_back(self, account_id: int) -> None:
        """Let the next one begin."""
        self._holders.discard(account_id)
