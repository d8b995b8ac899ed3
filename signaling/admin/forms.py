"""Reads what a form sends: small, nothing but short fields, and only where one of our own pages sent it."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.render import render
from signaling.admin.visitor import Visitor, is_from_our_page, is_key_right

FORM_MAX_BYTES = 16 * 1024
FIELDS_MAX = 32
_KEPT = "form_fields"


class FormError(Exception):
    """The body is no form of ours: too large, or not one at all."""


class NulError(FormError):
    """A field holds U+0000, which is part of no text and which not every database takes."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; of a name that comes twice, the last. Read once, whoever asks again gets the same.

    Raises:
        NulError: one of them holds U+0000. It is not taken out: what somebody types twice must be the same twice.
        FormError: longer than 16 KiB, more than 32 fields, or not `application/x-www-form-urlencoded`.
    """
    found: dict[str, str] | None = getattr(request.state, _KEPT, None)
    if found is not None:
        return found
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormError
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_MAX_BYTES:
            raise FormError
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX, strict_parsing=False
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise FormError from error
    fields = dict(pairs)
    if any("\x00" in text for pair in pairs for text in pair):
        raise NulError
    setattr(request.state, _KEPT, fields)
    return fields


async def take_form(request: Request, who: Visitor | None = None) -> dict[str, str] | Response:
    """The fields of a form that one of our own pages sent, or the page that refuses it: 400 broken, 403 not ours.

    Args:
        request: what came.
        who: whoever is signed in, whose key the form must carry; None on the pages before that.
    """
    try:
        fields = await read_form(request)
    except NulError:
        return render(request, "unreadable.html", visitor=who, status=400)
    except FormError:
        return render(request, "refused.html", visitor=who, status=400)
    is_ours = is_from_our_page(request.headers) and (who is None or is_key_right(who, fields.get("key", "")))
    return fields if is_ours else render(request, "refused.html", visitor=who, status=403)
