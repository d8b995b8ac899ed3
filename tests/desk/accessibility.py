"""Looks at running windows the way a screen reader does: the AT-SPI tree, over D-Bus, from outside the program.

What a test finds here a blind person's reader finds too, so an end-to-end test proves both at once. Positions are real
pixels of the screen, ready for `Person.click`.
"""

import asyncio
import re
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from enum import IntEnum
from types import TracebackType
from typing import Any, Self, TypeVar

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from shared.geometry import Rect
from tests.desk.display import LOOKS_MIN, START_TIMEOUT_S, VirtualDisplay

T = TypeVar("T")

CALL_TIMEOUT_S = 5.0  # a program whose window is stuck must not hang the test for ever
CHILDREN_MAX = 400  # a table of thousands of cells is not walked
CALLS_AT_ONCE = 64  # dbus-fast 5.2 takes a full socket (EAGAIN) for a dead one, and some 280 small messages fill it

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_TEXT = "org.a11y.atspi.Text"
_VALUE = "org.a11y.atspi.Value"
_ACTION = "org.a11y.atspi.Action"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_SCREEN_COORDINATES = 0


class Role(IntEnum):
    """What a part of a window is, by AtspiRole number (at-spi2-core 2.46, atspi-constants.h)."""

    ALERT = 2
    CHECK_BOX = 7
    COMBO_BOX = 11
    DIALOG = 16
    FILLER = 20
    FRAME = 23
    ICON = 26
    IMAGE = 27
    LABEL = 29
    LIST = 31
    LIST_ITEM = 32
    MENU = 33
    MENU_BAR = 34
    MENU_ITEM = 35
    PAGE_TAB = 37
    PAGE_TAB_LIST = 38
    PANEL = 39
    PASSWORD = 40
    POPUP_MENU = 41
    PROGRESS_BAR = 42
    BUTTON = 43
    RADIO_BUTTON = 44
    SCROLL_BAR = 48
    SLIDER = 51
    SPIN_BUTTON = 52
    SPLIT_PANE = 53
    STATUS_BAR = 54
    TABLE = 55
    TABLE_CELL = 56
    TEXT = 61
    TOGGLE_BUTTON = 62
    TOOL_BAR = 63
    TOOL_TIP = 64
    TREE = 65
    WINDOW = 69
    PARAGRAPH = 73
    APPLICATION = 75
    ENTRY = 79
    HEADING = 83
    LINK = 88
    GROUPING = 98
    NOTIFICATION = 101
    STATIC = 116


class State(IntEnum):
    """Bit numbers of AtspiStateType that tests ask about."""

    ACTIVE = 1
    CHECKED = 4
    EDITABLE = 7
    ENABLED = 8
    EXPANDED = 10
    FOCUSABLE = 11
    FOCUSED = 12
    PRESSED = 20
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25
    VISIBLE = 30
    DEFAULT = 39


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One part of a window as it was when it was looked at.

    Attributes:
        role: AtspiRole number; compare with `Role`.
        name: what a screen reader says.
        description: the longer explanation, often empty.
        states: AtspiStateType bit numbers; compare with `State`.
        area: where it is, in pixels of the screen.
        pid: process it belongs to.
        depth: 0 for the program itself.
        bus_name: D-Bus name of the program.
        path: D-Bus object path within it.
    """

    role: int
    name: str
    description: str
    states: frozenset[int]
    area: Rect
    pid: int
    depth: int
    bus_name: str
    path: str

    @property
    def center(self) -> tuple[int, int]:
        """The pixel in its middle."""
        return self.area.x + self.area.width // 2, self.area.y + self.area.height // 2

    @property
    def is_enabled(self) -> bool:
        """Whether it can be used now."""
        return State.ENABLED in self.states

    @property
    def is_focused(self) -> bool:
        """Whether the keyboard goes to it."""
        return State.FOCUSED in self.states

    @property
    def is_showing(self) -> bool:
        """Whether it is really on the screen."""
        return State.SHOWING in self.states and self.area.area_px > 0

    @property
    def is_checked(self) -> bool:
        """Whether a box or radio button is on."""
        return State.CHECKED in self.states


class AccessibleDesk:
    """Everything that is open on one virtual display. A context manager; may be used from any thread.

    It blocks the caller, so asyncio tests call it through `asyncio.to_thread`.
    """

    def __init__(self, display: VirtualDisplay) -> None:
        self._display = display
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="accessible-desk", daemon=True)
        self._buses: list[MessageBus] = []
        self._calls = asyncio.Semaphore(CALLS_AT_ONCE)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._run(self._connect(), timeout_s=START_TIMEOUT_S)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the bus. Safe to call twice."""
        if self._loop.is_closed():
            return
        if self._thread.is_alive():
            self._run(self._disconnect())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(CALL_TIMEOUT_S)
        self._loop.close()

    def nodes(self, *, pid: int | None = None) -> list[Node]:
        """Every part of every window, top down; only of one process when `pid` is given."""
        return self._run(self._walk_all(pid))

    def find_all(
        self,
        role: Role | tuple[Role, ...] | None = None,
        name: str | re.Pattern[str] | None = None,
        *,
        pid: int | None = None,
        is_showing: bool = True,
    ) -> list[Node]:
        """Parts with that role and name.

        Args:
            role: one role or several; None takes any.
            name: the whole name, or a pattern searched in it; None takes any.
            pid: only in this process.
            is_showing: leave out what is not on the screen.
        """
        roles = None if role is None else (role if isinstance(role, tuple) else (role,))
        return [
            node
            for node in self.nodes(pid=pid)
            if (roles is None or node.role in roles)
            and (name is None or _is_named(node, name))
            and (node.is_showing or not is_showing)
        ]

    def find(
        self,
        role: Role | tuple[Role, ...] | None = None,
        name: str | re.Pattern[str] | None = None,
        *,
        pid: int | None = None,
        is_showing: bool = True,
    ) -> Node | None:
        """The first part that `find_all` gives, or None."""
        return next(iter(self.find_all(role, name, pid=pid, is_showing=is_showing)), None)

    def wait_for(
        self,
        role: Role | tuple[Role, ...] | None = None,
        name: str | re.Pattern[str] | None = None,
        *,
        pid: int | None = None,
        is_enabled: bool | None = None,
        timeout_s: float = 10.0,
    ) -> Node:
        """Wait until such a part shows, and is or is not enabled when that is asked.

        Raises:
            TimeoutError: none did; the text holds the whole tree, which tells what was there instead.
        """
        end_s = time.monotonic() + timeout_s
        looks = 0
        while True:
            looks += 1
            for node in self.find_all(role, name, pid=pid):
                if is_enabled is None or node.is_enabled is is_enabled:
                    return node
            if time.monotonic() > end_s and looks >= LOOKS_MIN:
                wanted = f"role {role!r}, name {name!r}, enabled {is_enabled}"
                raise TimeoutError(f"not on the screen within {timeout_s:g} s: {wanted}\n{self.describe(pid=pid)}")
            time.sleep(0.05)

    def wait_gone(
        self,
        role: Role | tuple[Role, ...] | None = None,
        name: str | re.Pattern[str] | None = None,
        *,
        pid: int | None = None,
        timeout_s: float = 10.0,
    ) -> None:
        """Wait until no such part shows any more. Raises `TimeoutError` as `wait_for` does."""
        end_s = time.monotonic() + timeout_s
        while self.find(role, name, pid=pid) is not None:
            if time.monotonic() > end_s:
                raise TimeoutError(f"still on the screen: role {role!r}, name {name!r}\n{self.describe(pid=pid)}")
            time.sleep(0.05)

    def refresh(self, node: Node) -> Node | None:
        """Look at the same part again; None when it is gone."""
        return self._run(self._look(node.bus_name, node.path, node.pid, node.depth))

    def act(self, node: Node) -> None:
        """Do the node's first action as a program does, without any press of mouse or keyboard."""
        self._run(self._call(node.bus_name, node.path, _ACTION, "DoAction", "i", 0))

    def read_text(self, node: Node) -> str:
        """What is written in a text field or label: its text where it has one, else its name."""
        return self._run(self._read_text(node))

    def read_value(self, node: Node) -> float | None:
        """The number a slider, spin button or progress bar shows; None where there is none."""
        return self._run(self._read_property(node.bus_name, node.path, _VALUE, "CurrentValue", None))

    def describe(self, *, pid: int | None = None) -> str:
        """The tree as indented text, for a failure message."""
        lines = []
        for node in self.nodes(pid=pid):
            role = Role(node.role).name.lower() if node.role in {*Role} else f"role {node.role}"
            marks = "".join(
                f" {state.name.lower()}"
                for state in (State.ENABLED, State.FOCUSED, State.CHECKED, State.SHOWING)
                if state in node.states
            )
            area = f"{node.area.width}x{node.area.height}+{node.area.x}+{node.area.y}"
            lines.append(f"{'  ' * node.depth}{role} {node.name!r} {area}{marks}")
        return "\n".join(lines) or "(no window shows)"

    # --- the bus, in the private loop ------------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, T], timeout_s: float = 30.0) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    async def _connect(self) -> None:
        session = await self._open(self._display.bus_address)
        where = Message(
            destination="org.a11y.Bus", path="/org/a11y/bus", interface="org.a11y.Bus", member="GetAddress"
        )
        address = await _until_answered(lambda: _call_on(session, where))
        self._bus = await self._open(address[0])
        await _until_answered(lambda: self._call(_REGISTRY, _ROOT, _ACCESSIBLE, "GetChildren"))

    async def _open(self, address: str) -> MessageBus:
        bus = await MessageBus(bus_address=address).connect()
        self._buses.append(bus)
        return bus

    async def _disconnect(self) -> None:
        for bus in self._buses:
            bus.disconnect()
        self._buses.clear()
        await asyncio.sleep(0)

    async def _call(
        self, destination: str, path: str, interface: str, member: str, signature: str = "", *body: object
    ) -> list[Any] | None:
        message = Message(
            destination=destination,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=[*body],
        )
        async with self._calls:
            return await _call_on(self._bus, message)

    async def _walk_all(self, pid: int | None) -> list[Node]:
        found: list[Node] = []
        for bus_name, path in await self._children(_REGISTRY, _ROOT):
            answer = await self._call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "GetConnectionUnixProcessID",
                "s",
                bus_name,
            )
            if answer is not None and pid in (None, answer[0]):
                found += await self._walk(bus_name, path, answer[0], 0)
        return found

    async def _walk(self, bus_name: str, path: str, pid: int, depth: int) -> list[Node]:
        node, children = await asyncio.gather(self._look(bus_name, path, pid, depth), self._children(bus_name, path))
        if node is None:
            return []
        branches = await asyncio.gather(*(self._walk(bus_name, child, pid, depth + 1) for _, child in children))
        return [node, *(part for branch in branches for part in branch)]

    async def _children(self, bus_name: str, path: str) -> list[tuple[str, str]]:
        answer = await self._call(bus_name, path, _ACCESSIBLE, "GetChildren")
        return [(name, child) for name, child in answer[0] if name][:CHILDREN_MAX] if answer else []

    async def _look(self, bus_name: str, path: str, pid: int, depth: int) -> Node | None:
        name, description, role, states, extents = await asyncio.gather(
            self._read_property(bus_name, path, _ACCESSIBLE, "Name", ""),
            self._read_property(bus_name, path, _ACCESSIBLE, "Description", ""),
            self._call(bus_name, path, _ACCESSIBLE, "GetRole"),
            self._call(bus_name, path, _ACCESSIBLE, "GetState"),
            self._call(bus_name, path, _COMPONENT, "GetExtents", "u", _SCREEN_COORDINATES),
        )
        if role is None or states is None:
            return None
        low, high = states[0]
        bits = low | high << 32
        x, y, width, height = extents[0] if extents else (0, 0, 0, 0)
        return Node(
            role=role[0],
            name=name,
            description=description,
            states=frozenset(number for number in range(64) if bits >> number & 1),
            area=Rect(x, y, max(0, width), max(0, height)),
            pid=pid,
            depth=depth,
            bus_name=bus_name,
            path=path,
        )

    async def _read_text(self, node: Node) -> str:
        answer = await self._call(node.bus_name, node.path, _TEXT, "GetText", "ii", 0, -1)
        if answer is not None:
            return answer[0]
        fresh = await self._look(node.bus_name, node.path, node.pid, node.depth)
        return fresh.name if fresh is not None else ""

    async def _read_property(self, bus_name: str, path: str, interface: str, name: str, default: Any) -> Any:
        answer = await self._call(bus_name, path, _PROPERTIES, "Get", "ss", interface, name)
        return answer[0].value if answer else default


def _is_named(node: Node, name: str | re.Pattern[str]) -> bool:
    return node.name == name if isinstance(name, str) else name.search(node.name) is not None


async def _until_answered(ask: Callable[[], Awaitable[list[Any] | None]]) -> list[Any]:
    """Ask again until the service is up: the bus launcher needs a moment."""
    while True:
        answer = await ask()
        if answer is not None:
            return answer
        await asyncio.sleep(0.05)


async def _call_on(bus: MessageBus, message: Message) -> list[Any] | None:
    """Call a method; None when the part is gone, does not know it, or its program does not answer."""
    message.serial = 0
    try:
        reply = await asyncio.wait_for(bus.call(message), CALL_TIMEOUT_S)
    except TimeoutError:
        return None
    if reply is None or reply.message_type is MessageType.ERROR:
        return None
    return reply.body
