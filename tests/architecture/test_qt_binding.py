"""Guards against one defect of the Qt binding: PySide6 6.12 on Python 3.11 loses a reference at every signal."""

import subprocess
import sys

_COUNT = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    fired = Signal(int)

app = QCoreApplication([])
source, heard = Source(), []
source.fired.connect(heard.append)
before = sys.getrefcount(True), sys.getrefcount(None)
for number in range(100):
    source.fired.emit(number)
    source.setObjectName("x")
after = sys.getrefcount(True), sys.getrefcount(None)
assert len(heard) == 100
print(after[0] - before[0], after[1] - before[1])
"""


def test_qt_signals_do_not_lose_references_to_true_and_none():
    # Each program would end with "bool_dealloc" after some thousand signals: seconds of a picture.
    result = subprocess.run([sys.executable, "-c", _COUNT], capture_output=True, text=True, check=True, timeout=60)
    lost_true, lost_none = map(int, result.stdout.split())
    assert lost_true > -50
    assert lost_none > -50
