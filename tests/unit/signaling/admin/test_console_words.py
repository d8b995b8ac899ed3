import pytest

from shared.cli.text import LANGUAGES
from signaling.admin.console_words import DECLINED, FROM_A_LINK, GRANTED, end_words
from signaling.admin.speech import speaker
from signaling.domain import hand_over_desk as desk

CODES = (
    GRANTED, DECLINED, FROM_A_LINK, desk.VOID, desk.NUMBERS_UP, desk.ROLE_WITHOUT_CONSOLE, desk.PASSKEY_FIRST,
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_has_words_of_its_own(language: str):
    said = {code: end_words(speaker(language), code) for code in CODES}
    assert len(set(said.values())) == len(CODES)
    assert all(title and advice for title, advice in said.values())


def test_what_is_unknown_leads_nowhere():
    t = speaker("en")
    assert end_words(t, "anything") == end_words(t, desk.VOID)
