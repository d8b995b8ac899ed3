import pytest

from signaling.admin.sign_in_words import kind_words, method_words
from signaling.admin.speech import speaker
from signaling.domain.ports import SignInKind


def test_every_kind_has_a_word_of_its_own():
    t = speaker("en")
    assert len({kind_words(t, kind) for kind in SignInKind}) == len(SignInKind)


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("password", "password"),
        ("password+totp", "password, authenticator app"),
        ("oidc+provider", "sign-in service, second factor of the sign-in service"),
        ("passkey", "passkey"),
        ("password+tea", "password, tea"),
    ],
)
def test_what_was_shown_is_said_part_by_part(method: str, words: str):
    assert method_words(speaker("en"), method) == words
