"""The first line of an exported record with any values in it: a manifest, or said to be none."""

import io
import json
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from shared.audit.canonical import INTEGER_MAX, canonical_json
from shared.audit.export import Manifest, ManifestProblem, encode_manifest, read_manifest

_EXPORT = Path(__file__).parents[1] / "vectors" / "audit" / "session.jsonl"
_LINE = json.loads(_EXPORT.read_bytes().splitlines()[0])

COUNTS = st.sampled_from([0, 1, 2, INTEGER_MAX - 1, INTEGER_MAX]) | st.integers(-1, INTEGER_MAX)
VALUES = COUNTS | st.none() | st.booleans() | st.sampled_from(["0" * 32, "0" * 64, "0" * 128, "x" * 301, ""])
CHANGES = st.dictionaries(st.sampled_from(sorted(_LINE)), VALUES, min_size=1, max_size=3) | st.fixed_dictionaries(
    {"first": COUNTS, "last": COUNTS}, optional={"count": COUNTS}
)


@example({"first": 0, "last": INTEGER_MAX})
@given(CHANGES)
def test_manifest_with_any_values_is_read_as_it_stands_or_refused(changes: dict[str, object]) -> None:
    line = canonical_json(_LINE | changes)
    found = read_manifest(io.BytesIO(line))
    if isinstance(found, Manifest):
        assert encode_manifest(found) == line
        assert found.count >= 0
    else:
        assert isinstance(found, ManifestProblem)
