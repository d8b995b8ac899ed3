"""Puts a page together: templates that escape everything, in one language, with the headers a page needs."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.cli.text import LANGUAGES
from signaling.admin import words
from signaling.admin.event_words import event_words
from signaling.admin.record_words import kind_words
from signaling.admin.speech import speaker
from signaling.admin.visitor import Visitor, choose_language

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SLICE_S = 0.003  # of a long page; then everybody else's messages come
LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "ro": "Română"}


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["instant"] = instant_words
    environment.filters["span"] = words.span_of
    environment.filters["grouped"] = grouped
    environment.filters["kind"] = kind_words
    environment.globals["event_words"] = event_words
    return environment


def instant_words(instant: datetime) -> str:
    """`2026-11-27 18:03:12 UTC`: the same for every reader, wherever they sit."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def grouped(number: int) -> str:
    """`1 234 567` with narrow spaces that do not break, which every of our languages reads (ISO 80000-1)."""
    return f"{number:,}".replace(",", "\u202f")


_ENVIRONMENT = _make_environment()
# A file that changed has another address, so that browsers may keep it for ever.
_VERSIONS = {
    path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in STATIC.iterdir() if path.is_file()
}


def static_address(name: str) -> str:
    """Where a page finds a file of ours."""
    return f"/admin/static/{_VERSIONS[name]}/{name}"


def static_path(version: str, name: str) -> Path | None:
    """The file behind such an address; None for every other."""
    return STATIC / name if _VERSIONS.get(name) == version else None


def render(
    request: Request,
    template: str,
    *,
    visitor: Visitor | None = None,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    """Answer with a page; `here` among the values is where its language is changed, when that is another address."""
    text = _ENVIRONMENT.get_template(template).render(_shown(request, visitor, values))
    return HTMLResponse(text, status_code=status, headers={"content-security-policy": _POLICY})


async def render_long(
    request: Request,
    template: str,
    *,
    visitor: Visitor,
    values: Mapping[str, Any],
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> HTMLResponse:
    """Answer with a page that somebody else decides the length of: it takes half of the time there is.

    Args:
        request: what is answered.
        template: the page.
        visitor: who asked.
        values: as `render` takes them.
        rest: how to leave some seconds to others.
    """
    pieces: list[str] = []
    began_s = time.perf_counter()
    for piece in _ENVIRONMENT.get_template(template).generate(_shown(request, visitor, values)):
        pieces.append(piece)
        taken_s = time.perf_counter() - began_s
        if taken_s >= _SLICE_S:
            await rest(taken_s)
            began_s = time.perf_counter()
    return HTMLResponse("".join(pieces), headers={"content-security-policy": _POLICY})


def _shown(request: Request, visitor: Visitor | None, values: Mapping[str, Any] | None) -> dict[str, Any]:
    language = choose_language(request)
    return {
        "t": speaker(language),
        "words": words,
        "language": language,
        "languages": {each: LANGUAGE_NAMES[each] for each in LANGUAGES},
        "visitor": visitor,
        "here": request.url.path,
        "static": static_address,
        **(values or {}),
    }
