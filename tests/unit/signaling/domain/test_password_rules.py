import pytest

from signaling.domain.password_rules import password_problem

LONG = "".join(chr(0x4E00 + number * 7919 % 5000) for number in range(257))


def test_password_problem_length():
    assert password_problem(LONG[:14]) == "too_short"
    assert password_problem(LONG[:15]) is None
    assert password_problem(LONG[:256]) is None
    assert password_problem(LONG) == "too_long"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("x" * 15, "repeats"),
        ("abababababababab", "repeats"),
        ("aaaaaaaaaaaaaaab", "repeats"),
        ("passwordpassword", "repeats"),
        ("PasswordpasswordPASS", "repeats"),
        ("passwordpasswor", "repeats"),
        ("Ana@Example.org", "is_email"),
        ("1 ana@example.org", "is_email"),
        ("one two three one", None),
        ("correct horse battery staple", None),
        ("три слова и ещё одно", None),
        ("qwertyuiopasdfgh", "guessable"),
        ("1234567890123456", "repeats"),
        ("iloveyouforever1", "guessable"),
        ("P@ssw0rdPassword!", "guessable"),
        ("alongsidesupport", "guessable"),
    ],
)
def test_password_problem_what_everybody_guesses(password: str, problem: str | None):
    assert password_problem(password, email="ana@example.org") == problem
