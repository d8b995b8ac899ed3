"""What the assisted person's program is told when it starts."""

from dataclasses import dataclass
from pathlib import Path

PROGRAM = "alongside-client/0.1.0"
DEFAULT_SERVER = "ws://127.0.0.1:8765"
"""A server on this computer; whoever gives the program to others names theirs with --server or ALONGSIDE_SERVER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one run.

    Attributes:
        server_url: the server as it was typed.
        ca_file: trust only the authorities in this file; None trusts the system's.
        language: `en`, `ro` or `ru`; None follows the remembered choice or the system.
        journal_path: where the person's own record is kept.
    """

    server_url: str
    ca_file: Path | None
    language: str | None
    journal_path: Path
