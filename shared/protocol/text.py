"""Makes text of unknown origin safe to show as plain text: no control, formatting or stacking characters."""

import unicodedata

from shared.blank_letters import BLANK_LETTERS

COMBINING_MAX = 3
"""Marks on one letter; real languages need no more, and heaps of them paint over the lines above and below."""

# Other control, format (bidi overrides, zero-width), private, unassigned, surrogate, line and paragraph separators.
_DROPPED = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def clean_text(text: str, max_chars: int) -> str:
    """Return `text` as one safe line.

    Args:
        text: anything.
        max_chars: the result is cut to that many characters.

    Returns:
        NFC text without control, bidirectional or invisible characters; runs of what looks like white space are one
        space, and at most three combining marks stand on a letter.
    """
    kept: list[str] = []
    marks = 0
    # Bounded before the loop: normalising never makes text shorter than a third.
    for char in unicodedata.normalize("NFC", text[: max_chars * 16]):
        category = unicodedata.category(char)
        if char in "\t\n\r\v\f" or category in {"Zs", "Zl", "Zp"} or char in BLANK_LETTERS:
            kept.append(" ")
            marks = 0
        elif category in _DROPPED:
            continue
        elif category in {"Mn", "Me"}:
            marks += 1
            if marks <= COMBINING_MAX:
                kept.append(char)
        else:
            kept.append(char)
            marks = 0
    # Once more: what was dropped may have stood between a letter and its accent.
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())[:max_chars].rstrip()


def clean_lines(text: str, max_chars: int, max_lines: int) -> str:
    """Return `text` as safe lines.

    Args:
        text: anything.
        max_chars: the result is cut to that many characters.
        max_lines: what stands on further lines goes on the last one.

    Returns:
        Lines as `clean_text` makes them, ended by line feeds; runs of empty lines are one, none is first or last.
    """
    lines: list[str] = []
    for line in text[: max_chars * 16].splitlines():
        cleaned = clean_text(line, max_chars)
        if cleaned or (lines and lines[-1]):
            lines.append(cleaned)
    kept = lines[:max_lines]
    if len(lines) > max_lines:
        kept[-1] = " ".join(line for line in lines[max_lines - 1 :] if line)
    return "\n".join(kept).strip()[:max_chars].rstrip()
