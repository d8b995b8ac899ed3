"""How a page says something in one language; `make translations` finds what is said with it."""

from collections.abc import Callable
from functools import partial

from shared.cli.text import sentence_in

Say = Callable[..., str]
"""`t("text {name}", name=value)` in one language."""


def speaker(language: str) -> Say:
    """Say things in that language."""
    return partial(sentence_in, language)
