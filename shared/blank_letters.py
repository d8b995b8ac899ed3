"""Letters and marks that show nothing, though Unicode counts them among what is seen: names hide their end so."""

BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""As wide as a letter and empty: the fillers of Hangul and the empty cell of Braille. To be read as a space."""

UNSEEN_MARKS = frozenset(
    ["\u034f", "\u17b4", "\u17b5"]
    + [chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))]
)
"""Without width: the grapheme joiner, the inherent vowels of Khmer, what chooses between two shapes of a letter."""
