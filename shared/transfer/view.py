"""What either program shows of a batch of files, as frozen values; names in it are plain already."""

from dataclasses import dataclass
from typing import Literal

TransferStage = Literal[
    "waiting",
    "connecting",
    "moving",
    "reconnecting",
    "done",
    "cancelled_here",
    "cancelled_there",
    "refused",
    "failed",
]
RUNNING: frozenset[TransferStage] = frozenset({"connecting", "moving", "reconnecting"})
Direction = Literal["to_user", "from_user"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file: its name and size; once it is settled its checksum, or the code of why it failed."""

    name: str
    size_bytes: int
    sha256: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """One batch.

    Attributes:
        batch_id: goes back with what is wanted.
        direction: to the person, or from the person.
        stage: how far it is.
        files: all of them, in order.
        total_bytes, done_bytes: of the whole batch; what is done falls when a lost path makes it begin anew.
        most_done_bytes: as far as it ever was.
        bytes_per_s, left_s: while it moves and something is known.
        is_held_here, is_held_there: who lets it wait.
        code: why it failed.
        folder: where it is written, on the receiving side.
        skipped: what of the choice cannot be sent, on the sending side.
    """

    batch_id: int
    direction: Direction
    stage: TransferStage
    files: tuple[FileRow, ...]
    total_bytes: int
    done_bytes: int = 0
    most_done_bytes: int = 0
    bytes_per_s: int | None = None
    left_s: int | None = None
    is_held_here: bool = False
    is_held_there: bool = False
    code: str = ""
    folder: str = ""
    skipped: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.stage not in RUNNING and self.stage != "waiting"

    @property
    def can_cancel(self) -> bool:
        """Whether the person or the agent can stop it: also a list of the person's nobody has taken yet."""
        return self.is_running or (self.stage == "waiting" and self.direction == "from_user")

    @property
    def is_running(self) -> bool:
        """Whether it can be paused or cancelled."""
        return self.stage in RUNNING
