import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from signaling.domain.oidc_desk import ProviderUnreachableError
from signaling.domain.oidc_settings import OidcSettings
from signaling.oidc.provider import KEYS_FRESH_MS, PLACES_KEPT_MS, HttpProvider
from tests.fakes.lying_provider import CLIENT_ID, LyingProvider


@pytest.fixture
def service() -> Iterator[LyingProvider]:
    with LyingProvider() as service:
        yield service


class Clock:
    def __init__(self) -> None:
        self.mono_ms = 0

    def __call__(self) -> int:
        return self.mono_ms


def talk(
    service: LyingProvider, act: Callable[[HttpProvider], Awaitable[Any]], *, issuer: str = "", **own: Any
) -> Any:
    async def main() -> Any:
        settings = OidcSettings(issuer=issuer or service.issuer, client_id=CLIENT_ID, **own)
        provider = HttpProvider(settings, clock)
        try:
            return await act(provider)
        finally:
            await provider.close()

    clock = Clock()
    return asyncio.run(main())


def reason(service: LyingProvider, act: Callable[[HttpProvider], Awaitable[Any]], **own: Any) -> str | None:
    with pytest.raises(ProviderUnreachableError) as refused:
        talk(service, act, **own)
    return refused.value.reason


def test_places_are_those_it_names(service: LyingProvider):
    places = talk(service, HttpProvider.places)
    assert (places.token, places.names_itself) == (f"{service.issuer}/token", False)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"issuer": "https://evil.example"}, "issuer_differs"),
        ({"issuer": None}, "issuer_differs"),
        ({"token_endpoint": "http://evil.example/token"}, "token_endpoint_unusable"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint_unusable"),
        ({"jwks_uri": 7}, "jwks_uri_unusable"),
    ],
)
def test_provider_that_names_other_places_is_not_used(service: LyingProvider, told: dict, expected: str):
    service.told = told
    assert reason(service, HttpProvider.places) == expected


def test_nothing_is_followed_elsewhere_and_nothing_endless_is_read(service: LyingProvider):
    service.raw = b'{"x": "' + b"x" * 300_000
    assert reason(service, HttpProvider.places) == "answer_too_large"
    service.raw = b"[" * 100_000
    assert reason(service, HttpProvider.places) == "answer_malformed"
    service.server.shutdown()
    service.server.server_close()
    assert reason(service, HttpProvider.places) == "no_answer"


def test_secret_goes_where_the_provider_wants_it(service: LyingProvider):
    async def redeem(provider: HttpProvider) -> str | None:
        return await provider.redeem("c", "v", "http://localhost/back")

    service.token = "t"
    assert talk(service, redeem, client_secret="s:1") == "t"
    assert service.authorization.startswith("Basic ")
    assert "client_secret" not in service.redeemed[-1]
    service.told = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert talk(service, redeem, client_secret="s:1") == "t"
    assert (service.redeemed[-1]["client_secret"], service.authorization) == ("s:1", "")
    assert talk(service, redeem) == "t"
    assert (service.redeemed[-1]["client_id"], "client_secret" in service.redeemed[-1]) == (CLIENT_ID, False)
    service.status = 401
    assert talk(service, redeem) is None
    service.status = 503
    assert reason(service, redeem) == "token_answer"


def test_keys_are_kept_for_an_hour_and_asked_for_anew_once_a_minute(service: LyingProvider):
    async def main() -> None:
        clock = Clock()
        provider = HttpProvider(OidcSettings(issuer=service.issuer, client_id=CLIENT_ID), clock)
        service.published = ["RS256"]
        assert {key.get("kid") for key in await provider.keys()} == {None, "rsa"}
        service.published = ["ES256"]
        assert {key.get("kid") for key in await provider.keys(is_fresh=True)} == {None, "rsa"}
        clock.mono_ms = KEYS_FRESH_MS
        assert {key.get("kid") for key in await provider.keys()} == {None, "rsa"}
        assert {key.get("kid") for key in await provider.keys(is_fresh=True)} == {None, "ec"}
        service.published = ["EdDSA"]
        clock.mono_ms += PLACES_KEPT_MS
        assert {key.get("kid") for key in await provider.keys()} == {None, "okp"}
        await provider.close()

    asyncio.run(main())
