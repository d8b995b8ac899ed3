import pytest

from shared.capability import Capability
from shared.cli.text import LANGUAGES
from signaling.admin.speech import speaker
from signaling.admin.words import actor_words, reason_choices, right_words, role_words, stage_words
from signaling.domain.accounts import Role
from signaling.domain.ports import SessionStage


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_right_role_and_stage_is_said_in_every_language(language: str):
    t = speaker(language)
    assert len({right_words(t, right) for right in Capability}) == len(Capability)
    assert len({role_words(t, role) for role in Role}) == len(Role)
    assert all(stage_words(t, stage) for stage in SessionStage)
    if language != "en":
        english = speaker("en")
        assert reason_choices(t).keys() == reason_choices(english).keys()
        assert not set(reason_choices(t).values()) & set(reason_choices(english).values())


def test_right_of_a_later_version_is_called_by_its_name():
    assert right_words(speaker("en"), "teleport") == "teleport"


def test_who_was_turned_away_without_an_account_is_not_said_to_have_one():
    assert actor_words(speaker("en"), "agent") == "somebody unknown"
    assert actor_words(speaker("en"), "server") == "the server"
