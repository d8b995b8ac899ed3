"""What one batch of files is about: names and sizes as told beforehand, judged and turned into places to write to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.protocol import limits
from shared.transfer.names import folded, numbered, safe_path


class ManifestProblem(StrEnum):
    """Why a batch is not even shown to the person."""

    EMPTY = "no_files"
    TOO_MANY = "too_many_files"
    TOO_LARGE = "files_too_large"
    MISCOUNTED = "files_miscounted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One file as the other side tells it.

    Attributes:
        path: its name, or its path below the folder that is sent, with `/` between the names. Text from outside.
        size_bytes: never more than this is written.
    """

    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One file as it will be written.

    Attributes:
        folders: plain names of the folders below the chosen one, outermost first.
        name: its plain name; another one is taken when it exists.
        size_bytes: as offered.
    """

    folders: tuple[str, ...]
    name: str
    size_bytes: int

    @property
    def shown(self) -> str:
        """What the person reads: the very names that will be on the disk."""
        return "/".join((*self.folders, self.name))


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch that can be shown, and written after a yes."""

    targets: tuple[Target, ...]

    @property
    def total_bytes(self) -> int:
        """All sizes together."""
        return sum(target.size_bytes for target in self.targets)


def make_plan(files: Sequence[Offered]) -> Plan | ManifestProblem:
    """Judge a whole list and give every file its plain name; two of one name in one folder get a number.

    Returns:
        The plan, or why there is none.
    """
    if not files:
        return ManifestProblem.EMPTY
    if len(files) > limits.FILE_BATCH_MAX:
        return ManifestProblem.TOO_MANY
    if any(file.size_bytes < 0 for file in files):
        return ManifestProblem.MISCOUNTED
    if sum(file.size_bytes for file in files) > limits.FILE_BATCH_MAX_BYTES:
        return ManifestProblem.TOO_LARGE
    paths = [safe_path(file.path) for file in files]
    # A file may not have the name of a folder of the same batch, on any file system.
    folders_taken = {tuple(map(folded, path[:depth])) for path in paths for depth in range(1, len(path))}
    taken: set[tuple[str, ...]] = set(folders_taken)
    next_number: dict[tuple[str, ...], int] = {}
    targets: list[Target] = []
    for file, path in zip(files, paths, strict=True):
        *folders, name = path
        place = tuple(map(folded, folders))
        wanted = (*place, folded(name))
        # Five hundred of one name must not cost five hundred looks each.
        number = next_number.get(wanted, 1)
        while (*place, folded(numbered(name, number))) in taken:
            number += 1
        taken.add((*place, folded(numbered(name, number))))
        next_number[wanted] = number + 1
        targets.append(Target(folders=tuple(folders), name=numbered(name, number), size_bytes=file.size_bytes))
    return Plan(tuple(targets))


class OfferParts:
    """Collects a list that came in several messages, since one holds no five hundred names."""

    def __init__(self, file_count: int, total_bytes: int) -> None:
        """Begin with what the first message promised."""
        self.file_count = file_count
        self.total_bytes = total_bytes
        self._files: list[Offered] = []

    def add(self, first_index: int, files: Sequence[Offered]) -> ManifestProblem | None:
        """Take the next part; a gap, a repetition, or more than was promised is a problem."""
        if self.file_count > limits.FILE_BATCH_MAX:
            return ManifestProblem.TOO_MANY
        if first_index != len(self._files) or not files or len(self._files) + len(files) > self.file_count:
            return ManifestProblem.MISCOUNTED
        self._files += files
        return None

    @property
    def is_whole(self) -> bool:
        """Whether every file was told."""
        return len(self._files) == self.file_count

    def plan(self) -> Plan | ManifestProblem:
        """The plan of the whole list; its sizes must add up to what was promised."""
        plan = make_plan(self._files)
        if isinstance(plan, Plan) and plan.total_bytes != self.total_bytes:
            return ManifestProblem.MISCOUNTED
        return plan
