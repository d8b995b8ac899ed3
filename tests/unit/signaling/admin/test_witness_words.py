import pytest

from signaling.admin.speech import speaker
from signaling.admin.witness_words import keeper_trouble, refusal_words, watch_trouble


@pytest.mark.parametrize(
    "problem",
    ["timed_out", "certificate_refused", "unreachable", "redirected", "internal", "http_503", "http_403_AccessDenied",
     "file_unwritable", "queue_OSError", "of_a_later_version"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_no_name_of_a_program_stands_where_words_should(problem: str, language: str):
    said = keeper_trouble(speaker(language), problem)
    assert " " in said
    assert "_" not in said
    assert language == "en" or said != keeper_trouble(speaker("en"), problem)


def test_answer_of_a_keeper_is_told_with_its_number():
    assert keeper_trouble(speaker("en"), "http_403_AccessDenied") == "it answered 403 AccessDenied"


@pytest.mark.parametrize("finding", ["tampered", "incomplete", "bad_signature", "of_a_later_version"])
def test_refusal_names_the_event_where_there_is_one(finding: str):
    assert "12" in refusal_words(speaker("en"), finding, 12)
    assert "None" not in refusal_words(speaker("en"), finding, None)


def test_disk_of_the_witness_and_the_database_are_told_apart():
    assert watch_trouble(speaker("en"), "memory_unwritable") != watch_trouble(speaker("en"), "record_unreadable")
