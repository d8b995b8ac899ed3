"""A program whose X server is killed still gets to say goodbye."""

import os
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication

from client.ui.display_loss import DisplayLossListener
from tests.desk.bare_server import bare_server

ROOT = Path(__file__).parents[4]
PROGRAM = """
from PySide6.QtWidgets import QApplication, QLabel
from client.ui.display_loss import DisplayLossListener
app = QApplication([])
label = QLabel("here")
label.show()
listener = DisplayLossListener(lambda: print("goodbye", flush=True))
print("up", flush=True)
app.exec()
"""


def test_loss_of_the_x_server_is_heard_before_the_program_ends():
    with bare_server(320, 200) as (name, server):
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env=os.environ | {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert program.stdout is not None
        assert program.stdout.readline() == "up\n"
        time.sleep(0.3)  # into its loop
        server.kill()
        server.wait(5)
        out, _ = program.communicate(timeout=20)
        assert "goodbye" in out


def test_listener_passes_on_every_other_message_and_gives_the_handler_back(qapp: QApplication):
    heard: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: heard.append(text))
    lost: list[bool] = []
    listener = DisplayLossListener(lambda: lost.append(True))
    qWarning("something else")
    qWarning("The X11 connection broke (error 1). Did the X11 server die?")
    listener.close()
    qWarning("afterwards")
    qInstallMessageHandler(before)
    assert heard == ["something else", "afterwards"]
    assert lost == [True]
