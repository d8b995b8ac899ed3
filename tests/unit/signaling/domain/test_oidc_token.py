from collections.abc import Iterator
from typing import Any

import pytest

from signaling.domain.oidc_settings import OidcSettings
from signaling.domain.oidc_token import Identity, OidcProblem, check_id_token, needs_fresh_keys
from tests.fakes.lying_provider import CLIENT_ID, LyingProvider

NOW = 1_800_000_000


@pytest.fixture(scope="module")
def service() -> Iterator[LyingProvider]:
    service = LyingProvider()
    yield service
    service.server.server_close()


def check(service: LyingProvider, *, alg: str = "ES256", keys: Any = None, **other: Any) -> Identity | OidcProblem:
    settings = OidcSettings(
        issuer=service.issuer, client_id=CLIENT_ID, trusted_amr=frozenset({"mfa"}), trusted_acr=frozenset({"gold"})
    )
    token = service.sign(service.claims("n", **{"iat": NOW, "exp": NOW + 300, **other}), alg)
    if keys is None:
        keys = [key.as_dict(private=False) for key in service.keys.values()]
    return check_id_token(token, keys, settings, nonce="n", now_unix_s=NOW)


def test_identity_is_issuer_and_subject_and_an_address_only_when_it_is_verified(service: LyingProvider):
    for other, email in (
        ({}, None),
        ({"email": "a@b.org"}, None),
        ({"email": "a@b.org", "email_verified": 1}, None),
        ({"email": "a@b.org", "email_verified": "true"}, None),
        ({"email": 7, "email_verified": True}, None),
        ({"email": "A@B.org", "email_verified": True}, "a@b.org"),
        ({"email": "no address", "email_verified": True}, None),
    ):
        identity = check(service, **other)
        assert identity == Identity(issuer=service.issuer, subject="ana-1", email=email, has_second_factor=False)


@pytest.mark.parametrize(
    ("said", "is_believed"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "gold"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"]]}, False),
        ({"acr": ["gold"]}, False),
        ({"acr": None}, False),
    ],
)
def test_second_factor_is_believed_in_the_configured_words_only(
    service: LyingProvider, said: dict, is_believed: bool
):
    identity = check(service, **said)
    assert isinstance(identity, Identity)
    assert identity.has_second_factor is is_believed


@pytest.mark.parametrize(
    ("signed_in", "problem"),
    [
        (NOW - 660, None),
        (NOW - 661, OidcProblem.OLD),
        (NOW + 60, None),
        (NOW + 61, OidcProblem.CLOCK),
        (0, OidcProblem.OLD),
        (-1, OidcProblem.TOKEN),
        (True, OidcProblem.TOKEN),
        ([NOW], OidcProblem.TOKEN),
    ],
)
def test_who_signed_in_there_long_ago_is_asked_again(service: LyingProvider, signed_in: Any, problem: Any):
    found = check(service, auth_time=signed_in, amr=["mfa"])
    assert found is problem if problem else isinstance(found, Identity) and found.has_second_factor


def test_second_factor_of_nobody_knows_when_is_none(service: LyingProvider):
    found = check(service, auth_time=None, amr=["mfa"], acr="gold")
    assert isinstance(found, Identity)
    assert not found.has_second_factor


@pytest.mark.parametrize(
    "keys", [[], [{}], [{"kty": "RSA"}], [{"kty": "oct", "k": "AAAA", "kid": "ec"}], [{"kty": ["EC"]}]]
)
def test_without_a_usable_key_nothing_is_believed(service: LyingProvider, keys: Any):
    assert check(service, keys=keys) in {OidcProblem.SIGNATURE, OidcProblem.TOKEN}


def test_key_that_is_for_secrets_signs_nothing(service: LyingProvider):
    key = service.keys["ES256"].as_dict(private=False)
    assert isinstance(check(service, keys=[key | {"use": "sig"}]), Identity)
    assert not isinstance(check(service, keys=[key | {"use": "enc"}]), Identity)


def test_key_of_another_kind_than_the_token_says_is_not_used(service: LyingProvider):
    keys = [service.keys["RS256"].as_dict(private=False) | {"kid": "ec"}]
    assert not isinstance(check(service, keys=keys), Identity)


def test_new_key_is_noticed_and_nonsense_is_not(service: LyingProvider):
    token = service.sign(service.claims("n"))
    assert needs_fresh_keys(token, [{"kid": "rsa"}])
    assert not needs_fresh_keys(token, [{"kid": "ec"}])
    for nonsense in ("", "x", "a.b.c", "é.é.é", "x" * 100_000):
        assert not needs_fresh_keys(nonsense, [])
