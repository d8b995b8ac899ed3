import pytest

from shared.cli.text import LANGUAGES
from signaling.admin.trouble_words import trouble_words
from signaling.domain import oidc_desk, passkey_desk

CODES = [
    "sign_in_refused", "second_factor_needed", "second_factor_refused", "second_factor_reused",
    "second_factor_missing", "passkey_needed", "passkey_again", "passkey_or_code", "password_late", "passkey_impossible", "passkey_refused",
    "passkeys_too_many", "passkey_name_bad", "passkey_gone", "passkey_last", "not_fresh", "rate_limited", "provider_refused", "provider_unreachable",
    "provider_too_often",
    *passkey_desk._REFUSALS.values(), *oidc_desk._REFUSALS.values(),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_of_its_own_in_every_language(language: str):
    said = {code: trouble_words(language, code) for code in set(CODES)}
    assert len(set(said.values())) == len(said)
    assert all(sentence.endswith((".", ":")) for sentence in said.values())
    if language != "en":
        assert not set(said.values()) & {trouble_words("en", code) for code in CODES}
