"""Stands between a program and a PostgreSQL on this computer, and counts how often the one waits for the other."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

SOCKET = ".s.PGSQL.5432"


class CountingSocket:
    """A socket in a folder of its own, through which one connection after the other goes to the real one."""

    def __init__(self, folder: Path, real_folder: Path) -> None:
        self.folder = folder
        self.trips = 0
        """How often an answer began to come after something was asked, all connections together."""
        self._real = str(real_folder / SOCKET)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / SOCKET))
        self._listening.listen()
        threading.Thread(target=self._accept, name="counting socket", daemon=True).start()

    @contextlib.contextmanager
    def counted(self) -> Iterator[list[int]]:
        """The trips within, as the one element of the list, once it is over."""
        found: list[int] = []
        before = self.trips
        yield found
        found.append(self.trips - before)

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._real)
                threading.Thread(target=self._carry, args=(near, far), name="counted", daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        was_asked = False
        with near, far, contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([near, far], [], [])
                for source in ready:
                    data = source.recv(65_536)
                    if not data:
                        return
                    if source is near:
                        was_asked = True
                    elif was_asked:
                        self.trips += 1
                        was_asked = False
                    (far if source is near else near).sendall(data)
