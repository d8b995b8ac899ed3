"""Keeps the catalogues of the windows: collect strings from the source, compile, and refuse what is unfinished.

`python -m shared.ui.translations_build update|compile|check|prune|missing|fill`
"""

import fcntl
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).parents[2]
TRANSLATIONS_DIR = Path(__file__).parent / "translations"
SOURCE_DIRS = ("shared/ui", "client/ui", "agent_console/ui")
CODES = ("en", "ro", "ru")
SUPPLEMENTS = ("ro",)
"""Languages for which Qt's own sentences are ours to translate (`qt_supplement_ro.ts`, written by hand)."""
_FORMS = {"en": 2, "ro": 3, "ru": 3}
_PLACE = re.compile(r"\{\w+\}|%n|%L?\d")

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def catalogue_path(code: str) -> Path:
    """The source catalogue of one language."""
    return TRANSLATIONS_DIR / f"alongside_{code}.ts"


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two people updating at once must not lose each other's entries."""
    with (Path(tempfile.gettempdir()) / "alongside-translations.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sources() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for folder in SOURCE_DIRS for path in (ROOT / folder).rglob("*.py"))


def _collect(code: str, target: Path, *, drops_vanished: bool = False) -> None:
    """Bring one catalogue up to date with the source; finished translations stay."""
    command = [_tool("pyside6-lupdate"), "-silent", "-locations", "none", "-sort-messages"]
    command += ["-disable-heuristic", "similartext", "-disable-heuristic", "sametext"]
    # English needs a catalogue only for its plurals: everything else is the source itself.
    command += ["-pluralonly"] if code == "en" else []
    command += ["-no-obsolete"] if drops_vanished else []
    command += ["-source-language", "en", "-target-language", code]
    subprocess.run([*command, *_sources(), "-ts", str(target)], cwd=ROOT, check=True)


def _messages(path: Path) -> Iterator[tuple[str, ET.Element]]:
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314  our own file
        for message in context.iter("message"):
            yield context.findtext("name") or "", message


def _texts(message: ET.Element) -> list[str]:
    translation = message.find("translation")
    if translation is None:
        return []
    forms = translation.findall("numerusform")
    return [form.text or "" for form in forms] if forms else [translation.text or ""]


def _state(message: ET.Element) -> str:
    translation = message.find("translation")
    return "" if translation is None else translation.get("type", "")


def find_defects(code: str, path: Path) -> list[str]:
    """What is wrong in one catalogue: unfinished, vanished, a lost place mark, a wrong number of plural forms."""
    defects: list[str] = []
    for context, message in _messages(path):
        source = message.findtext("source") or ""
        where = f"{path.name}: {context}: {source[:60]!r}"
        texts = _texts(message)
        if _state(message) in ("vanished", "obsolete"):
            defects.append(f"{where}: no longer in the source; run prune")
            continue
        if _state(message) == "unfinished" or not texts or not all(text.strip() for text in texts):
            defects.append(f"{where}: not translated")
            continue
        if message.get("numerus") == "yes" and len(texts) != _FORMS[code]:
            defects.append(f"{where}: needs {_FORMS[code]} plural forms, has {len(texts)}")
        wanted = set(_PLACE.findall(source)) - {"%n"}
        defects += [
            f"{where}: place marks differ in {text[:60]!r}"
            for text in texts
            if set(_PLACE.findall(text)) - {"%n"} != wanted
        ]
    return defects


def find_stale() -> list[str]:
    """Catalogues that do not hold exactly the strings of the source, or were not compiled since."""
    stale: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for code in CODES:
            path = catalogue_path(code)
            if not path.exists():
                stale.append(f"{path.name}: missing")
                continue
            fresh = Path(folder) / path.name
            _collect(code, fresh)
            have = {(context, m.findtext("source"), m.findtext("comment")) for context, m in _messages(path)}
            want = {(context, m.findtext("source"), m.findtext("comment")) for context, m in _messages(fresh)}
            stale += [
                f"{path.name}: {key[0]}: {str(key[1])[:60]!r}: not collected; run update" for key in want - have
            ]
            stale += [f"{path.name}: {key[0]}: {str(key[1])[:60]!r}: not in the source" for key in have - want]
        stale += [
            f"{path.with_suffix('.qm').name}: not compiled from {path.name}; run compile"
            for path in _all_catalogues()
            if not path.with_suffix(".qm").exists() or path.with_suffix(".qm").read_bytes() != _release(path, folder)
        ]
    return stale


def _all_catalogues() -> list[Path]:
    ours = [catalogue_path(code) for code in CODES]
    supplements = [TRANSLATIONS_DIR / f"qt_supplement_{code}.ts" for code in SUPPLEMENTS]
    return [path for path in ours + supplements if path.exists()]


def _release(path: Path, folder: str) -> bytes:
    target = Path(folder) / path.with_suffix(".qm").name
    subprocess.run([_tool("pyside6-lrelease"), "-silent", "-nounfinished", str(path), "-qm", str(target)], check=True)
    return target.read_bytes()


@app.command()
def update() -> None:
    """Collect new strings; nothing translated is lost, what left the source is marked as vanished."""
    with _one_at_a_time():
        for code in CODES:
            _collect(code, catalogue_path(code))


@app.command()
def prune() -> None:
    """Update and drop what left the source."""
    with _one_at_a_time():
        for code in CODES:
            _collect(code, catalogue_path(code), drops_vanished=True)


@app.command("compile")
def compile_catalogues() -> None:
    """Write the .qm files the programs load."""
    with _one_at_a_time(), tempfile.TemporaryDirectory() as folder:
        for path in _all_catalogues():
            path.with_suffix(".qm").write_bytes(_release(path, folder))


@app.command()
def check() -> None:
    """Fail when a translation is missing, unfinished, stale or not compiled."""
    with _one_at_a_time():
        defects = find_stale()
        for code in CODES:
            defects += find_defects(code, catalogue_path(code)) if catalogue_path(code).exists() else []
    for defect in defects:
        typer.echo(defect)
    if defects:
        raise typer.Exit(1)
    typer.echo("catalogues complete: " + ", ".join(CODES))


@app.command()
def missing(code: str) -> None:
    """Print what still needs translating as JSON for `fill`: {context: {source: text or [plural forms]}}."""
    wanted: dict[str, dict[str, str | list[str]]] = {}
    for context, message in _messages(catalogue_path(code)):
        if _state(message) == "unfinished":
            empty: str | list[str] = [""] * _FORMS[code] if message.get("numerus") == "yes" else ""
            wanted.setdefault(context, {})[message.findtext("source") or ""] = empty
    typer.echo(json.dumps(wanted, ensure_ascii=False, indent=1))


@app.command()
def fill(code: str, table: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Take finished translations from a JSON table shaped as `missing` prints it; empty ones are left alone."""
    wanted = json.loads(table.read_text(encoding="utf-8"))
    with _one_at_a_time():
        path = catalogue_path(code)
        tree = ET.parse(path)  # noqa: S314  our own file
        count = 0
        for context in tree.getroot().iter("context"):
            entries = wanted.get(context.findtext("name") or "", {})
            for message in context.iter("message"):
                text = entries.get(message.findtext("source") or "")
                translation = message.find("translation")
                if not text or translation is None:
                    continue
                forms = translation.findall("numerusform")
                if isinstance(text, list) != bool(forms):
                    raise typer.BadParameter(f"{message.findtext('source')!r}: plural forms expected or not")
                for form, value in zip(forms, text if forms else [], strict=bool(forms)):
                    form.text = value
                if not forms:
                    translation.text = text
                translation.attrib.pop("type", None)
                count += 1
        body = ET.tostring(tree.getroot(), encoding="unicode")
        path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")
        _collect(code, path)  # lets the tool write its own form again
    typer.echo(f"{count} filled")


if __name__ == "__main__":
    app()
