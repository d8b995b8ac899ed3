"""A program that joins two desks, ours or another: what each of them is made of."""

import contextlib
import os
import shutil
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from tests.desk.display import VirtualDisplay, stop_process, wait_until


class Competitor(ABC):
    """Starts what it needs, and ends all of it."""

    name = ""
    programs: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._stops: list[Callable[[], None]] = []

    @classmethod
    def missing(cls) -> list[str]:
        """The programs it needs and this computer has not."""
        return [program for program in cls.programs if shutil.which(program) is None]

    @abstractmethod
    def start(self) -> None:
        """Join the desks. Call `stop` also when this raised."""

    def stop(self) -> None:
        """End all its processes, the last one first."""
        while self._stops:
            self._stops.pop()()

    def _program(
        self,
        arguments: list[str],
        display: VirtualDisplay,
        end: Callable[[subprocess.Popen[bytes]], None] = stop_process,
    ) -> int:
        """Start a program at a desk; returns its process id."""
        process = display.start(arguments, log=Path(os.devnull))
        self._stops.append(lambda: end(process))
        return process.pid


def wait_for_port(port: int, timeout_s: float = 30.0) -> None:
    """Until somebody listens there."""

    def is_open() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    wait_until(is_open, f"somebody listens on port {port}", timeout_s=timeout_s)


def x0tigervnc(display: VirtualDisplay, port: int) -> list[str]:
    """The command of TigerVNC's server for a display that runs already."""
    return [
        "X0tigervnc",
        f"-display={display.name}",
        f"-rfbport={port}",
        "-localhost=1",
        "-SecurityTypes=None",
        "-AcceptSetDesktopSize=0",
    ]


def tigervnc_viewer(port: int, *options: str) -> list[str]:
    """The command of TigerVNC's viewer, over the whole screen and without questions."""
    return [
        "xtigervncviewer",
        "-FullScreen=1",
        "-RemoteResize=0",
        "-AlertOnFatalError=0",
        "-ReconnectOnError=0",
        *options,
        f"127.0.0.1::{port}",
    ]
