"""Where the text arrives on the person's desk: xterm, a Qt field, Chromium. Each says what it got."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from Xlib.display import Display
from Xlib.error import XError

from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person

_CALM_S = 2.0  # a browser that is kept from running says nothing for a while, and has lost nothing
_LONGEST_S = 12.0
_START_S = 60.0
_FOCUS_S = 0.6  # a busy window manager gives the focus back to where it was before the map changed
_CONTROL_LETTERS = range(1, 27)


@dataclass(frozen=True, slots=True)
class Received:
    """What a field holds since it was emptied last."""

    text: str = ""
    shortcuts: str = ""


class Field(ABC):
    """One program on the desk. Use it as a context manager."""

    name = ""
    at_px = (0, 0)  # somewhere inside it

    def __init__(self, desk: VirtualDisplay, person: Person, folder: Path) -> None:
        self.desk, self.person, self.folder = desk, person, folder
        self._seen = Received()
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def start(self) -> None:
        """Show it; returns when it can be typed into."""

    @abstractmethod
    def read(self) -> Received:
        """All it has got so far."""

    def close(self) -> None:
        """End it."""
        if self.process is not None:
            stop_process(self.process)

    def focus(self) -> None:
        """Give it the keyboard, as a person does; again if the window manager was busy with another map."""

        def has_it() -> bool:
            self.person.click(*self.at_px)
            time.sleep(_FOCUS_S)
            return _is_focus_under_pointer(self.desk.name)

        wait_until(has_it, f"{self.name} has the keyboard", timeout_s=_START_S)
        self._seen = self.read()

    def take(self, expected: str) -> Received:
        """What came since `focus` or the last `take`, once it is as expected or nothing more comes."""
        until_s = time.monotonic() + _LONGEST_S
        last, calm_since_s = self.read(), time.monotonic()
        while time.monotonic() < until_s:
            new = self._new(last)
            if expected and expected in (new.text, new.shortcuts):
                break
            time.sleep(0.03)
            now = self.read()
            if now != last:
                last, calm_since_s = now, time.monotonic()
            elif time.monotonic() - calm_since_s > _CALM_S:
                break
        new, self._seen = self._new(last), last
        return new

    def _new(self, now: Received) -> Received:
        return Received(now.text[len(self._seen.text) :], now.shortcuts[len(self._seen.shortcuts) :])


class Xterm(Field):
    """A terminal in raw mode: every byte it would hand to a program."""

    name = "xterm"
    at_px = (700, 120)

    def start(self) -> None:
        """Raw, and everything into a file."""
        self._file = self.folder / "xterm.bytes"
        self._file.unlink(missing_ok=True)
        command = f"stty raw -echo; printf '' > {self._file}; exec cat >> {self._file}"
        self.process = self.desk.start(
            ["xterm", "-u8", "-fa", "DejaVu Sans Mono", "-geometry", "60x12+560+40", "-e", "sh", "-c", command],
            environment={"LC_ALL": "C.UTF-8"},
        )
        wait_until(self._file.exists, "xterm runs", timeout_s=_START_S)
        time.sleep(0.5)

    def read(self) -> Received:
        """Control bytes are shortcuts, the rest is text."""
        text = self._file.read_bytes().decode("utf-8", "replace")
        return Received(
            "".join(char for char in text if ord(char) not in _CONTROL_LETTERS),
            "".join(chr(ord(char) + 0x60) for char in text if ord(char) in _CONTROL_LETTERS),
        )


class QtField(Field):
    """A QPlainTextEdit."""

    name = "qt"
    at_px = (200, 160)

    def start(self) -> None:
        """In the corner."""
        self._file = self.folder / "qt.json"
        self._file.unlink(missing_ok=True)
        self.process = self.desk.start(
            [sys.executable, "-m", "tests.bench.fidelity.qt_field", str(self._file), "40", "60"],
            cwd=Path(__file__).parents[3],
        )
        wait_until(self._file.exists, "the Qt field is there", timeout_s=_START_S)
        time.sleep(0.5)

    def read(self) -> Received:
        """As it wrote it."""
        return Received(**json.loads(self._file.read_text(encoding="utf-8")))


_PAGE = """<!doctype html><meta charset="utf-8"><title>field</title>
<textarea id=t autofocus style="position:fixed;inset:0;width:100%;height:100%"></textarea><script>
let shortcuts = "", number = 0;
const tell = () => fetch("/tell", {method: "POST", body: JSON.stringify({n: ++number, text: t.value, shortcuts})});
t.addEventListener("input", tell);
t.addEventListener("click", () => { t.selectionStart = t.selectionEnd = t.value.length; });
addEventListener("keydown", e => { if (e.ctrlKey && e.key.length == 1) {
  shortcuts += e.key.toLowerCase(); e.preventDefault(); tell(); } }, true);
tell();
</script>"""


class Chromium(Field):
    """A text area on a page that reports every change."""

    name = "chromium"
    at_px = (300, 600)

    def start(self) -> None:
        """A page of our own, in a window without a bar."""
        told: list[dict[str, object]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_PAGE.encode())

            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                """Nothing."""

        self._told = told
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._profile = tempfile.mkdtemp(prefix="bench-fidelity-")
        self.process = self.desk.start(
            [
                "chromium",
                f"--user-data-dir={self._profile}",
                "--no-sandbox",
                "--test-type",
                "--no-first-run",
                "--no-default-browser-check",
                "--password-store=basic",
                "--disable-gpu",
                "--disable-sync",
                "--disable-extensions",
                "--disable-component-update",
                "--disable-background-networking",
                "--window-position=40,400",
                "--window-size=700,360",
                f"--app=http://127.0.0.1:{self._server.server_port}/",
            ]
        )
        wait_until(lambda: bool(told), "the page is shown", timeout_s=_START_S)
        time.sleep(1.0)

    def read(self) -> Received:
        """The newest report."""
        newest = max(self._told, key=lambda one: int(str(one["n"])))
        return Received(str(newest["text"]), str(newest["shortcuts"]))

    def close(self) -> None:
        """End the browser and forget its profile."""
        super().close()
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self._profile, ignore_errors=True)


def _is_focus_under_pointer(display_name: str) -> bool:
    server = Display(display_name)
    try:
        root = server.screen().root
        frame = root.query_pointer().child
        window = server.get_input_focus().focus
        while frame and not isinstance(window, int) and window.id not in (root.id, frame.id):
            window = window.query_tree().parent
        return bool(frame) and not isinstance(window, int) and window.id == frame.id
    except XError:  # it closed while we looked
        return False
    finally:
        server.close()


FIELDS: dict[str, type[Field]] = {each.name: each for each in (Xterm, QtField, Chromium)}
