import pytest

from shared.pairing.binding import is_tag_equal, make_bind_tag, parse_fingerprint
from shared.pairing.keys import Side

TEXT = ":".join(f"{number:02X}" for number in range(32))


def _tag(key=b"k" * 32, side=Side.SHARER, epoch=0, fingerprint_sharer=b"s" * 32, fingerprint_agent=b"a" * 32):
    return make_bind_tag(key, side, epoch, fingerprint_sharer=fingerprint_sharer, fingerprint_agent=fingerprint_agent)


def test_make_bind_tag_every_input_counts():
    tags = {
        _tag(),
        _tag(key=b"l" * 32),
        _tag(side=Side.AGENT),
        _tag(epoch=1),
        _tag(fingerprint_sharer=b"x" * 32),
        _tag(fingerprint_agent=b"x" * 32),
        _tag(fingerprint_sharer=b"a" * 32, fingerprint_agent=b"s" * 32),
    }
    assert len(tags) == 7
    assert {len(tag) for tag in tags} == {32}


def test_is_tag_equal_only_for_equal_tags():
    assert is_tag_equal(_tag(), _tag())
    assert not is_tag_equal(_tag(), _tag(epoch=1))
    assert not is_tag_equal(_tag(), b"")
    assert not is_tag_equal(_tag(), _tag()[:31])


def test_parse_fingerprint_either_case_is_read():
    assert parse_fingerprint(TEXT) == parse_fingerprint(TEXT.lower()) == bytes(range(32))


@pytest.mark.parametrize(
    "text", ["", TEXT[:-3], TEXT + ":00", TEXT.replace(":", ""), TEXT.replace("1F", "1G"), TEXT + "\n", " " + TEXT]
)
def test_parse_fingerprint_anything_else_is_none(text):
    assert parse_fingerprint(text) is None
