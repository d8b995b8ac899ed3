"""Options that take one of a few words; the parser's own sentence for a wrong one begins with jargon."""

from collections.abc import Callable
from typing import Annotated

import typer


def one_of(*words: str) -> Callable[[str], str]:
    """A parser for `typer.Option` that takes these words and no other."""

    def parse(text: str) -> str:
        if text not in words:
            known = ", ".join(f"'{word}'" for word in words)
            raise typer.BadParameter(f"{text!r} is not one of {known}.")
        return text

    return parse


LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        parser=one_of("en", "ro", "ru"),
        metavar="<en|ro|ru>",
        help="Language of the windows; the last choice or the system's when left out.",
    ),
]
"""The same for both programs with windows."""
