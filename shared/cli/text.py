"""Sentences for the terminal in the reader's language; windows have their own catalogs under `shared/ui`."""

import gettext
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

DOMAIN = "alongside"
LOCALE_DIRECTORY = Path(__file__).with_name("locale")
LANGUAGES = ("en", "ru", "ro")

_catalog: gettext.NullTranslations | None = None


def tr(text: str, **fields: object) -> str:
    """The sentence in the reader's language, with `{name}` replaced by the field of that name.

    Args:
        text: the English sentence, as a literal where `make translations` can find it.
        fields: values for the sentence. They are put in as they are and never read as a format themselves.
    """
    global _catalog  # noqa: PLW0603 -- the language of a process, chosen once at its start
    if _catalog is None:
        _catalog = _load(choose_language(os.environ))
    sentence = _catalog.gettext(text)
    return sentence.format(**fields) if fields else sentence


def sentence_in(language: str, text: str, **fields: object) -> str:
    """The sentence in any of our languages, for whoever speaks to several people at once; else as `tr`."""
    sentence = _load(language).gettext(text)
    return sentence.format(**fields) if fields else sentence


def set_language(language: str) -> None:
    """Speak this language from now on: `en`, `ru` or `ro`; English when it is another."""
    global _catalog  # noqa: PLW0603 -- see `tr`
    _catalog = _load(language)


def choose_language(environ: Mapping[str, str]) -> str:
    """The first language we speak among those the environment asks for (gettext manual, section 2.3.2)."""
    if environ.get("LANGUAGE"):
        wanted = environ["LANGUAGE"].split(":")
    else:
        wanted = [next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")]
    for name in wanted:
        language = name.replace("-", "_").split("_")[0].split(".")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIRECTORY, languages=[language], fallback=True)
