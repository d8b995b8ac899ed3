"""Every kind of thing that can happen has a sentence, in three languages, with nothing left to fill in."""

import re

import pytest
from PySide6.QtWidgets import QApplication

from agent_console.ui import story_words as console_words
from client.ui.story_words import story_sentence
from shared.capability import Capability
from shared.session.story import StoryEntry, StoryKind
from shared.ui.i18n import install_language

FIELDS: dict[StoryKind, dict[str, str | int]] = {
    StoryKind.FILE_CAME: {"file": "setup.pdf", "size_bytes": 1_200_000},
    StoryKind.FILE_WENT: {"file": "setup.pdf", "size_bytes": 1_200_000},
    StoryKind.FILES_CAME: {"count": 12, "total_bytes": 3_000_000},
    StoryKind.CLIP_TEXT_PUT: {"length_chars": 120},
    StoryKind.CLIP_IMAGE_PUT: {"width_px": 1_920, "height_px": 1_080},
    StoryKind.CLIP_TEXT_SENT: {"length_chars": 1},
    StoryKind.CLIP_IMAGE_SENT: {"width_px": 1_920, "height_px": 1_080},
    StoryKind.FILES_WENT: {"count": 12, "total_bytes": 3_000_000},
    StoryKind.LINE_SILENT: {"length_ms": 4_000},
    StoryKind.ENDED: {"reason": "user_stopped"},
}
RIGHTS = [kind for kind in StoryKind if kind.startswith(("right_", "screen", "answer"))]


def entry(kind: StoryKind, capability: Capability | None = None) -> StoryEntry:
    return StoryEntry(
        number=1, at="2026-11-22T12:02:11.000Z", kind=kind, capability=capability, fields=FIELDS.get(kind, {})
    )


@pytest.fixture(autouse=True, params=["en", "ro", "ru"])
def language(request: pytest.FixtureRequest, qapp: QApplication):
    install_language(qapp, request.param)
    yield request.param
    install_language(qapp, "en")


@pytest.mark.parametrize("kind", StoryKind)
def test_story_sentence_is_whole(kind: StoryKind, language: str):
    for capability in (Capability.VIEW, Capability.CONTROL, Capability.TERMINAL) if kind in RIGHTS else (None,):
        words = story_sentence(entry(kind, capability), "Ana")
        assert words
        assert not re.search(r"[{}]", words), words
        assert language == "en" or not re.search(r"\b(the|your|is|not)\b", words), words


@pytest.mark.parametrize("kind", console_words.SENTENCES)
def test_story_sentence_for_the_agent_is_whole(kind: StoryKind, language: str):
    words = console_words.story_sentence(entry(kind, Capability.VIEW if kind in RIGHTS else None), "417 …")
    assert words
    assert not re.search(r"[{}]", words), words


def test_story_sentence_name_that_looks_like_a_place_stays_a_name():
    assert "{right}" in story_sentence(entry(StoryKind.RIGHT_ON, Capability.TERMINAL), "{right}")
