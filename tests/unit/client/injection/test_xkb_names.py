"""Reading a server's key names."""

from client.injection.xkb_names import parse_names


def test_parse_names_names_and_aliases() -> None:
    data = b"ESC\0AE01\0\0\0\0AC01" + b"AC01LatA" + b"NONELatB"
    assert parse_names(data, 9, 4, 2) == {"ESC": 9, "AE01": 10, "AC01": 12, "LatA": 12}


def test_parse_names_alias_never_overrides_a_name() -> None:
    assert parse_names(b"AAAABBBB" + b"AAAABBBB", 8, 2, 1) == {"AAAA": 8, "BBBB": 9}


def test_parse_names_short_or_foreign_data_does_not_raise() -> None:
    assert parse_names(b"", 8, 0, 0) == {}
    assert parse_names(b"AB", 8, 2, 0) == {"AB": 8}
    assert len(parse_names(b"\xff\xfe\x00\x01", 8, 1, 0)) == 1
