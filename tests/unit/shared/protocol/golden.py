"""Reads the golden messages of `tests/vectors/protocol`."""

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[3] / "vectors" / "protocol"


def load_json(path: Path) -> str:
    """The exact frame; the file's last line break is not part of it."""
    return path.read_text(encoding="utf-8").removesuffix("\n")


def load_binary(path: Path) -> tuple[dict[str, Any], bytes]:
    """What the message says, from the comment on the first line, and its exact bytes."""
    meaning, *rows = path.read_text(encoding="utf-8").splitlines()
    return json.loads(meaning.removeprefix("# ")), bytes.fromhex("".join(rows))
