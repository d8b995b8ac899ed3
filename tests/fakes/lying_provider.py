"""A sign-in service (OpenID Connect) that answers over real HTTP with whatever a test tells it to."""

import hmac
import json
import threading
import time
import warnings
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

CLIENT_ID = "alongside"
SECRET = "a secret of the test: 100%"


class LyingProvider:
    """Signs what it is told with the key it is told; keeps what it was asked."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {
            "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
            "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
            "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "okp"}),
        }
        self.published = list(self.keys)
        self.token = ""
        self.status = 200
        self.raw: bytes | None = None
        self.names_itself = False
        self.told: dict[str, Any] = {}
        self.redeemed: list[dict[str, str]] = []
        self.authorization = ""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def claims(self, asked: str, **other: Any) -> dict[str, Any]:
        now = int(time.time())
        honest = {
            "iss": self.issuer, "sub": "ana-1", "aud": CLIENT_ID, "nonce": asked, "iat": now, "exp": now + 300,
            "auth_time": other.get("iat", now),
        }  # fmt: skip
        return {name: value for name, value in {**honest, **other}.items() if value is not None}

    def sign(self, claims: dict[str, Any], alg: str = "ES256", key: Any = None, kid: str | None = None) -> str:
        header = {"alg": alg, "kid": kid or (self.keys[alg].kid if alg in self.keys else "rsa")}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.encode(header, claims, key or self.keys[alg], algorithms=[alg])

    def sign_with_public_key(self, claims: dict[str, Any]) -> str:
        """What somebody sends who hopes that the public key is also believed as a shared one; no library makes it."""
        secret = self.keys["RS256"].as_pem(private=False)
        parts = [{"alg": "HS256", "kid": "rsa"}, claims]
        said = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
        seal = urlsafe_b64encode(hmac.digest(secret, said, "sha256")).rstrip(b"=")
        return (said + b"." + seal).decode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
                pass

            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self._say(
                        {
                            "issuer": provider.issuer,
                            "authorization_endpoint": f"{provider.issuer}/authorize",
                            "token_endpoint": f"{provider.issuer}/token",
                            "jwks_uri": f"{provider.issuer}/keys",
                            "authorization_response_iss_parameter_supported": provider.names_itself,
                            **provider.told,
                        }
                    )
                elif self.path == "/keys":
                    keys = [provider.keys[name].as_dict(private=False) for name in provider.published]
                    self._say({"keys": [{"kty": "unheard of"}, {"kty": "RSA", "n": "x"}, *keys]})
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                provider.redeemed.append({name: values[0] for name, values in parse_qs(body).items()})
                provider.authorization = self.headers.get("authorization", "")
                self._say({"id_token": provider.token, "access_token": "x", "token_type": "Bearer"}, provider.status)

            def _say(self, answer: dict[str, Any], status: int = 200) -> None:
                body = json.dumps(answer).encode() if provider.raw is None else provider.raw
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
