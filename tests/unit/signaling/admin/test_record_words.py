import pytest

from shared.audit.event import AuditTag
from shared.cli.text import LANGUAGES
from signaling.admin.event_words import event_words
from signaling.admin.record_words import cause_words, event_sentences, kind_words, result_words, stars_words
from signaling.admin.speech import speaker
from signaling.domain.session_record import Category, ReportCause, SessionResult

DATA = {"sid": "abcdef0123456789" * 2, "category": "printing", "result": "solved", "stars": 4}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_cause_and_event_has_words(language: str):
    t = speaker(language)
    assert len({result_words(t, result) for result in SessionResult}) == len(SessionResult)
    assert len({cause_words(t, cause) for cause in ReportCause}) == len(ReportCause)
    assert "4" in stars_words(t, 4)
    sentences = event_sentences(t, DATA)
    wanted = {str(tag) for tag in AuditTag if tag.startswith("session:record:")}
    assert set(sentences) == wanted
    assert all("abcdef01" in sentence and "{" not in sentence for sentence in sentences.values())


def test_events_of_the_record_are_said_in_the_log():
    said = event_words(speaker("en"), {"type": "session:record:rated", "data": DATA})
    assert said == "The person gave session abcdef01 4 of 5 stars."


def test_kind_of_problem_has_its_name_in_each_language_and_else_its_id():
    kinds = {"media": Category(category_id="media", en="Sound or picture", ru="Звук или изображение")}
    assert kind_words("media", kinds, "ru") == "Звук или изображение"
    assert kind_words("media", kinds, "ro") == "Sound or picture"
    assert kind_words("gone", kinds, "ru") == "gone"
