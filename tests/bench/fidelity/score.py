"""Counts what did not arrive as it was meant."""

from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Self


@dataclass(slots=True)
class Score:
    """Of one tool, for one kind of case.

    Attributes:
        cases: characters and shortcuts that had to arrive.
        wrong: others arrived in their place, or nobody had pressed them.
        lost: nothing arrived.
        stuck: keys or modifiers that were down afterwards.
    """

    cases: int = 0
    wrong: int = 0
    lost: int = 0
    stuck: int = 0

    def add(self, expected: str, got: str, stuck: int = 0) -> None:
        """Compare one run of characters."""
        self.cases += len(expected)
        self.stuck += stuck
        for kind, begin, end, got_begin, got_end in SequenceMatcher(None, expected, got, False).get_opcodes():
            missing, extra = end - begin, got_end - got_begin
            if kind != "equal":
                self.wrong += extra
                self.lost += max(0, missing - extra)

    def __iadd__(self, other: Self) -> Self:
        self.cases += other.cases
        self.wrong += other.wrong
        self.lost += other.lost
        self.stuck += other.stuck
        return self

    def as_row(self, **names: str) -> dict[str, Any]:
        """For the table."""
        return names | asdict(self)
