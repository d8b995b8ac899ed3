"""Records written to be read in two ways, or never to be finished: the parser of the record refuses each at once."""

import time

import pytest

from shared.audit.canonical import CanonicalFormError, parse_canonical

pytestmark = pytest.mark.hostile(35)

CEILING_S = 2.0

CONFUSING = {
    "name_twice": b'{"a":1,"a":2}',
    "fraction": b'{"a":1.0}',
    "exponent": b'{"a":1e3}',
    "not_a_number": b'{"a":NaN}',
    "too_large_integer": b'{"a":9007199254740993}',
    "endless_integer": b'{"a":' + b"9" * 5_000 + b"}",
    "negative_zero": b'{"a":-0}',
    "leading_zero": b'{"a":01}',
    "byte_order_mark": b'\xef\xbb\xbf{"a":1}',
    "bare_nul": b'{"a":"\x00"}',
    "lone_surrogate": b'{"a":"\\ud800"}',
    "needless_escape": b'{"a":"\\u0041"}',
    "escaped_slash": b'{"a":"\\/"}',
    "upper_case_escape": b'{"a":"\\uD83D\\uDE00"}',
    "bare_unicode": b'{"a":"\xc3\xa9"}',
    "space": b'{ "a":1}',
    "line_end": b'{"a":1}\n',
    "carriage_return": b'{"a":1}\r',
    "unsorted": b'{"b":1,"a":1}',
    "rest": b'{"a":true}x',
    "deep_lists": b"[" * 100_000,
    "deep_maps": b'{"a":' * 50_000,
}


@pytest.mark.parametrize("name", CONFUSING)
def test_parse_canonical_of_ambiguous_text_refuses(name: str):
    began = time.monotonic()
    with pytest.raises(CanonicalFormError):
        parse_canonical(CONFUSING[name])
    assert time.monotonic() - began < CEILING_S
