"""Reads what a form sends: small, and nothing but short fields."""

from urllib.parse import parse_qsl

from starlette.requests import Request

FORM_MAX_BYTES = 16 * 1024
FIELDS_MAX = 32
_KEPT = "form_fields"


class FormError(Exception):
    """The body is no form of ours: too large, or not one at all."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; of a name that comes twice, the last. Read once, whoever asks again gets the same.

    Raises:
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
    setattr(request.state, _KEPT, fields)
    return fields
