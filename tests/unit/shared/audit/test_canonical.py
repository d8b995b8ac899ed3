import json
from enum import IntEnum, StrEnum

import pytest

from shared.audit.canonical import CanonicalFormError, canonical_json, parse_canonical, parse_strict


class _Word(StrEnum):
    ONE = "one"


class _Number(IntEnum):
    ONE = 1


def test_canonical_json_nested_map_is_sorted_and_tight():
    assert (
        canonical_json({"b": [1, True, None], "a": {"z": "", "y": -5}}) == b'{"a":{"y":-5,"z":""},"b":[1,true,null]}'
    )


def test_canonical_json_text_is_escaped_to_ascii():
    assert canonical_json("ăя\n\u2028\x1b\U0001f600") == rb'"\u0103\u044f\n\u2028\u001b\ud83d\ude00"'


def test_canonical_json_text_enumeration_is_its_text():
    assert canonical_json({"a": _Word.ONE}) == b'{"a":"one"}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53 + 1,
        -(2**53) - 1,
        "\ud800",
        {1: "a"},
        {"ă": 1},
        b"bytes",
        {1, 2},
        _Number.ONE,
        [[[[[[[1]]]]]]],
        "x" * 65_537,
    ],
)
def test_canonical_json_value_without_one_form_is_refused(value):
    with pytest.raises(CanonicalFormError):
        canonical_json(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'"\xff"',
        '"ă"'.encode(),
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b"1" * 5_000,
        b"",
        b"\x00",
        b'{"a":1} ',
        b"-0",
        b'"\\ud800"',
    ],
)
def test_parse_canonical_any_other_form_is_refused(data):
    with pytest.raises(CanonicalFormError):
        parse_canonical(data)


def test_parse_strict_free_spacing_is_read():
    assert parse_strict(json.dumps({"a": [1, "ă"]}, indent=2, ensure_ascii=False).encode()) == {"a": [1, "ă"]}


def test_parse_strict_name_given_twice_is_refused():
    with pytest.raises(CanonicalFormError, match="name_given_twice"):
        parse_strict(b'{"seal": null, "seal": 1}')
