"""Puts the receipt on the disk: a text to read and, beside it, the record with its signatures; never over a file."""

from pathlib import Path

from client.view_models.screens import Trouble

TEXT_SUFFIX = ".txt"
JSON_SUFFIX = ".json"


def receipt_stem(started_at: str) -> str:
    """A name that sorts by time and needs no letters beyond ASCII: `receipt-2026-11-22-1402`."""
    day, _, time = started_at.partition("T")
    digits = "".join(char for char in time[:5] if char.isdigit())
    kept = "".join(char for char in day if char.isdigit() or char == "-")
    return "-".join(part for part in ("receipt", kept, digits) if part)


def text_path(chosen: Path) -> Path:
    """The name of the text, whatever ending was typed."""
    return chosen if chosen.suffix.lower() == TEXT_SUFFIX else chosen.with_name(chosen.name + TEXT_SUFFIX)


def save_receipt(chosen: Path, text: str, receipt_json: str) -> Trouble | None:
    """Write both files or neither.

    Args:
        chosen: where the person wants the text.
        text: the receipt for people.
        receipt_json: the record for programs; empty writes the text alone.

    Returns:
        None when all is saved, else what to tell the person.
    """
    readable = text_path(chosen)
    parts = [(readable, text)]
    if receipt_json:
        parts.append((readable.with_suffix(JSON_SUFFIX), receipt_json))
    written: list[Path] = []
    for path, content in parts:
        try:
            # "x" refuses an existing file, a link and whatever appeared a moment ago alike.
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(content)
        except FileExistsError:
            _take_back(written)
            return Trouble(code="file_exists", fields={"file": path.name})
        except OSError as error:
            _take_back(written)
            return Trouble(code="file_unwritable", fields={"file": path.name, "detail": error.strerror or ""})
    return None


def _take_back(written: list[Path]) -> None:
    """Half a receipt would look like a whole one."""
    for path in written:
        path.unlink(missing_ok=True)
