"""Folders with files to send, and what came into one."""

import os
from pathlib import Path


def write_files(folder: Path, *, suffix: str, **sizes: int) -> list[Path]:
    """Make files of these names and sizes; beyond five megabytes they are holes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name, size in sizes.items():
        path = folder / f"{name}{suffix}"
        path.write_bytes(os.urandom(min(size, 5_000_000)))
        os.truncate(path, size)
        paths.append(path)
    return paths


def found_files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, by its place there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def partial_file(folder: Path) -> Path:
    """The one file that is being written there."""
    [partial] = folder.glob(".*.part")
    return partial
