"""Another program at a virtual desk with something copied, which notes who asks for it; and a hand that pastes.

`python -m tests.desk.copier OFFERED.json ASKED.log` owns the clipboard until another program takes it. Beside Xlib it
shares nothing with the programs under test.
"""

import base64
import json
import select
import sys
import tempfile
import time
from pathlib import Path

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol import event

from tests.desk.display import VirtualDisplay, wait_until

READY = "ready"
BARE_NUMBER = "number "
"""Before a number: it is listed among the forms as it is, although no form has it."""
TEXT_TARGETS = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain")
_PASTE_LIMIT_S = 5.0


class Copier:
    """A program in which somebody has just pressed Ctrl+C.

    Args:
        desk: where it runs.
        offered: what it has, by the name of the form.
    """

    def __init__(self, desk: VirtualDisplay, offered: dict[str, bytes]) -> None:
        folder = Path(tempfile.mkdtemp(dir=desk.home))
        self._log = folder / "asked.log"
        (folder / "offered.json").write_text(
            json.dumps({name: base64.b64encode(data).decode() for name, data in offered.items()})
        )
        self.process = desk.start([sys.executable, "-m", __name__, str(folder / "offered.json"), str(self._log)])
        wait_until(lambda: READY in self._lines(), "the program has the clipboard", timeout_s=20)

    @classmethod
    def with_text(cls, desk: VirtualDisplay, text: str, **more: bytes) -> "Copier":
        """Some text, and whatever else under its own name."""
        return cls(desk, {**dict.fromkeys(TEXT_TARGETS, text.encode()), **more})

    @property
    def asked(self) -> list[str]:
        """What others have asked for of what was copied, in order; which forms there are is nobody's secret."""
        return [name for name in self._lines() if name not in (READY, "TARGETS", "TIMESTAMP")]

    def _lines(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


def paste(display_name: str, target: str = "UTF8_STRING") -> bytes | None:
    """What the clipboard of a desk holds in that form, as another program gets it; None when it holds none."""
    display = Display(display_name)
    try:
        window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        clipboard, place = display.intern_atom("CLIPBOARD"), display.intern_atom("PASTED")
        window.convert_selection(clipboard, display.intern_atom(target), place, X.CurrentTime)
        display.flush()
        end_s = time.monotonic() + _PASTE_LIMIT_S
        while time.monotonic() < end_s:
            if not display.pending_events():
                select.select([display], [], [], 0.05)
                continue
            answer = display.next_event()
            if answer.type == X.SelectionNotify:
                found = window.get_full_property(place, X.AnyPropertyType) if answer.property else None
                if found is None:
                    return None
                return found.value.encode() if isinstance(found.value, str) else bytes(found.value)
        raise TimeoutError("nobody answers for the clipboard")
    finally:
        display.close()


def main() -> None:
    """Answer for the clipboard until it is somebody else's."""
    offered_path, asked_path = map(Path, sys.argv[1:3])
    offered = {name: base64.b64decode(data) for name, data in json.loads(offered_path.read_text()).items()}
    display = Display()
    window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    window.set_selection_owner(display.intern_atom("CLIPBOARD"), X.CurrentTime)
    display.sync()
    targets = [
        int(name.removeprefix(BARE_NUMBER)) if name.startswith(BARE_NUMBER) else display.intern_atom(name)
        for name in ("TARGETS", *offered)
    ]
    with asked_path.open("a", buffering=1) as asked:
        print(READY, file=asked)
        while True:
            request = display.next_event()
            if request.type == X.SelectionClear:
                return
            if request.type != X.SelectionRequest:
                continue
            name = display.get_atom_name(request.target)
            print(name, file=asked)
            place = request.property or request.target
            if name == "TARGETS":
                request.requestor.change_property(place, Xatom.ATOM, 32, targets)
            elif name in offered:
                request.requestor.change_property(place, request.target, 8, offered[name])
            else:
                place = X.NONE
            request.requestor.send_event(
                event.SelectionNotify(
                    time=request.time,
                    requestor=request.requestor,
                    selection=request.selection,
                    target=request.target,
                    property=place,
                )
            )
            display.flush()


if __name__ == "__main__":
    main()
