"""Makes any message of the protocol, from the very declarations the codec checks against."""

import enum
from typing import Any, get_args

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from shared.protocol import peer_messages, sealed_messages, signaling_messages

TO_SERVER: tuple[type[msgspec.Struct], ...] = get_args(signaling_messages.ToServer)
FROM_SERVER: tuple[type[msgspec.Struct], ...] = get_args(signaling_messages.FromServer)
FROM_CLIENT: tuple[type[msgspec.Struct], ...] = get_args(peer_messages.FromClient)
FROM_AGENT: tuple[type[msgspec.Struct], ...] = get_args(peer_messages.FromAgent)
SIGNALING = tuple(dict.fromkeys(TO_SERVER + FROM_SERVER))
PEER = tuple(dict.fromkeys(FROM_CLIENT + FROM_AGENT))
SEALED: tuple[type[msgspec.Struct], ...] = (sealed_messages.SessionOffer, sealed_messages.SessionAnswer)

# Long texts and lists say nothing new and slow the search down; the limits have tests of their own.
_LONG = 40


def messages(types: tuple[type[msgspec.Struct], ...]) -> st.SearchStrategy[msgspec.Struct]:
    """Any message of these types that the protocol permits."""
    return st.one_of([_struct(inspect.type_info(kind)) for kind in types])


def type_name(kind: type[msgspec.Struct]) -> str:
    """The `type` string on the wire."""
    return str(kind.__struct_config__.tag)


def _struct(info: inspect.Type) -> st.SearchStrategy[Any]:
    assert isinstance(info, inspect.StructType)
    required = {field.name: _value(field.type) for field in info.fields if field.required}
    optional = {field.name: _value(field.type) for field in info.fields if not field.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: info.cls(**values))


def _value(info: inspect.Type) -> st.SearchStrategy[Any]:  # noqa: PLR0911 -- one answer a kind of field
    match info:
        case inspect.IntType():
            low = info.ge if info.ge is not None else (info.gt + 1 if info.gt is not None else None)
            high = info.le if info.le is not None else (info.lt - 1 if info.lt is not None else None)
            return st.integers(low, high)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.StrType(pattern=str() as pattern):
            return st.from_regex(pattern, fullmatch=True).filter(lambda text: len(text) <= (info.max_length or 1000))
        case inspect.StrType():
            return st.text(min_size=info.min_length or 0, max_size=min(info.max_length or _LONG, _LONG))
        case inspect.BytesType():
            most = min(info.max_length, _LONG * 2) if info.max_length is not None else _LONG
            return st.binary(min_size=info.min_length or 0, max_size=most)
        case inspect.LiteralType():
            return st.sampled_from(info.values)
        case inspect.EnumType():
            assert issubclass(info.cls, enum.Enum)
            return st.sampled_from(list(info.cls))
        case inspect.ListType():
            return st.lists(
                _value(info.item_type), min_size=info.min_length or 0, max_size=min(info.max_length or 4, 4)
            )
        case inspect.DictType():
            return st.dictionaries(_value(info.key_type), _value(info.value_type), max_size=4)
        case inspect.UnionType():
            return st.one_of([_value(part) for part in info.types])
        case inspect.StructType():
            return _struct(info)
    raise AssertionError(f"no strategy for {info}")
