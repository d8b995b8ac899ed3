"""Speaks with the organisation's sign-in service: where it listens, its keys, a code for a token; all bounded."""

import json
import ssl
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import structlog

from signaling.domain.oidc_desk import ProviderPlaces, ProviderUnreachableError
from signaling.domain.oidc_settings import OidcSettings
from signaling.oidc.place import is_usable_place

_log = structlog.get_logger(__name__)

TIMEOUT_S = 10.0
ANSWER_MAX_BYTES = 256 * 1024  # a discovery document has two or three kilobytes, a set of keys some more
PLACES_KEPT_MS = 60 * 60 * 1000
KEYS_FRESH_MS = 60 * 1000
_OK, _BAD_REQUEST, _UNAUTHORIZED = 200, 400, 401


class HttpProvider:
    """The port `Provider` over HTTPS; `http://` is for a provider on this computer only."""

    def __init__(self, settings: OidcSettings, monotonic_ms: Callable[[], int]) -> None:
        self._settings = settings
        self._monotonic_ms = monotonic_ms
        self._client: httpx.AsyncClient | None = None
        self._places: tuple[int, dict[str, Any]] | None = None
        self._keys: tuple[int, list[dict[str, Any]]] | None = None

    async def close(self) -> None:
        """Let go of its connections."""
        if self._client is not None:
            await self._client.aclose()

    async def places(self) -> ProviderPlaces:
        """Where it listens."""
        told = await self._told()
        return ProviderPlaces(
            authorization=_place(told, "authorization_endpoint"),
            token=_place(told, "token_endpoint"),
            keys=_place(told, "jwks_uri"),
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        )

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> str | None:
        """Hand a code in for an ID token."""
        told = await self._told()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        status, answer = await self._ask("POST", _place(told, "token_endpoint"), **self._credentials(told, form))
        if status in {_BAD_REQUEST, _UNAUTHORIZED}:
            # RFC 6749 section 5.2: the name of what is wrong is from a short list.
            _log.warning("provider_refused_code", problem=str(answer.get("error"))[:64])
            return None
        token = answer.get("id_token")
        if status != _OK or not isinstance(token, str):
            raise ProviderUnreachableError("token_answer")
        return token

    async def keys(self, *, is_fresh: bool = False) -> list[dict[str, Any]]:
        """Its public keys."""
        now_ms = self._monotonic_ms()
        kept_ms = KEYS_FRESH_MS if is_fresh else PLACES_KEPT_MS
        if self._keys is None or now_ms - self._keys[0] >= kept_ms:
            answer = await self._get(_place(await self._told(), "jwks_uri"))
            keys = answer.get("keys")
            if not isinstance(keys, list):
                raise ProviderUnreachableError("keys_answer")
            self._keys = (now_ms, [key for key in keys if isinstance(key, dict)])
        return self._keys[1]

    async def _told(self) -> dict[str, Any]:
        now_ms = self._monotonic_ms()
        if self._places is None or now_ms - self._places[0] >= PLACES_KEPT_MS:
            issuer = self._settings.issuer
            told = await self._get(issuer.removesuffix("/") + "/.well-known/openid-configuration")
            # Discovery section 4.3: whoever answers for another name is not the one we asked for.
            if told.get("issuer") != issuer:
                raise ProviderUnreachableError("issuer_differs")
            self._places = (now_ms, told)
        return self._places[1]

    def _credentials(self, told: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
        client_id, secret = self._settings.client_id, self._settings.client_secret
        methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if not secret:
            return {"data": {**form, "client_id": client_id}}
        if "client_secret_basic" not in methods and "client_secret_post" in methods:
            return {"data": {**form, "client_id": client_id, "client_secret": secret}}
        # RFC 6749 section 2.3.1: both are written as in a form first.
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        return {"data": form, "headers": {"authorization": "Basic " + b64encode(pair.encode()).decode()}}

    async def _get(self, url: str) -> dict[str, Any]:
        status, answer = await self._ask("GET", url)
        if status != _OK:
            raise ProviderUnreachableError(f"status_{status}")
        return answer

    async def _ask(self, method: str, url: str, **options: Any) -> tuple[int, dict[str, Any]]:
        try:
            return await self._exchange(method, url, options)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            _log.warning("provider_unreachable", url=url, problem=type(error).__name__)
            raise ProviderUnreachableError("no_answer") from error

    async def _exchange(self, method: str, url: str, options: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        async with self._open().stream(method, url, **options) as response:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > ANSWER_MAX_BYTES:
                    raise ProviderUnreachableError("answer_too_large")
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            if response.status_code in {_BAD_REQUEST, _UNAUTHORIZED}:
                return response.status_code, {}
            raise ProviderUnreachableError("answer_malformed")
        return response.status_code, answer

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=ssl.create_default_context(cafile=self._settings.ca_file),
                timeout=TIMEOUT_S,
                follow_redirects=False,
                trust_env=False,
                headers={"accept": "application/json", "accept-encoding": "identity"},
            )
        return self._client


def _place(told: dict[str, Any], name: str) -> str:
    url = told.get(name)
    if not isinstance(url, str) or not is_usable_place(url):
        raise ProviderUnreachableError(f"{name}_unusable")
    return url
