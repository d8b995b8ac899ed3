"""A small real WebSocket server that follows a script, and certificates for it; what tests of the socket need."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import ServerConnection, serve

from shared.protocol import codec
from shared.protocol import signaling_messages as m
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import SignalingState

WELCOME = m.Welcome(protocol=1, origin="https://help.example", organisation="Test")


class Record:
    """Keeps what a client tells, and lets a test wait for it."""

    def __init__(self) -> None:
        self.states: list[SignalingState] = []
        self.messages: list[m.FromServer] = []
        self._changed = asyncio.Event()

    def on_state(self, state: SignalingState) -> None:
        self.states.append(state)
        self._changed.set()

    def on_message(self, message: m.FromServer) -> None:
        self.messages.append(message)
        self._changed.set()

    async def until(self, condition: Callable[[], object], timeout_s: float = 8.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def until_state(self, kind: type[SignalingState]) -> SignalingState:
        await self.until(lambda: any(isinstance(s, kind) for s in self.states))
        return next(s for s in self.states if isinstance(s, kind))


@contextlib.asynccontextmanager
async def client_of(
    url: str, record: Record, *, role: str = "client", ssl_context: ssl.SSLContext | None = None
) -> AsyncIterator[SignalingClient]:
    """A started client that is closed afterwards. Its delays are the shortest there are."""
    client = SignalingClient(
        url,
        role="client" if role == "client" else "agent",
        program="alongside-test/0",
        locale="en",
        on_message=record.on_message,
        on_state=record.on_state,
        ssl_context=ssl_context,
        chance=lambda: 1.0,
    )
    client.start()
    try:
        yield client
    finally:
        await client.close()


Script = Callable[[ServerConnection], Awaitable[None]]


async def read(connection: ServerConnection) -> m.ToServer:
    """The client's next message."""
    return codec.decode_to_server(await connection.recv())


async def write(connection: ServerConnection, message: m.FromServer) -> None:
    """Send a message to the client."""
    await connection.send(codec.encode_signaling(message))


async def greet(connection: ServerConnection) -> m.ToServer:
    """Take the hello and say welcome."""
    hello = await read(connection)
    await write(connection, WELCOME)
    return hello


@contextlib.asynccontextmanager
async def small_server(script: Script, *, port: int = 0, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Run a script on each socket; yields the port."""

    async def handle(connection: ServerConnection) -> None:
        with contextlib.suppress(Exception):
            await script(connection)

    async with serve(handle, "127.0.0.1", port, compression=None, ssl=tls, close_timeout=0.2) as server:
        yield next(iter(server.sockets)).getsockname()[1]


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own, and the file a client may be told to trust."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    ca_file: Path

    def server_context(
        self, folder: Path, *, host: str = "127.0.0.1", days_left: int = 30, is_self_signed: bool = False
    ) -> ssl.SSLContext:
        """What a server with a fresh certificate for `host` presents."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(host)
        certificate = _sign(
            subject=subject,
            issuer=subject if is_self_signed else self.certificate.subject,
            key=key,
            signer=key if is_self_signed else self.key,
            host=host,
            days_left=days_left,
        )
        path = folder / f"{host}-{days_left}-{is_self_signed}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def make_authority(folder: Path) -> Authority:
    """Make an authority and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Test authority")
    certificate = _sign(subject=name, issuer=name, key=key, signer=key, host=None, days_left=30)
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(key, certificate, ca_file)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _sign(
    *,
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    host: str | None,
    days_left: int,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=days_left))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if host is None:
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        try:
            name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            name = x509.DNSName(host)
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), critical=False)
    return builder.sign(signer, hashes.SHA256())


async def stay(connection: ServerConnection) -> None:
    await greet(connection)
    await connection.wait_closed()
