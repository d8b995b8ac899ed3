"""What the console is told when it starts."""

from dataclasses import dataclass
from pathlib import Path

PROGRAM = "alongside-console/0.1.0"
DEFAULT_SERVER = "ws://127.0.0.1:8765"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one run.

    Attributes:
        server_url: the server as it was typed.
        ca_file: trust only the authorities in this file; None trusts the system's.
        language: `en`, `ro` or `ru`; None follows the remembered choice or the system.
        email: fills the sign-in page.
        code: used as soon as the agent is signed in.
    """

    server_url: str
    ca_file: Path | None
    language: str | None
    email: str
    code: str | None
