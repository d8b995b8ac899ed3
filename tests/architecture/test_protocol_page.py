"""`docs/protocol.md` names every message and field there is, and none that there is not."""

import re

import msgspec
import pytest
from msgspec import inspect

from tests.architecture.source_tree import ROOT
from tests.property import protocol_messages as known

PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r"^([a-z_]+) +(?:[CAS](?:,[CAS])*) +(?:->|<->) +[CAS]", re.MULTILINE)
_ALL = known.SIGNALING + known.PEER + known.SEALED


def _listed() -> list[str]:
    return [name for block in _BLOCK.findall(PAGE) for name in _ENTRY.findall(block)]


def test_protocol_page_lists_exactly_the_messages_there_are():
    assert set(_listed()) == {known.type_name(kind) for kind in known.SIGNALING + known.PEER}


@pytest.mark.parametrize("kind", known.SEALED, ids=known.type_name)
def test_protocol_page_describes_the_sealed_messages(kind: type[msgspec.Struct]):
    assert f"`{known.type_name(kind)} {{" in PAGE


@pytest.mark.parametrize("kind", _ALL, ids=known.type_name)
def test_protocol_page_names_every_field(kind: type[msgspec.Struct]):
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    name = known.type_name(kind)
    described = re.findall(rf"`{name} \{{([^}}]*)\}}`", PAGE) if kind in known.SEALED else _rows_of(name)
    assert described, f"{name} is not described"
    text = "\n".join(described)
    assert [field.name for field in info.fields if not re.search(rf"\b{field.name}\b", text)] == []


def _rows_of(name: str) -> list[str]:
    """The lines of a message in the overview: its own, and those below it that start with a space."""
    rows: list[str] = []
    for block in _BLOCK.findall(PAGE):
        is_ours = False
        for line in block.splitlines():
            if not line.startswith(" "):
                is_ours = line.split(" ", 1)[0] == name
            if is_ours:
                rows.append(line)
    return rows
