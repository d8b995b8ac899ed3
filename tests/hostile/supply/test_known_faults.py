"""What `make check` says of a locked package that has become known as faulty, and what when nobody can be asked."""

import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.hostile(40)

_ADVISORIES = Path(__file__).parents[3] / ".ci" / "advisories"
_FAULT = {
    "id": "GHSA-0000-test-0000",
    "modified": "2026-11-01T00:00:00Z",
    "published": "2026-11-01T00:00:00Z",
    "summary": "Reads what it should not",
    "affected": [{"package": {"name": "jinja2", "ecosystem": "PyPI"}, "versions": ["3.1.6"]}],
}


class _List(BaseHTTPRequestHandler):
    """Speaks as much of the OSV interface as is asked for: one faulty package, all others good."""

    is_broken = False

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        bad = {"vulns": [{"id": _FAULT["id"], "modified": _FAULT["modified"]}]}
        self._answer({"results": [bad if query["package"]["name"] == "jinja2" else {} for query in asked]})

    def do_GET(self) -> None:
        self._answer(_FAULT)

    def log_message(self, *_arguments: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return

    def _answer(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def public_list() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _List)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _look_up(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([_ADVISORIES, "--service-url", url], capture_output=True, text=True, check=False)


def test_faulty_package_is_named_and_ends_the_check(public_list: str):
    done = _look_up(public_list)
    assert done.returncode == 1
    assert "jinja2" in done.stderr
    assert str(_FAULT["id"]) in done.stderr
    assert "--upgrade-package" in done.stderr


def test_list_that_cannot_be_reached_is_said_and_nothing_fails():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = _look_up(f"http://127.0.0.1:{port}")
    assert done.returncode == 0
    assert done.stderr.strip() == (
        "advisories: the list of known faults cannot be reached now, so the locked packages were not looked up."
    )
