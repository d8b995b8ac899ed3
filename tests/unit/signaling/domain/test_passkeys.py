from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from signaling.domain.accounts import Account, Role
from signaling.domain.passkeys import (
    NewPasskey,
    Passkey,
    PasskeyProblem,
    RelyingParty,
    check_assertion,
    check_registration,
    creation_options,
    has_counted,
    options_json,
    read_assertion,
    relying_party,
    request_options,
)
from tests.fakes.soft_authenticator import PRESENT, SoftAuthenticator

PARTY = RelyingParty(rp_id="help.example", origin="https://help.example:8443")
CHALLENGE = b"c" * 32
HANDLE = b"h" * 32
ACCOUNT = Account(
    account_id=7, email="a@b.org", name="Ana", role=Role.ADMIN, organisation="", created_on=date(2026, 1, 1),
    is_disabled=False, password_hash="",
)  # fmt: skip


def _creation() -> dict:
    return creation_options(PARTY, ACCOUNT, CHALLENGE, [b"old"], user_handle=HANDLE, timeout_ms=300_000)


def _request() -> dict:
    return request_options(PARTY, CHALLENGE, [], timeout_ms=300_000)


def _register(answer: str) -> NewPasskey | PasskeyProblem:
    return check_registration(answer, CHALLENGE, PARTY, account_id=7, user_handle=HANDLE, name="Laptop")


def _made(device: SoftAuthenticator) -> Passkey:
    new = _register(device.make(_creation(), PARTY.origin))
    assert isinstance(new, NewPasskey), new
    return Passkey(
        passkey_id=1, account_id=7, credential_id=new.credential_id, public_key=new.public_key,
        user_handle=new.user_handle, sign_count=new.sign_count, name=new.name, made=datetime.now(UTC), used=None,
    )  # fmt: skip


def _check(device: SoftAuthenticator, passkey: Passkey, answer: str) -> int | PasskeyProblem:
    credential = read_assertion(answer)
    assert credential is not None
    return check_assertion(credential, passkey, CHALLENGE, PARTY)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://help.example", ("help.example", "https://help.example")),
        ("https://Help.Example:443/", ("help.example", "https://help.example")),
        ("https://help.example:8443", ("help.example", "https://help.example:8443")),
        ("https://hëlp.example", ("xn--hlp-jma.example", "https://xn--hlp-jma.example")),
        ("http://localhost:8765", ("localhost", "http://localhost:8765")),
        ("http://localhost:80", ("localhost", "http://localhost")),
        ("http://127.0.0.1:8765", None),
        ("https://203.0.113.9", None),
        ("https://[2001:db8::1]:8443", None),
        ("http://help.example", None),
        ("https://", None),
        ("https://help.example:x", None),
    ],
)
def test_site_is_exactly_the_configured_address_and_nothing_where_browsers_know_no_passkeys(address, expected):
    party = relying_party(address)
    assert (None if party is None else (party.rp_id, party.origin)) == expected


def test_what_browsers_are_asked_demands_that_the_device_checks_its_person():
    creation, request = _creation(), _request()
    assert creation["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert creation["attestation"] == "none"
    assert creation["rp"]["id"] == request["rpId"] == "help.example"
    assert len(creation["excludeCredentials"]) == 1
    assert "a@b.org" not in creation["user"]["id"]
    assert request["userVerification"] == "required"
    assert request["allowCredentials"] == []
    assert '"challenge":"' in options_json(request)


def test_passkey_that_was_made_signs_in():
    device = SoftAuthenticator()
    passkey = _made(device)
    assert _check(device, passkey, device.sign(_request(), PARTY.origin)) == 1


@pytest.mark.parametrize(
    ("lies", "problem"),
    [
        ({"challenge": "AAAA"}, PasskeyProblem.CHALLENGE),
        ({"origin": "https://help.example"}, PasskeyProblem.ORIGIN),
        ({"origin": "https://help.example.evil.example"}, PasskeyProblem.ORIGIN),
        ({"cross_origin": True}, PasskeyProblem.ORIGIN),
        ({"rp_id": "evil.example"}, PasskeyProblem.RELYING_PARTY),
        ({"flags": PRESENT}, PasskeyProblem.NOT_VERIFIED),
        ({"flags": 0x04}, PasskeyProblem.SIGNATURE),
        ({"type": "webauthn.create"}, PasskeyProblem.SIGNATURE),
        ({"user_handle": b"x" * 32}, PasskeyProblem.OTHER_ACCOUNT),
        ({"key": generate_private_key(SECP256R1())}, PasskeyProblem.SIGNATURE),
    ],
)
def test_answer_that_is_not_for_us_is_refused_and_named(lies, problem):
    device = SoftAuthenticator()
    passkey = _made(device)
    answer = device.sign(_request(), **{"origin": PARTY.origin, **lies})
    assert _check(device, passkey, answer) is problem


@pytest.mark.parametrize(
    ("lies", "problem"),
    [
        ({"challenge": "AAAA"}, PasskeyProblem.CHALLENGE),
        ({"origin": "https://evil.example"}, PasskeyProblem.ORIGIN),
        ({"rp_id": "evil.example"}, PasskeyProblem.RELYING_PARTY),
        ({"flags": PRESENT}, PasskeyProblem.NOT_VERIFIED),
        ({"type": "webauthn.get"}, PasskeyProblem.MALFORMED),
        ({"format": "fido-u2f"}, PasskeyProblem.MALFORMED),
        ({"format": "none of these"}, PasskeyProblem.MALFORMED),
    ],
)
def test_passkey_that_was_made_for_another_place_is_not_kept(lies, problem):
    answer = SoftAuthenticator().make(_creation(), **{"origin": PARTY.origin, **lies})
    assert _register(answer) is problem


@pytest.mark.parametrize("credential_id", [b"", b"x" * 1024])
def test_passkey_with_an_impossible_id_is_not_kept(credential_id: bytes):
    device = SoftAuthenticator(credential_id=credential_id)
    assert _register(device.make(_creation(), PARTY.origin)) is PasskeyProblem.MALFORMED


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x" * 5_000, '{"id": 1}', "[" * 5_000])
def test_what_is_no_answer_at_all_is_refused(answer: str):
    assert read_assertion(answer) is None
    assert _register(answer) is PasskeyProblem.MALFORMED


def test_counter_rises_or_is_not_kept_at_all():
    assert has_counted(0, 0)
    assert has_counted(0, 5)
    assert has_counted(5, 6)
    assert not has_counted(5, 5)
    assert not has_counted(5, 4)
    assert not has_counted(5, 0)
