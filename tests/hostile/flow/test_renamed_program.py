"""A program whose file name says which server to trust, as a swindler would send it round: the name is not read."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.display import VirtualDisplay, stop_process
from tests.e2e.story import BIN

pytestmark = pytest.mark.hostile(12)

_STARTED_WITHIN_S = 40
_PATIENCE_S = 4


@contextmanager
def _program(desk: VirtualDisplay, command: list[str | Path], home: Path, server: str) -> Iterator[None]:
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    environment = {**desk.environment, **places, "ALONGSIDE_SERVER": server}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
        assert process.poll() is None
    finally:
        stop_process(process)


def _address(listener: socket.socket) -> str:
    return f"127.0.0.1:{listener.getsockname()[1]}"


def test_name_of_the_file_leads_to_no_server(virtual_display: VirtualDisplay, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as honest, socket.create_server(("127.0.0.1", 0)) as evil:
        renamed = tmp_path / f"alongside-client-host={_address(evil)},key=AAAA"
        shutil.copy(BIN / "alongside-client", renamed)
        with _program(virtual_display, [renamed, "--lang", "en"], tmp_path, f"ws://{_address(honest)}"):
            honest.settimeout(_STARTED_WITHIN_S)
            honest.accept()[0].close()  # it goes where it was told to
            evil.settimeout(_PATIENCE_S)
            with pytest.raises(TimeoutError):
                evil.accept()
