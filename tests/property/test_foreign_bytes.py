"""Real inputs of every parser, damaged anywhere: each holds to its contract, as its fuzz target states it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import target

EDITS = st.lists(
    st.tuples(st.sampled_from(["put", "cut", "insert", "end"]), st.floats(0, 1), st.binary(min_size=1, max_size=4)),
    min_size=1,
    max_size=4,
)


def _damaged(original: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    damaged = bytearray(original)
    for kind, place, data in edits:
        at = int(place * len(damaged))
        match kind:
            case "put":
                damaged[at : at + len(data)] = data
            case "cut":
                del damaged[at : at + len(data)]
            case "insert":
                damaged[at:at] = data
            case _:
                del damaged[at:]
    return bytes(damaged)


@pytest.mark.parametrize("name", target.NAMES)
@settings(max_examples=60)
@given(data=st.data())
def test_damaged_input_is_read_or_refused_as_documented(name: str, data: st.DataObject) -> None:
    loaded = target.load(name)
    original = data.draw(st.sampled_from(loaded.seeds()))
    loaded.run(_damaged(original, data.draw(EDITS)))
