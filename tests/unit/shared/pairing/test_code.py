import pytest

from shared.pairing.code import CodeProblem, PairingCode, damm_digit, format_code, is_checked, make_code, parse_code


def test_damm_digit_of_the_published_example():
    assert damm_digit("572") == "4"
    assert is_checked("5724")


@pytest.mark.parametrize(
    ("nameplate", "secret", "shown"),
    [
        ("417", "38291560", "417 382 915 60x"),
        ("4170", "38291560", "417 038 291 560x"),
        ("41700", "38291560", "417 003 8291 560x"),
        ("417000", "38291560", "417 000 382 915 60x"),
        ("417", "382915601234", "417 382 915 601 234x"),
        ("417000", "382915601234", "417 000 382 915 601 234x"),
    ],
)
def test_code_shown_and_typed_is_the_same(nameplate, secret, shown):
    code = PairingCode(nameplate, secret)
    assert format_code(code) == shown.replace("x", damm_digit(nameplate + secret))
    assert parse_code(format_code(code)) == code


def test_make_code_uses_the_given_randomness_for_the_secret_only():
    drawn = iter([3, 8, 2, 9, 1, 5, 6, 0])
    assert make_code("417", randbelow=lambda below: next(drawn) % below) == PairingCode("417", "38291560")


def test_make_code_secrets_are_spread_over_all_digits():
    seen = {make_code("417", 12).secret for _ in range(200)}
    assert len(seen) == 200
    assert set("".join(seen)) == set("0123456789")


@pytest.mark.parametrize(
    ("nameplate", "digits"), [("41", 8), ("4170000", 8), ("41a", 8), ("٤١٧", 8), ("417", 6), ("417", 9)]
)
def test_make_code_out_of_range_is_a_fault(nameplate, digits):
    with pytest.raises(ValueError, match="no such code"):
        make_code(nameplate, digits)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", CodeProblem.TOO_SHORT),
        ("417 382 915 60", CodeProblem.TOO_SHORT),
        ("1" * 20, CodeProblem.TOO_LONG),
        ("1" * 101, CodeProblem.TOO_LONG),
        (" " * 101, CodeProblem.TOO_LONG),
        ("417 382 915 60O", CodeProblem.NOT_DIGITS),
        ("417,382,915,604", CodeProblem.NOT_DIGITS),
        ("٤١٧٣٨٢٩١٥٦٠٤", CodeProblem.NOT_DIGITS),
        ("²²²²²²²²²²²²", CodeProblem.NOT_DIGITS),
        ("+17382915604", CodeProblem.NOT_DIGITS),
        ("417 382 915 60" + str((int(damm_digit("41738291560")) + 1) % 10), CodeProblem.CHECK_DIGIT),
    ],
)
def test_parse_code_problem_is_named(text, problem):
    assert parse_code(text) is problem


@pytest.mark.parametrize(
    "between", [" ", "-", ".", "\u00a0", "\u202f", "\u2007", "\u2013", "\u2011", " - ", "\t", "\r\n"]
)
def test_parse_code_separators_do_not_count(between):
    code = PairingCode("417", "38291560")
    digits = code.digits
    assert parse_code(between.join([digits[:3], digits[3:6], digits[6:9], digits[9:]]) + between) == code


def test_code_shows_its_secret_in_no_text_form():
    code = PairingCode("417", "38291560")
    assert "38291560" not in f"{code!r} {code} {[code]}"
