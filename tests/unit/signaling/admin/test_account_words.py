import pytest

from shared.cli.text import LANGUAGES
from signaling.admin import account_words
from signaling.admin.speech import speaker
from signaling.domain.account_changes import AccountAction, ChangeProblem


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_happen_has_words_of_its_own(language: str):
    t = speaker(language)
    for words in (
        [account_words.action_words(t, action) for action in AccountAction],
        [account_words.effect_words(t, action) for action in AccountAction],
        [account_words.problem_words(t, problem) for problem in ChangeProblem],
        [account_words.field_words(t, field) for field in ("role", "organisation", "is_disabled", "setup_link")],
    ):
        assert all(words)
        assert len(set(words)) == len(words)
    for code in ("too_short", "too_long", "repeats", "guessable", "is_email", "differ", "code_wrong", "proof_wrong"):
        assert account_words.set_up_trouble(t, code)


def test_values_are_said_in_words_and_what_somebody_typed_as_it_is():
    t = speaker("en")
    assert account_words.value_words(t, "is_disabled", "yes") == "no", "the page asks whether they may sign in"
    assert account_words.value_words(t, "role", "lead") == "lead"
    assert account_words.value_words(t, "role", "") == "none"
    assert account_words.value_words(t, "organisation", "Contoso") == "Contoso"
    assert account_words.value_words(t, "organisation", "none") == "none"
