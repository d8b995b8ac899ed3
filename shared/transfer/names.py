"""Makes the name of a file that comes from outside into one that is safe to create, here and on any other system.

A path becomes a list of plain names, each made safe by itself; what could lead out of a folder, stand for a device,
hide its end, or be read from right to left does not survive. The rule errs on the side of a plainer name.
"""

import unicodedata

from shared.blank_letters import BLANK_LETTERS, UNSEEN_MARKS
from shared.protocol import limits

# Read by Windows as devices, in any folder, with any ending (also with the raised digits).
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789\u00b9\u00b2\u00b3"}
)
# What Windows, macOS or a shell reads as something else than a letter of a name.
_REPLACED = dict.fromkeys('<>:"|?*\x7f', "_")
_SEPARATORS = ("/", "\\")
_EMPTY = "file"
_SUFFIX_MAX_CHARS = 16  # longer is no ending but a part of the name


def safe_part(name: str) -> str:
    """One plain name: never empty, never hidden, at most `limits.FILE_NAME_MAX_BYTES` in UTF-8.

    Args:
        name: anything; separators in it are read as letters that may not stay.
    """
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", name[: limits.FILE_PATH_MAX_CHARS]):
        category = unicodedata.category(char)
        if char in _SEPARATORS:
            kept.append("_")
        elif category.startswith("Z") or char in BLANK_LETTERS:
            kept.append(" ")
        elif not category.startswith("C") and char not in UNSEEN_MARKS:
            kept.append(_REPLACED.get(char, char))
    # Once more: what was dropped may have stood between a letter and its accent.
    plain = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    # A leading dot hides a file, and some are read by programs at every start; an end of dots Windows drops.
    plain = plain.rstrip(". ")
    if plain.startswith((".", "-", "~")):
        plain = "_" + plain.lstrip(".-~ ")
    stem, _, _ = plain.partition(".")
    if stem.strip().casefold() in _RESERVED:
        plain = "_" + plain
    plain = _cut(plain, limits.FILE_NAME_MAX_BYTES).rstrip(". ")
    return plain or _EMPTY


def safe_path(path: str) -> tuple[str, ...]:
    """The names of folders and file in a path from outside, outermost first; at least one, none of them a step up."""
    for separator in _SEPARATORS[1:]:
        path = path.replace(separator, _SEPARATORS[0])
    steps = [step for step in path.split(_SEPARATORS[0]) if step.strip(". \x00")]
    # Of a path that goes on without end only the innermost names are kept.
    return tuple(safe_part(step) for step in steps[-limits.FILE_DEPTH_MAX :]) or (_EMPTY,)


def numbered(name: str, number: int) -> str:
    """The same name with a number before its ending, as file managers do it: `letter (2).pdf`; 1 changes nothing."""
    if number <= 1:
        return name
    stem, suffix = split_suffix(name)
    mark = f" ({number})"
    room = limits.FILE_NAME_MAX_BYTES - len((mark + suffix).encode())
    return _cut_bytes(stem, room).rstrip(". ") + mark + suffix


def split_suffix(name: str) -> tuple[str, str]:
    """Name and ending, as `("letter", ".pdf")`; the ending is empty where there is none."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or not suffix or len(suffix) > _SUFFIX_MAX_CHARS:
        return name, ""
    return stem, dot + suffix


def folded(name: str) -> str:
    """What two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _cut(name: str, max_bytes: int) -> str:
    """The name with at most so many bytes; its ending stays, for it says what kind of file it is."""
    if len(name.encode()) <= max_bytes:
        return name
    stem, suffix = split_suffix(name)
    return _cut_bytes(stem, max_bytes - len(suffix.encode())).rstrip(". ") + suffix


def _cut_bytes(text: str, max_bytes: int) -> str:
    return text.encode()[: max(0, max_bytes)].decode(errors="ignore")
