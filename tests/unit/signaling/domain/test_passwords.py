import pytest

from signaling.domain.passwords import hash_password, is_password_right


def test_hash_password_is_argon2id_with_our_cost_and_a_new_salt():
    first, second = hash_password("correct horse battery"), hash_password("correct horse battery")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert is_password_right("correct horse battery", first)
    assert not is_password_right("correct horse batterz", first)


def test_is_password_right_composed_and_decomposed_letters_are_the_same():
    assert is_password_right("parola t\u0326a\u0306rii mele", hash_password("parola \u021b\u0103rii mele"))


@pytest.mark.parametrize("phc", ["", "$argon2id$", "plain", "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"])
def test_is_password_right_damaged_hash_is_a_no(phc: str):
    assert not is_password_right("anything at all", phc)
