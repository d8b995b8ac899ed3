"""Something copied in words: each outcome in one sentence for whoever reads it, the content never, or only its beginning."""

from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from shared.protocol.clip_messages import ClipKind
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import ClipNote
from shared.ui.clip_words import came_sentence, length_words, note_sentence
from shared.ui.i18n import install_language
from tests.fakes.clips import picture_of, text_of

CODES = [*map(str, ClipProblem), "put", "sent", "refused", "busy"]


def clip_of(kind: ClipKind) -> Clip:
    return text_of("hunter2") if kind == "text" else picture_of(1_920, 1)


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
@pytest.mark.parametrize("kind", get_args(ClipKind))
@pytest.mark.parametrize("code", CODES)
def test_every_outcome_has_a_sentence_for_each_reader(qapp: QApplication, language: str, kind: ClipKind, code: str):
    install_language(qapp, language)
    for audience in ("person", "agent"):
        sentence = note_sentence(ClipNote(code=code, clip=clip_of(kind)), "Ana Pop", audience=audience)
        assert sentence
        assert "{" not in sentence
        assert "hunter2" not in sentence


def test_limits_stand_in_the_sentences(qapp: QApplication):
    text = note_sentence(ClipNote(code=ClipProblem.TEXT_TOO_LARGE), "", audience="agent")
    image = note_sentence(ClipNote(code=ClipProblem.IMAGE_TOO_LARGE), "", audience="person")
    assert "262 kB" in text
    assert "4.2 MB" in image
    assert "16 million" in image


def test_person_reads_who_put_what(qapp: QApplication):
    note = ClipNote(code="put", clip=text_of("x" * 120))
    words = note_sentence(note, "Ana Pop", audience="person")
    assert words == "Ana Pop put text on your clipboard, 120 characters."
    note = ClipNote(code="put", clip=picture_of(640, 1))
    words = note_sentence(note, "Ana Pop", audience="person")
    assert words == "Ana Pop put a picture on your clipboard, 640 by 1."


def test_what_came_is_shown_by_its_beginning_in_one_plain_line(qapp: QApplication):
    words = came_sentence(text_of("one\n<b>two</b>\u200b {length} " + "x" * 500))
    assert words.startswith("The person sent text they copied, ")
    assert "“one <b>two</b> {length} xx" in words
    assert words.endswith("…”")
    assert came_sentence(picture_of(640, 1)) == "The person sent a picture they copied, 640 by 1."


def test_one_character_is_one(qapp: QApplication):
    assert (length_words(1), length_words(2)) == ("1 character", "2 characters")
    install_language(qapp, "ru")
    assert [length_words(count) for count in (1, 2, 5)] == ["1 символ", "2 символа", "5 символов"]
