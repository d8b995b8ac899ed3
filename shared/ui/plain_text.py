"""Makes text from the other side safe to show in one line: nothing hidden, reordered or endless."""

import unicodedata

from shared.blank_letters import BLANK_LETTERS

_END_CHARS = 24  # longer ends would leave a hole in the line before them
_MARKS_IN_A_ROW_MAX = 2
_RUN_MAX_CHARS = 20
_BREAK, _NO_BREAK = "\u200b", "\u2060"
_MARKS = frozenset({"Mn", "Me", "Mc"})


def keep_end_together(text: str) -> str:
    """The text with a space that does not break before its last word, so that a short one does not stand alone."""
    before, space, last = text.rpartition(" ")
    is_short = len(before.rpartition(" ")[2]) + len(last) <= _END_CHARS
    return f"{before}\u00a0{last}" if space and is_short else text


def keep_together(text: str) -> str:
    """The text with spaces that do not break: a number stays with its unit."""
    return text.replace(" ", "\u00a0")


def breakable(text: str) -> str:
    """The text with places where a line may end inside long words, so that a long name is shown whole and not cut.

    For drawing only: a screen reader and a clipboard get the text as it is.
    """
    shown: list[str] = []
    run = 0
    for char in text:
        shown.append(char)
        run = 0 if char == " " else run + 1
        if run >= _RUN_MAX_CHARS or (char in "/\\" and run > 1):
            shown.append(_BREAK)
            run = 0
        elif char in "/\\" and run == 1:
            shown.append(_NO_BREAK)  # at the front: a line must not end in a lone "/"
    return "".join(shown)


def plain_line(text: str, limit: int) -> str:
    """One harmless line of text.

    Control and format characters go (Unicode categories C*, among them every bidirectional override), line and
    paragraph separators become spaces, piles of combining marks are cut, and what is longer than `limit` characters
    ends in "…".
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in _MARKS:
            marks += 1
            if marks > _MARKS_IN_A_ROW_MAX:
                continue
        else:
            marks = 0
        if category.startswith("Z") or char in "\t\n\r\v\f" or char in BLANK_LETTERS:
            kept.append(" ")
        elif not category.startswith("C"):
            kept.append(char)
    line = " ".join("".join(kept).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
