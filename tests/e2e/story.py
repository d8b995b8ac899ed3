"""The main job from first window to verified record, played by two people with real mouse and keys at two real desks."""

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from Xlib.display import Display

from tests.desk.accessibility import AccessibleDesk, Node, Role
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.hardware_display import HardwareDisplay
from tests.desk.hardware_person import HardwarePerson
from tests.desk.managed_windows import windows_of
from tests.desk.person import Person
from tests.e2e.patch import GREEN, VIOLET, Eye, Patch, is_active_at, paint_background

BIN = Path(sys.executable).parent
PASSWORD = "correct horse battery staple"
EMAIL = "ana.pop@help.example"
ALLOW = re.compile(r"^Allow$")
WIDTH_PX, HEIGHT_PX = 1920, 1080
BACKGROUND = 0x5A7D8C
STANDS_STILL_S = 5.0


@dataclass
class Figures:
    """What the story measured; milliseconds."""

    paired_ms: float = 0
    first_picture_ms: float = 0
    latency_ms: list[float] = field(default_factory=list)
    input_to_photon_ms: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Medians, rounded."""
        return {
            "paired_ms": round(self.paired_ms),
            "first_picture_ms": round(self.first_picture_ms),
            "latency_p50_ms": round(statistics.median(self.latency_ms), 1) if self.latency_ms else 0,
            "input_to_photon_p50_ms": (
                round(statistics.median(self.input_to_photon_ms), 1) if self.input_to_photon_ms else 0
            ),
        }


def add_account(data: Path) -> None:
    """Give Ana an account in a server's data folder."""
    name = ["--name", "Ana Pop", "--role", "agent", "--organisation", "Contoso Support"]
    subprocess.run(
        [
            BIN / "alongside-server",
            "account",
            "add",
            EMAIL,
            *name,
            "--password-stdin",
            "--password-only",
            "--data-dir",
            data,
        ],
        input=PASSWORD.encode(),
        check=True,
        stdout=subprocess.DEVNULL,
    )


class Story:
    """One server, one assisted person, one agent. A context manager that leaves no process behind."""

    def __init__(
        self,
        folder: Path,
        *,
        tell: Callable[[str], None] = lambda _text: None,
        client_options: tuple[str, ...] = (),
        server_port: int = 0,
        home: VirtualDisplay | None = None,
    ) -> None:
        """Prepare the story.

        Args:
            folder: where data, logs and screenshots go.
            tell: gets a sentence before each step.
            client_options: more options for the assisted person's program.
            server_port: where the programs connect when it is not the server itself, for something in between.
            home: the person's desk; one without devices when None.
        """
        self.folder = folder
        self.figures = Figures()
        self._tell = tell
        self._client_options = client_options
        self._port_override = server_port
        self._step = 0
        self.home = home or VirtualDisplay(width_px=WIDTH_PX, height_px=HEIGHT_PX)
        self.office = VirtualDisplay(width_px=WIDTH_PX, height_px=HEIGHT_PX)
        self.port = 0
        self.server: subprocess.Popen[bytes] | None = None
        self.client: subprocess.Popen[bytes] | None = None
        self.console: subprocess.Popen[bytes] | None = None

    # --- setting the scene

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._open: list[Any] = []
        try:
            for desk in (self.home, self.office):
                self._open.append(desk)
                desk.__enter__()
            self.at_home = self._enter(AccessibleDesk(self.home))
            self.at_office = self._enter(AccessibleDesk(self.office))
            for desk in (self.home, self.office):
                paint_background(desk.name, BACKGROUND)
            self.person = self._person()
            self.agent = Person(self.office.name)
            self.eye = Eye(self.office.name)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def _person(self) -> Person:
        return HardwarePerson(self.home) if isinstance(self.home, HardwareDisplay) else Person(self.home.name)

    def _enter(self, desk: AccessibleDesk) -> AccessibleDesk:
        self._open.append(desk)
        return desk.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in ("eye", "person", "agent"):
            if hasattr(self, name):
                getattr(self, name).close()
        if self.server is not None:
            stop_process(self.server)
            if self.server.stdout is not None:
                self.server.stdout.close()
        for part in reversed(self._open):
            part.__exit__(kind, error, trace)

    @property
    def data(self) -> Path:
        """The server's data folder."""
        return self.folder / "data"

    @property
    def _url(self) -> str:
        return f"ws://127.0.0.1:{self._port_override or self.port}"

    @property
    def client_command(self) -> list[str]:
        """How the person opens their program."""
        return [str(BIN / "alongside-client"), "--server", self._url, "--lang", "en", *self._client_options]

    def log(self, name: str) -> Path:
        """Where a program's output goes."""
        return self.folder / f"{name}.log"

    def start_server(self) -> None:
        """Start the server on a free port, and give Ana an account."""
        self._tell("The server starts on an empty data folder; Ana gets an account.")
        add_account(self.data)
        self.restart_server()

    def restart_server(self) -> None:
        """Start the server again, on the port it had."""
        log = self.log("server").open("ab")
        start = self.log("server").stat().st_size
        self.server = subprocess.Popen(
            [BIN / "alongside-server", "serve", "--port", str(self.port), "--data-dir", self.data],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log.close()

        def is_ready() -> bool:
            found = re.search(rb"ready on ws://127\.0\.0\.1:(\d+)", self.log("server").read_bytes()[start:])
            if found:
                self.port = int(found[1])
            return found is not None

        wait_until(is_ready, "the server is ready", timeout_s=30)

    def open_programs(self) -> None:
        """Both people open their program."""
        self._tell("Both people open their program.")
        self.client = self.home.start(self.client_command, log=self.log("client"))
        self.console = self.office.start(
            [str(BIN / "alongside-console"), "--server", self._url, "--email", EMAIL, "--lang", "en"],
            log=self.log("console"),
        )
        self.at_home.wait_for(Role.BUTTON, "I asked for help", timeout_s=40)
        self.at_office.wait_for(Role.PASSWORD, timeout_s=40)

    # --- steps

    def ask_for_help(self, problem: str = "The printer does nothing") -> str:
        """The person writes what is wrong and gets a code.

        Returns:
            The twelve digits, as a screen reader says them.
        """
        self._tell("The person writes what is wrong and asks for a code.")
        field_node = self.at_home.wait_for(Role.TEXT, re.compile("What is the problem"), is_enabled=True)
        self.person.click(*field_node.center)
        self.person.type(problem)
        self.picture("client-home")
        self.press(self.at_home, self.person, "I asked for help")
        code = self.at_home.wait_for(None, re.compile(r"The code: \d"), timeout_s=20)
        self.picture("client-code")
        return re.sub(r"\D", "", code.name)

    def sign_in(self) -> None:
        """Ana signs in."""
        self._tell("Ana signs in.")
        password = self.at_office.wait_for(Role.PASSWORD, is_enabled=True)
        self.agent.click(*password.center)
        self.agent.type(PASSWORD)
        self.agent.press("Return")
        self.at_office.wait_for(Role.TEXT, "Code the person reads to you", timeout_s=20)

    def use_code(self, code: str) -> None:
        """Ana types the code; the question to see the screen appears."""
        self._tell("Ana types the code; the two programs prove themselves to each other.")
        box = self.at_office.wait_for(Role.TEXT, "Code the person reads to you", is_enabled=True)
        self.agent.click(*box.center)
        self.agent.type(code)
        start_s = time.perf_counter()
        self.agent.press("Return")
        self._wait_for_title("asks to see your screen")
        self.figures.paired_ms = (time.perf_counter() - start_s) * 1000
        self.at_home.wait_for(Role.LABEL, re.compile("asks to see your screen"), timeout_s=20)

    def _wait_for_title(self, words: str) -> None:
        # Told by the X server: a walk through the tree of a screen reader keeps the two programs from their work.
        assert self.client is not None
        pid = self.client.pid
        with closing(Display(self.home.name)) as server:
            wait_until(
                lambda: any(words in title for title in windows_of(server, pid)),
                f"a window says: {words}",
                timeout_s=20,
            )

    def allow(self, question: str, picture: str | None = None) -> float:
        """The person reads the question, waits, and clicks Allow.

        Returns:
            `time.perf_counter` at the click.
        """
        label = self.at_home.wait_for(Role.LABEL, re.compile(question), timeout_s=20)
        # A window manager may keep a window that opens by itself in the background: a person clicks on it first.
        self.person.click(*label.center)
        if picture is not None:
            time.sleep(0.3)
            self.picture(picture)
        button = self.at_home.wait_for(Role.BUTTON, ALLOW, is_enabled=True, timeout_s=15)
        self.person.click(*button.center)
        return time.perf_counter()

    def meet(self) -> None:
        """From the first page to the first picture."""
        code = self.ask_for_help()
        self.sign_in()
        self.use_code(code)
        self.allow_seeing()

    def allow_seeing(self) -> None:
        """The person allows Ana to see the screen; the first picture is timed to the pixel."""
        self._tell("The person allows Ana to see the screen.")
        with Patch(self.home.name, x_px=1500, y_px=700) as patch:
            at = self.in_view(*patch.center_px)
            clicked_s = self.allow("asks to see your screen", "client-question")
            self.figures.first_picture_ms = (self.eye.wait_for(GREEN, *at, timeout_s=10) - clicked_s) * 1000
        self.at_office.wait_for(None, re.compile("You see the screen"))

    def ask_for_control(self, reason: str = "to look at the printer settings") -> None:
        """Ana asks for mouse and keyboard, and says why."""
        self._tell("Ana asks for mouse and keyboard and says why; the person allows it.")
        box = self.at_office.wait_for(Role.TEXT, re.compile("Why you ask"), is_enabled=True)
        self.agent.click(*box.center)
        self.agent.type(reason)
        self.press(self.at_office, self.agent, "Ask: Mouse and keyboard")
        self.at_home.wait_for(Role.LABEL, re.compile("asks to use your mouse and keyboard"))
        self.at_office.wait_for(None, re.compile("answering a question"))
        self.picture("console-while-asking")

    def allow_control(self) -> None:
        """The person allows it."""
        self.allow("asks to use your mouse and keyboard", "client-question-control")
        self.at_home.wait_for(Role.CHECK_BOX, re.compile("Mouse and keyboard: on"))
        self.at_office.wait_for(Role.BUTTON, "Give back: Mouse and keyboard")

    def type_remotely(self, text: str, at_px: tuple[int, int], *, arrives: bool = True) -> None:
        """Ana clicks into the picture where the person's window is, and types once that window has the keyboard.

        Args:
            text: what she types.
            at_px: where she clicks, on the person's screen.
            arrives: she may; otherwise nothing is to be waited for.
        """
        self.agent.click(*self.in_view(*at_px))
        if arrives:
            # Both ends: her keys go into the picture, and at home they go where she clicked.
            wait_until(self._has_picture_keys, "Ana's click has given the picture her keyboard")
            wait_until(lambda: is_active_at(self.home.name, at_px), "Ana's click has given the window the keyboard")
        self.agent.type(text)

    def _has_picture_keys(self) -> bool:
        node = self.at_office.find(None, "The person's screen")
        return node is not None and node.is_focused

    def take_control_back(self) -> None:
        """The person switches mouse and keyboard off."""
        self._tell("The person takes mouse and keyboard back.")
        switch = self.at_home.wait_for(Role.CHECK_BOX, re.compile("Mouse and keyboard: on"))
        self.person.click(*switch.center)
        self.at_office.wait_for(Role.BUTTON, "Ask: Mouse and keyboard")

    def stop(self) -> None:
        """The person presses Stop and gets a receipt."""
        self._tell("The person presses Stop; both see that it is over.")
        self.press(self.at_home, self.person, re.compile("Stop"))
        self.at_home.wait_for(Role.LABEL, re.compile("can no longer see or use your computer"))
        self.at_home.wait_for(Role.LABEL, re.compile("server has confirmed"), timeout_s=10)

    # --- measuring

    def measure_latency(self, count: int = 30) -> None:
        """Change a patch at home and look until it changes in Ana's picture."""
        self._tell("Measuring: a change on the person's screen until Ana sees it.")
        with Patch(self.home.name, x_px=1500, y_px=700) as patch:
            at = self.in_view(*patch.center_px)
            self.eye.wait_for(GREEN, *at)
            for number in range(count):
                time.sleep(0.12)
                color = GREEN if number % 2 else VIOLET
                start_s = time.perf_counter()
                patch.show(color)
                self.figures.latency_ms.append((self.eye.wait_for(color, *at) - start_s) * 1000)

    def measure_input_to_photon(self, count: int = 30) -> None:
        """Ana presses a key; a window at home answers by changing colour; look until Ana sees it."""
        self._tell("Measuring: a key Ana presses until she sees what it did.")
        with Patch(self.home.name, x_px=1500, y_px=700) as patch:
            at = self.in_view(*patch.center_px)
            self.eye.wait_for(GREEN, *at)
            # Beside the pixel the eye looks at: nobody's pointer may be painted over it.
            self.agent.click(*self.in_view(patch.center_px[0] - 80, patch.center_px[1] - 80))
            wait_until(self._has_picture_keys, "Ana's click has given the picture her keyboard")
            wait_until(lambda: patch.has_focus, "Ana's click has given the patch the keyboard")
            for _ in range(count):
                time.sleep(0.12)
                color = VIOLET if patch.color == GREEN else GREEN
                start_s = time.perf_counter()
                self.agent.press("a")
                self.figures.input_to_photon_ms.append((self.eye.wait_for(color, *at) - start_s) * 1000)

    # --- looking and pressing

    def press(self, desk: AccessibleDesk, who: Person, name: str | re.Pattern[str]) -> Node:
        """Click the button with that name once it can be used."""
        node = desk.wait_for(Role.BUTTON, name, is_enabled=True)
        end_s = time.monotonic() + STANDS_STILL_S
        place = None
        # A window that just appeared may still be placed by the window manager, and a page that changes its words moves
        # its buttons: a person would wait, too.
        while node.area != place and time.monotonic() < end_s:
            place = node.area
            time.sleep(0.15)
            node = desk.refresh(node) or node
        who.click(*node.center)
        return node

    def in_view(self, x_px: int, y_px: int) -> tuple[int, int]:
        """Where a pixel of the person's screen is on Ana's screen, with the picture fitted into its view."""
        view = self.at_office.wait_for(None, "The person's screen").area
        scale = min(view.width / WIDTH_PX, view.height / HEIGHT_PX)
        left = view.x + (view.width - WIDTH_PX * scale) / 2
        top = view.y + (view.height - HEIGHT_PX * scale) / 2
        return round(left + (x_px + 0.5) * scale), round(top + (y_px + 0.5) * scale)

    def picture(self, name: str) -> None:
        """Save both screens."""
        self._step += 1
        for desk, who in ((self.home, "person"), (self.office, "agent")):
            desk.screenshot(self.folder / f"{self._step:02d}-{name}-{who}.png")

    # --- the record

    def export(self, path: Path) -> tuple[str, int]:
        """Export the session's record and verify it with the offline program.

        Returns:
            `intact` or what the verifier said, and how many events there were.
        """
        listing = subprocess.run(
            [BIN / "alongside-server", "audit", "list-sessions", "--data-dir", self.data],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        session_id = listing.strip().splitlines()[-1].split("\t")[0]
        subprocess.run(
            [
                BIN / "alongside-server",
                "audit",
                "export",
                "--session",
                session_id,
                "--out",
                path,
                "--data-dir",
                self.data,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        checked = subprocess.run(
            [BIN / "alongside-audit", "verify", path, "--pub", self.data / "audit-key.pub"],
            check=False,
            capture_output=True,
            text=True,
        )
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        return ("intact" if checked.returncode == 0 else checked.stdout.strip()), len(lines) - 1
