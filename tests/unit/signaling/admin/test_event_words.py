import pytest

from shared.audit.event import AuditTag
from shared.cli.text import LANGUAGES
from signaling.admin.event_words import event_words
from signaling.admin.speech import speaker


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_is_said_in_every_language(language: str):
    t = speaker(language)
    said = {tag: event_words(t, {"type": tag, "data": {}}) for tag in AuditTag}
    assert [tag for tag, words in said.items() if words == tag] == []


def test_right_that_went_on_is_not_said_to_be_taken_back():
    def said(source: str) -> str:
        data = {"capability": "control", "source": source}
        return event_words(speaker("en"), {"type": "session:consent:revoked", "data": data})

    assert said("renewed") == "It goes on, with more time: Mouse and keyboard."
    assert said("screen_changed") == "It goes on, with other screens: Mouse and keyboard."
    assert said("person") == said("moonlight") == "Taken back: Mouse and keyboard."


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("agent", "The agent asked for: Mouse and keyboard."),
        ("person", "The person offered: Mouse and keyboard."),
        ("screen_gone", "A shared display is gone, so the person was asked again: Mouse and keyboard."),
        ("", "The agent asked for: Mouse and keyboard."),
    ],
)
def test_question_is_said_with_whoever_brought_it_about(cause: str, words: str):
    data = {"capability": "control", "cause": cause}
    assert event_words(speaker("en"), {"type": "session:consent:asked", "data": data}) == words


def test_what_comes_from_a_record_is_never_read_as_a_format():
    record = {
        "type": "user:account:changed",
        "data": {"user_id": "{field}", "field": "{0}", "before": "", "after": ""},
    }
    assert event_words(speaker("en"), record) == "Account {field}, {0}: changed from “none” to “none”."


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


def test_change_is_said_in_the_words_of_its_page():
    data = {"user_id": "agent:6", "field": "organisation", "before": "", "after": "Contoso"}
    assert event_words(speaker("en"), {"type": "user:account:changed", "data": data}) == (
        "Account agent:6, Organisation: changed from “the server's own” to “Contoso”."
    )
    data = {"rule": "forbidden_rights", "before": "", "after": "file_to_user"}
    assert event_words(speaker("ru"), {"type": "policy:rule:changed", "data": data}) == (
        "Правило «Запрещённые права» изменено: было «нет», стало «Файлы человеку»."
    )
    denied = {"type": "auth:access:denied", "data": {"operation": "see_health", "role": "lead"}}
    assert "руководитель" in event_words(speaker("ru"), denied)


@pytest.mark.parametrize(
    "data",
    [
        {"field": "shoe_size", "before": "42", "after": "43"},
        {"field": "role", "before": "juggler", "after": "agent"},
        {"rule": "tea_time", "before": "4", "after": "5"},
        {"rule": "begin_hours", "before": "whenever", "after": ""},
        {"rule": 3, "field": None, "before": [], "after": {}},
    ],
)
def test_change_a_later_version_wrote_is_shown_as_it_stands(data: dict[str, object]):
    for kind in ("user:account:changed", "policy:rule:changed"):
        assert "{" not in event_words(speaker("en"), {"type": kind, "data": {"user_id": "agent:6"} | data}).replace(
            "{}", ""
        )


def test_event_of_a_later_version_is_called_by_its_name():
    assert event_words(speaker("en"), {"type": "session:tea:made", "data": {}}) == "session:tea:made"
