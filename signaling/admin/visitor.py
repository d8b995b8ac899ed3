"""Who looks at a page: the cookie, the account behind it, the language, and proof that a form is one of ours."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from shared.cli.text import LANGUAGES
from signaling.domain.accounts import Account
from signaling.domain.address import limit_key, mask_address
from signaling.domain.operations import Operation, may

LANGUAGE_COOKIE = "alongside-language"
_LANGUAGE_MAX_AGE_S = 365 * 24 * 3600
_FORM_CONTEXT = b"alongside-admin-form-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebCaller:
    """A browser as limits and record name it."""

    address: str
    ip_masked: str
    connection_id: str = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody signed in on the page; `token` is what their cookie holds."""

    account: Account
    token: str

    @property
    def form_key(self) -> str:
        """What every form of ours carries: whoever cannot read our pages cannot know it (ASVS 5.0 3.5.1)."""
        return form_key(self.token)

    def may(self, operation: str) -> bool:
        """Whether their role may do that."""
        return may(self.account.role, Operation(operation))


def form_key(token: str) -> str:
    """The key that belongs to a cookie."""
    return hmac.new(token.encode(), _FORM_CONTEXT, hashlib.sha256).hexdigest()


def caller_of(request: Request) -> WebCaller:
    """Where a request comes from."""
    host = request.client.host if request.client is not None else None
    return WebCaller(address=limit_key(host), ip_masked=mask_address(host))


def cookie_name(*, is_secure: bool) -> str:
    """With TLS a name only this very host can set (RFC 6265bis section 4.1.3.2)."""
    return "__Host-alongside" if is_secure else "alongside"


def set_cookie(response: Response, token: str, *, is_secure: bool) -> None:
    """Sign the browser in until it is closed; scripts and other sites never see it."""
    response.set_cookie(
        cookie_name(is_secure=is_secure), token, path="/", secure=is_secure, httponly=True, samesite="strict"
    )


def clear_cookie(response: Response, *, is_secure: bool) -> None:
    """Forget the sign-in."""
    response.delete_cookie(
        cookie_name(is_secure=is_secure), path="/", secure=is_secure, httponly=True, samesite="strict"
    )


def set_language(response: Response, language: str, *, is_secure: bool) -> None:
    """Remember the language for the next time."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=_LANGUAGE_MAX_AGE_S,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def is_from_our_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that one of our own pages sent the form (Fetch Metadata; Origin where it is missing)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] == headers.get("host", "")


def is_key_right(visitor: Visitor, given: str) -> bool:
    """Whether a form carries the key of this sign-in."""
    return hmac.compare_digest(visitor.form_key.encode(), given.encode())


def choose_language(request: Request) -> str:
    """The one chosen here before, or the first of the browser's that we speak (RFC 9110 section 12.5.4)."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:200].split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((float(weight or 1), name.split("-")[0].lower()))
        except ValueError:
            continue
    for _, language in sorted(wanted, key=lambda each: -each[0]):
        if language in LANGUAGES:
            return language
    return "en"
