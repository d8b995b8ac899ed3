"""Makes text from the other side safe to draw: no controls, no tricks of direction, no towers of accents, an end.

Widgets show the outcome as plain text only; this is about what plain text itself can do to a window.
"""

import unicodedata

_MARKS_IN_A_ROW_MAX = 4
"""Living languages stack a few marks on one letter at most; thousands of them paint over the window and stall it."""

_SCAN_MAX_CHARS = 20_000
"""Nothing from the other side is longer by protocol; what is, is not worth looking at."""

_ELLIPSIS = "\u2026"


def shown_text(text: str, max_chars: int, *, keeps_lines: bool = False) -> str:
    """Clean one piece of foreign text.

    Controls, format characters (bidirectional overrides, zero-width ones), surrogates and private use are left out;
    a run of combining marks is cut after four; white space becomes one space each, line ends stay if asked for.

    Args:
        text: as it came.
        max_chars: the outcome is cut to this many characters, the last of them an ellipsis.
        keeps_lines: whether line ends may stay, for a text of several lines.
    """
    kept: list[str] = []
    marks_in_a_row = 0
    for character in text[:_SCAN_MAX_CHARS]:
        category = unicodedata.category(character)
        if category.startswith("M"):
            marks_in_a_row += 1
            if marks_in_a_row > _MARKS_IN_A_ROW_MAX or not kept:
                continue
        else:
            marks_in_a_row = 0
            if character == "\n" and keeps_lines:
                kept.append("\n")
                continue
            if character in "\t\r\n" or category.startswith("Z"):
                kept.append(" ")
                continue
            if category.startswith("C"):
                continue
        kept.append(character)
    cleaned = "".join(kept).strip()
    return cleaned if len(cleaned) <= max_chars else cleaned[: max_chars - 1].rstrip() + _ELLIPSIS
