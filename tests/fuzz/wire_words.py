"""The names and fixed values of messages, as the fuzzer's dictionary."""

import enum
from typing import Any, get_args

from msgspec import inspect


def words_of(union: Any) -> tuple[bytes, ...]:
    """Every type, field and fixed value that messages of this union may hold."""
    words: set[str] = set()
    for kind in get_args(union) or (union,):
        _collect(inspect.type_info(kind), words)
    return tuple(sorted(word.encode() for word in words if word))


def _collect(info: inspect.Type, words: set[str]) -> None:
    match info:
        case inspect.StructType():
            words.add(str(info.tag or ""))
            for field in info.fields:
                words.add(field.encode_name)
                _collect(field.type, words)
        case inspect.LiteralType():
            words.update(str(value) for value in info.values)
        case inspect.EnumType() if issubclass(info.cls, enum.Enum):
            words.update(str(member.value) for member in info.cls)
        case inspect.ListType():
            _collect(info.item_type, words)
        case inspect.UnionType():
            for part in info.types:
                _collect(part, words)
        case _:
            pass


def dictionary(words: tuple[bytes, ...]) -> str:
    """The words in the form libFuzzer reads them."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words)
