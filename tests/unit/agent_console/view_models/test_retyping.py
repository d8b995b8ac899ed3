import pytest

from agent_console.view_models.retyping import typed_anew


@pytest.mark.parametrize(
    ("refused", "text", "cursor", "fresh"),
    [
        ("417 382", "417 3829", 8, "9"),
        ("417 382", "9417 382", 1, "9"),
        ("417 382", "4179 382", 4, "9"),
        ("417 382", "417 382555 111", 14, "555 111"),  # pasted
        ("417 382", "417 38", 6, None),  # a digit taken away: it is being mended
        ("417 382", "417 389", 7, None),  # one typed over a selected one
        ("417 382", "9", 1, None),  # all of it was selected: nothing is left to take away
        ("417 382", "415 382", 3, None),
        ("417 382", "555 3829", 8, None),
        ("", "4", 1, None),
        ("44", "444", 0, None),
    ],
)
def test_typed_anew_is_what_was_put_into_an_unchanged_field(
    refused: str, text: str, cursor: int, fresh: str | None
) -> None:
    assert typed_anew(refused, text, cursor) == fresh
