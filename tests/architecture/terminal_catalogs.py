"""Keeps the catalogs of the terminal's sentences: `python -m tests.architecture.terminal_catalogs check|update`."""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from shared.cli.text import DOMAIN, LANGUAGES, LOCALE_DIRECTORY

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "signaling/admin/templates"
PACKAGES = ("client", "agent_console", "signaling", "shared")
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
_USES_TERMINAL_TEXT = re.compile(
    r"^from shared\.cli\.text import .*\b(tr|sentence_in)\b|\(t: Say\b|\bt = (speaker|partial)\(", re.MULTILINE
)
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"\{\w+\}")


def catalog_path(language: str) -> Path:
    """The editable catalog; the compiled one lies beside it."""
    return LOCALE_DIRECTORY / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def collect_sentences() -> set[str]:
    """Every sentence passed to `shared.cli.text.tr` or said on a page; windows have a `tr` that is not meant."""
    return {sentence for path, method in _speaking_files() for sentence in _sentences_of(path, method)}


def find_defects(language: str, sentences: set[str]) -> list[str]:
    """What keeps one catalog from being shipped."""
    path = catalog_path(language)
    if not path.exists():
        return [f"{path.name} for {language} is missing; run `make translations`"]
    catalog = _read(path, language)
    translations = {str(message.id): str(message.string) for message in catalog if message.id}
    defects = [f"{language}: not in the catalog: {text!r}" for text in sorted(sentences - translations.keys())]
    defects += [f"{language}: no longer said: {text!r}" for text in sorted(translations.keys() - sentences)]
    for message in catalog:
        source, target = str(message.id), str(message.string)
        if not source:
            continue
        if message.fuzzy or not target.strip():
            defects.append(f"{language}: not translated: {source!r}")
        elif set(_PLACE.findall(source)) != set(_PLACE.findall(target)):
            defects.append(f"{language}: fields differ: {source!r}")
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or _compiled_pairs(compiled) != {k: v for k, v in translations.items() if v}:
        defects.append(f"{language}: {compiled.name} is not what {path.name} gives; run `make translations`")
    return defects


def update() -> None:
    """Bring the catalogs up to date with the source and compile them; finished translations stay."""
    sentences = sorted(collect_sentences())
    for language in TRANSLATED:
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        known = {str(message.id): str(message.string) for message in _read(path, language)} if path.exists() else {}
        # The header is always the same: a date or a tool's version would make every run a change.
        catalog = Catalog(
            locale=language,
            header_comment=f"# What the programs say in a terminal, in {language}; `make translations` keeps the list.",
            project="Alongside",
            version="1",
            msgid_bugs_address="-",
            creation_date=_NO_DATE,
            revision_date=_NO_DATE,
            last_translator="-",
            language_team=language,
            fuzzy=False,
        )
        for sentence in sentences:
            catalog.add(sentence, known.get(sentence, ""))
        with path.open("wb") as file:
            write_po(file, catalog, width=118, no_location=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def _speaking_files() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if _USES_TERMINAL_TEXT.search(path.read_text(encoding="utf-8")):
                yield path, "python"
    for path in sorted(PAGES.rglob("*.html")):
        yield path, "jinja2"


def _sentences_of(path: Path, method: str) -> Iterator[str]:
    # Pages are in several languages at once, so their `t` is bound to one.
    for _, message, _, _ in extract_from_file(method, str(path), keywords={"tr": None, "t": None}):
        if isinstance(message, str):
            yield message


def _read(path: Path, language: str) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def _compiled_pairs(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_mo(file) if message.id}


def main(arguments: list[str]) -> int:
    """Run one command; 1 when a catalog is not fit to ship."""
    if arguments == ["update"]:
        update()
        return 0
    if arguments != ["check"]:
        print(__doc__, file=sys.stderr)
        return 2
    sentences = collect_sentences()
    defects = [defect for language in TRANSLATED for defect in find_defects(language, sentences)]
    print("\n".join(defects) or f"terminal sentences complete: {len(sentences)} in {', '.join(LANGUAGES)}")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
