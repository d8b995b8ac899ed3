import pytest

from signaling.storage.record_seal import make_key, open_text, seal_text

PLACE = {"session_id": "a" * 32, "field": "note", "part": 0}


def test_words_open_where_they_were_sealed_and_never_look_the_same_twice():
    key = make_key()
    sealed = seal_text(key, b"The boss's password is on the screen", **PLACE)
    assert open_text(key, sealed, **PLACE) == b"The boss's password is on the screen"
    assert b"password" not in sealed
    assert seal_text(key, b"same", **PLACE) != seal_text(key, b"same", **PLACE)


@pytest.mark.parametrize("change", [{"session_id": "b" * 32}, {"field": "report"}, {"part": 1}])
def test_words_do_not_open_in_another_place(change: dict[str, object]):
    key = make_key()
    assert open_text(key, seal_text(key, b"words", **PLACE), **{**PLACE, **change}) is None


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(28)])
def test_what_was_changed_or_is_under_another_key_does_not_open(sealed: bytes):
    assert open_text(make_key(), sealed or seal_text(make_key(), b"words", **PLACE), **PLACE) is None
