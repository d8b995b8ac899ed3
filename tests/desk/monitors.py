"""Several monitors on one virtual display, plugged, moved and unplugged as a person would, through RandR 1.5."""

from types import TracebackType
from typing import Any, Self

from Xlib.display import Display
from Xlib.protocol import rq

from shared.geometry import Rect


class _SetMonitor(rq.Request):
    """RRSetMonitor with its MONITORINFO written out; python-xlib 0.33 cannot pack the structure."""

    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(43),
        rq.RequestLength(),
        rq.Window("window"),
        rq.Card32("name"),
        rq.Bool("primary"),
        rq.Bool("automatic"),
        rq.LengthOf("outputs", 2),
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Card16("width"),
        rq.Card16("height"),
        rq.Card32("width_mm"),
        rq.Card32("height_mm"),
        rq.List("outputs", rq.Card32Obj),
    )


class Monitors:
    """The monitors of a display that runs already. A context manager: it holds a connection of its own."""

    def __init__(self, display: str) -> None:
        self._display = Display(display)
        self._root = self._display.screen().root
        self._display.xrandr_query_version()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.close()

    def split(self, *, left: Rect, right: Rect) -> None:
        """Two monitors in place of the one there was: `left` is the primary one and has the real output."""
        self.plug("LEFT-1", left, is_primary=True, has_output=True)
        self.plug("RIGHT-1", right)

    def plug(self, name: str, area: Rect, *, is_primary: bool = False, has_output: bool = False) -> None:
        """Plug a monitor in. The one with the output takes the place of the display's own."""
        outputs = list(self._root.xrandr_get_screen_resources().outputs[:1]) if has_output else []
        self._set(name, area, outputs, is_primary=is_primary)

    def move(self, name: str, area: Rect, *, is_primary: bool = False, has_output: bool = False) -> None:
        """Give a monitor another place or size: for a moment it is not there at all, as in a real mode switch."""
        self.unplug(name)
        self.plug(name, area, is_primary=is_primary, has_output=has_output)

    def unplug(self, name: str) -> None:
        """Pull a monitor out."""
        self._root.xrandr_delete_monitor(self._display.intern_atom(name))
        self._display.sync()

    def _set(self, name: str, area: Rect, outputs: list[Any], *, is_primary: bool) -> None:
        _SetMonitor(
            display=self._display.display,
            opcode=self._display.display.get_extension_major("RANDR"),
            window=self._root,
            name=self._display.intern_atom(name),
            primary=is_primary,
            automatic=False,
            x=area.x,
            y=area.y,
            width=area.width,
            height=area.height,
            width_mm=300,
            height_mm=200,
            outputs=outputs,
        )
        self._display.sync()
