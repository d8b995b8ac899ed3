"""The RFC's own vectors, each code once, and paper codes nobody guesses."""

import pytest

from signaling.domain.second_factor import (
    RECOVERY_CODES,
    STEP_S,
    FactorProblem,
    is_totp_shaped,
    make_factor,
    normalize_code,
    recovery_hash,
    setup_uri,
    totp_step,
)

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" in base32, RFC 6238 appendix B


@pytest.mark.parametrize(
    ("now_unix_s", "code"),
    # The last six digits of the eight the RFC prints for SHA-1.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_totp_agrees_with_the_vectors_of_the_rfc(now_unix_s: int, code: str) -> None:
    assert totp_step(RFC_SECRET, code, now_unix_s=now_unix_s, last_step=0) == now_unix_s // STEP_S


def test_totp_of_the_step_before_counts_and_no_older_or_newer_one() -> None:
    code, at_s = "050471", 1111111111
    assert totp_step(RFC_SECRET, code, now_unix_s=at_s + STEP_S, last_step=0) == at_s // STEP_S
    assert totp_step(RFC_SECRET, code, now_unix_s=at_s + 2 * STEP_S, last_step=0) is FactorProblem.WRONG
    assert totp_step(RFC_SECRET, code, now_unix_s=at_s - STEP_S, last_step=0) is FactorProblem.WRONG


def test_totp_counts_once_and_voids_what_came_before() -> None:
    code, at_s = "050471", 1111111111
    step = at_s // STEP_S
    assert totp_step(RFC_SECRET, code, now_unix_s=at_s, last_step=step) is FactorProblem.REUSED
    assert totp_step(RFC_SECRET, code, now_unix_s=at_s + STEP_S, last_step=step + 1) is FactorProblem.REUSED
    assert totp_step(RFC_SECRET, code, now_unix_s=at_s, last_step=step - 1) == step


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\N{ARABIC-INDIC DIGIT ONE}23456", "050 471"])
def test_totp_of_another_shape_is_no_code_of_the_moment(code: str) -> None:
    assert not is_totp_shaped(code)
    assert totp_step(RFC_SECRET, code, now_unix_s=1111111111, last_step=0) is FactorProblem.WRONG


def test_code_spaces_dashes_and_capitals_are_for_the_eyes() -> None:
    assert normalize_code(" 050 471\n") == "050471"
    assert normalize_code("ABCD-ef23") == "abcdef23"
    assert recovery_hash("ABCD-ef23") == recovery_hash("abcdef23") != recovery_hash("abcdef24")


def test_new_factor_has_ten_codes_of_117_bits_and_says_nothing_of_itself() -> None:
    first, second = make_factor(), make_factor()
    assert len(set(first.recovery_codes)) == RECOVERY_CODES
    assert {len(normalize_code(code)) for code in first.recovery_codes} == {24}
    assert not set(first.recovery_codes) & set(second.recovery_codes)
    assert first.secret != second.secret
    assert len(first.secret) == 32, "160 bits in base32"
    assert first.secret not in repr(first)
    assert first.recovery_codes[0] not in repr(first)


def test_setup_uri_names_server_and_address() -> None:
    uri = setup_uri(RFC_SECRET, email="ana@b.org", server="help.b.org")
    assert uri.startswith("otpauth://totp/help.b.org:ana%40b.org?secret=" + RFC_SECRET)
    assert "issuer=help.b.org" in uri
