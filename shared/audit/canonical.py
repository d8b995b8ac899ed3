r"""One byte form for every record, and a reader that accepts nothing else.

Two programs that hash the same record must hash the same bytes, so the form leaves no choice: names sorted, no
spaces, ASCII with `\uXXXX` escapes, integers only. It is a subset of RFC 8785. Only the standard library is needed.
"""

import json
import re
from typing import Any, NoReturn

from shared.errors import AlongsideError

INTEGER_MAX = 2**53  # what every JSON reader keeps exact (RFC 8259 section 6)
DEPTH_MAX = 6  # our records are three deep
TEXT_MAX_CHARS = 64 * 1024  # bounds one value; the limits for what people may write are far lower

# Made once: `json.dumps` makes one for each call that wants anything special.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


class CanonicalFormError(AlongsideError):
    """A value that has no canonical form, or text that is not in it."""

    code = "not_canonical"


def canonical_json(value: Any) -> bytes:
    """Render a value in the one byte form that is hashed and signed.

    Args:
        value: dicts with ASCII text keys, lists, text, integers up to 2**53 either way, booleans, None.

    Raises:
        CanonicalFormError: a float, a larger integer, a lone surrogate, a key that is not ASCII text, another type,
            or nesting deeper than `DEPTH_MAX`.
    """
    _check(value, DEPTH_MAX)
    return _ENCODER.encode(value).encode("ascii")


def parse_canonical(data: bytes) -> Any:
    """Read bytes that must be exactly what `canonical_json` would write; the caller limits their length.

    Raises:
        CanonicalFormError: anything else, such as another spacing, a name given twice, a float, or bad UTF-8.
    """
    value = parse_strict(data)
    if canonical_json(value) != data:
        raise CanonicalFormError("not_canonical_form")
    return value


def parse_strict(data: bytes) -> Any:
    """Read JSON in any spacing, but without floats, huge numbers, or a name given twice in one map.

    Raises:
        CanonicalFormError: not such JSON.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_refuse_twins,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_read_integer,
        )
    except CanonicalFormError:
        raise
    except (ValueError, RecursionError) as error:
        raise CanonicalFormError("not_json") from error


def _check(value: Any, depth_left: int) -> None:
    if isinstance(value, str):
        # Nearly all text is ASCII, in which no surrogate can stand.
        if len(value) > TEXT_MAX_CHARS or not (value.isascii() or _SURROGATE.search(value) is None):
            raise CanonicalFormError("text_not_canonical")
    elif type(value) is int:  # a subclass, such as an enumeration, would be written by its own rules
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise CanonicalFormError("integer_too_large")
    elif isinstance(value, dict):
        _check_depth(depth_left)
        for name, inner in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise CanonicalFormError("name_not_ascii")
            # Nearly all that is in a record, looked at here: a call for each takes three times as long.
            kind = type(inner)
            if kind is str and len(inner) <= TEXT_MAX_CHARS and inner.isascii():
                continue
            if kind is int and -INTEGER_MAX <= inner <= INTEGER_MAX:
                continue
            _check(inner, depth_left - 1)
    elif isinstance(value, list | tuple):
        _check_depth(depth_left)
        for inner in value:
            _check(inner, depth_left - 1)
    elif value is not None and not isinstance(value, bool):
        raise CanonicalFormError("type_not_canonical", type=type(value).__name__)


def _check_depth(depth_left: int) -> None:
    if depth_left == 0:
        raise CanonicalFormError("nested_too_deep")


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CanonicalFormError("name_given_twice")
    return found


def _refuse_number(_text: str) -> NoReturn:
    raise CanonicalFormError("number_not_integer")


def _read_integer(text: str) -> int:
    if len(text) > len(str(-INTEGER_MAX)):
        raise CanonicalFormError("integer_too_large")
    return int(text)
