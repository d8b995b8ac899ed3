import unicodedata

from shared.blank_letters import BLANK_LETTERS, UNSEEN_MARKS


def test_none_of_them_is_what_its_category_says():
    assert {unicodedata.category(letter) for letter in BLANK_LETTERS} == {"Lo", "So"}
    assert {unicodedata.category(mark) for mark in UNSEEN_MARKS} <= {"Mn", "Cf"}


def test_digits_and_letters_beside_them_stay():
    assert not (BLANK_LETTERS | UNSEEN_MARKS) & set("\u1810\u3163\u3165\u2801\ufe20\u1e00")
