import pytest

from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.cli.text import LANGUAGES
from signaling.admin.speech import speaker
from signaling.admin.words import actor_words, event_words, reason_choices, right_words, role_words, stage_words
from signaling.domain.accounts import Role
from signaling.domain.ports import SessionStage


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_right_role_and_stage_is_said_in_every_language(language: str):
    t = speaker(language)
    said = {tag: event_words(t, {"type": tag, "data": {}}) for tag in AuditTag}
    assert [tag for tag, words in said.items() if words == tag] == []
    assert len({right_words(t, right) for right in Capability}) == len(Capability)
    assert len({role_words(t, role) for role in Role}) == len(Role)
    assert all(stage_words(t, stage) for stage in SessionStage)
    if language != "en":
        english = speaker("en")
        assert reason_choices(t).keys() == reason_choices(english).keys()
        assert not set(reason_choices(t).values()) & set(reason_choices(english).values())


def test_what_comes_from_a_record_is_never_read_as_a_format():
    record = {
        "type": "user:account:changed",
        "data": {"user_id": "{field}", "field": "{0}", "before": "", "after": ""},
    }
    assert event_words(speaker("en"), record) == "Account {field}: {0} changed from “” to “”."


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("role", "", "lead"),
        ("role", "lead", "admin"),
        ("is_disabled", "no", "yes"),
        ("is_disabled", "yes", "no"),
        ("password", "old", "none"),
        ("password", "none", "new"),
        ("second_factor", "none", "totp"),
        ("second_factor", "totp", "none"),
        ("setup_link", "", "made"),
        ("setup_link", "made", "used"),
        ("setup_link", "made", "void"),
    ],
)
def test_change_of_an_account_is_said_without_words_of_the_record(field: str, before: str, after: str):
    data = {"user_id": "agent:5", "field": field, "before": before, "after": after}
    said = {event_words(speaker(language), {"type": "user:account:changed", "data": data}) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert all("agent:5" in sentence and "“" not in sentence and "_" not in sentence for sentence in said)


def test_who_was_turned_away_without_an_account_is_not_said_to_have_one():
    assert actor_words(speaker("en"), "agent") == "somebody unknown"
    assert actor_words(speaker("en"), "server") == "the server"


def test_event_of_a_later_version_is_called_by_its_name():
    assert event_words(speaker("en"), {"type": "session:tea:made", "data": {}}) == "session:tea:made"
    assert right_words(speaker("en"), "teleport") == "teleport"
