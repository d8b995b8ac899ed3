"""Makes text from the other side safe to draw, in one line or in several, by the rule both programs share."""

from shared.ui.plain_text import plain_line

_SCAN_MAX_CHARS = 20_000
"""Nothing from the other side is longer by protocol; what is, is not worth looking at."""


def shown_text(text: str, max_chars: int, *, keeps_lines: bool = False) -> str:
    """Clean one piece of foreign text; `shared.ui.plain_text` says how.

    Args:
        text: as it came.
        max_chars: the outcome is cut to this many characters, the last of them an ellipsis.
        keeps_lines: whether line ends stay; runs of empty lines become one.
    """
    text = text[:_SCAN_MAX_CHARS]
    if not keeps_lines:
        return plain_line(text, max_chars)
    lines: list[str] = []
    for line in text.splitlines():
        cleaned = plain_line(line, max_chars)
        if cleaned or (lines and lines[-1]):
            lines.append(cleaned)
    whole = "\n".join(lines).strip()
    return whole if len(whole) <= max_chars else whole[: max_chars - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
