import http.server
import socket
import ssl
import threading

import pytest

from signaling.witness.http_send import AddressError, parse_address, send
from signaling.witness.http_target import HttpTarget
from signaling.witness.target import DeliveryError

TLS = ssl.create_default_context()


class _Handler(http.server.BaseHTTPRequestHandler):
    status: int = 200
    headers_to_send: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def do_POST(self):
        self.server.heard.append(
            (self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
        )
        self.send_response(self.status)
        for name, value in self.headers_to_send:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format, *args):  # noqa: A002 - the base class calls it so
        pass


@pytest.fixture
def answering():
    running = []

    def _start(status=200, headers=(), body=b""):
        kind = type("Handler", (_Handler,), {"status": status, "headers_to_send": headers, "body": body})
        server = http.server.HTTPServer(("127.0.0.1", 0), kind)
        server.heard = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server, f"http://127.0.0.1:{server.server_port}"

    yield _start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "header"),
    [
        ("https://w.example", "w.example", 443, "/", "w.example"),
        ("https://w.example:8443/a?b=c", "w.example", 8443, "/a?b=c", "w.example:8443"),
        ("http://127.0.0.1:9/x", "127.0.0.1", 9, "/x", "127.0.0.1:9"),
        ("http://localhost", "localhost", 80, "/", "localhost"),
        ("https://[2001:db8::1]/", "2001:db8::1", 443, "/", "[2001:db8::1]"),
    ],
)
def test_address_is_read(url, host, port, path, header):
    found = parse_address(url)
    assert (found.host, found.port, found.path, found.host_header) == (host, port, path, header)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x",
        "https://",
        "https://x:99999",
        "https://u:p@x/",
        "https://u@x/",
        "https://x/#y",
        "https://x/ y",
        "https://x/\r\nHost: y",
        "https://[::1",
        "https://ă.example",
    ],
)
def test_address_of_another_form_is_refused(url):
    with pytest.raises(AddressError) as refused:
        parse_address(url)
    assert refused.value.reason == "address_malformed"


@pytest.mark.parametrize("url", ["http://w.example/", "http://192.0.2.1/", "http://localhost.example/"])
def test_address_without_tls_to_another_computer_is_refused(url):
    with pytest.raises(AddressError) as refused:
        parse_address(url)
    assert refused.value.reason == "address_insecure"


def test_checkpoint_is_the_body_of_a_post(answering):
    server, url = answering(204)
    target = HttpTarget(parse_address(f"{url}/c?token=s3cret"), tls=TLS)
    target.deliver(5, b"note\n")
    ((path, headers, body),) = server.heard
    assert (path, body, headers["Content-Type"]) == ("/c?token=s3cret", b"note\n", "text/plain; charset=utf-8")
    assert "s3cret" not in target.name


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (301, b"", "redirected"),
        (307, b"", "redirected"),
        (400, b"", "http_400"),
        (503, b"x" * 100_000, "http_503"),
        (403, b"<Error><Code>AccessDenied</Code></Error>", "http_403_AccessDenied"),
    ],
)
def test_answer_that_is_no_success_is_not_delivered(answering, status, body, reason):
    server, url = answering(status, [("Location", "/else")], body)
    with pytest.raises(DeliveryError) as failed:
        HttpTarget(parse_address(url), tls=TLS).deliver(5, b"note\n")
    assert failed.value.reason == reason
    assert len(server.heard) == 1, "no redirect was followed"


def _send(url, **options):
    send(parse_address(url), method="POST", path="/", headers={}, body=b"x", tls=TLS, **options)


def test_nobody_there_is_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(DeliveryError, match="unreachable"):
        _send(url)


def test_somebody_who_never_answers_is_timed_out():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryError, match="timed_out"):
        _send(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_s=0.2)


def test_somebody_who_speaks_no_tls_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def talk():
            peer, _ = plain.accept()
            with peer:
                peer.recv(100)
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(DeliveryError, match="certificate_refused"):
            _send(f"https://127.0.0.1:{plain.getsockname()[1]}", timeout_s=5)
        thread.join()


def test_answer_that_is_no_http_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as odd:

        def talk():
            peer, _ = odd.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(b"\x00\x01garbage\r\n\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(DeliveryError, match="unreachable"):
            _send(f"http://127.0.0.1:{odd.getsockname()[1]}", timeout_s=5)
        thread.join()
