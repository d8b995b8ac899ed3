"""Eight sessions in one console, all scrolling: pictures a second of each, and what the console takes for them.

One virtual display of 1280x800 on which a page of text scrolls 30 times a second is sent by eight real senders, each a
process of its own, to one console process with its real window: one tab in front, seven behind, which decode and do
not paint. The senders share one load so that it is drawn once; capture and coding are done eight times. Run it with

    uv run python -m tests.bench.many_sessions [--seconds 10] [--sessions 8]

It prints a table and writes `build/bench/many.json`. Everything is on this computer: where senders and console have
to share its cores, the table says who took how much.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import structlog

from tests.bench.picture.pipe import Child, listen, tell
from tests.bench.process import cpu_s

WIDTH_PX, HEIGHT_PX = 1280, 800
SCROLLS_PER_S = 30
GOAL_PER_S = 10.0
CONNECT_TIMEOUT_S = 120.0
PICTURES_FIRST = 10
SETTLE_MS = 3000
"""Connecting eight times takes all the machine has; counting begins when every session has shown ten pictures."""
RESULT = Path("build/bench/many.json")


def run_load() -> None:
    """A page of text that scrolls by a line 30 times a second, in a window over the whole display."""
    from Xlib import X
    from Xlib import display as xdisplay

    display = xdisplay.Display()
    screen = display.screen()
    window = screen.root.create_window(
        0, 0, WIDTH_PX, HEIGHT_PX, 0, screen.root_depth, X.InputOutput, override_redirect=True
    )
    window.map()
    page = window.create_pixmap(WIDTH_PX, 3 * HEIGHT_PX, screen.root_depth)
    gc = page.create_gc(foreground=0xFFFFFF, background=0xFFFFFF, font=display.open_font("fixed"))
    page.fill_rectangle(gc, 0, 0, WIDTH_PX, 3 * HEIGHT_PX)
    for line in range(3 * HEIGHT_PX // 16):
        gc.change(foreground=(0x204060, 0x802020, 0x106010, 0x303030)[line % 4])
        words = f"{line:5}  def scroll_{line * 7919 % 1000}(self, offset_px: int) -> None:  # {line * line:08x} " * 2
        page.draw_text(gc, 8 + line * 13 % 90, 16 * line + 12, words[:170].encode())
    tell("ready")
    begun_s = time.monotonic()
    for step in range(10**9):
        window.copy_area(gc, page, 0, 16 * step % (2 * HEIGHT_PX), WIDTH_PX, HEIGHT_PX, 0, 0)
        display.flush()
        time.sleep(max(0.0, begun_s + (step + 1) / SCROLLS_PER_S - time.monotonic()))


def run_console() -> None:
    """The agent: a tab for each offer it hears; measures when told for how long, and tells what it saw."""
    from aiortc import RTCSessionDescription
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from agent_console.media.screen_receiver import ScreenReceiver
    from agent_console.ui.dirty_bridge import DirtyBridge
    from agent_console.ui.main_window import ConsoleWindow
    from shared.protocol.codec import encode_peer
    from shared.transport import aiortc_hooks
    from shared.transport.loop_thread import LoopThread, hand_over_often
    from shared.ui.theme import apply_theme
    from tests.bench.picture.alongside_ends import make_connection
    from tests.ui.agent_console import recorder as r

    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    hand_over_often()
    app = QApplication(sys.argv[:1])
    apply_theme(app, density="console", scheme="light", high_contrast=False)
    paints: dict[int, int] = {}
    receivers: list[ScreenReceiver] = []

    def note_paint(tab_id: int, paint_ms: float) -> None:
        paints[tab_id] = paints.get(tab_id, 0) + 1
        receivers[tab_id - 1].note_paint_ms(paint_ms)

    window = ConsoleWindow(r.RecordedIntents(), r.check_code, r.ManualClock(), on_painted=note_paint)
    window.show_account(r.SIGNED_IN)
    bridge = DirtyBridge(window.picture_changed)
    net = LoopThread()
    net.start()

    def start(tab_id: int, sdp: str) -> tuple[str, Any]:
        inlets: list[aiortc_hooks.PictureInlet] = []

        def send(message: Any) -> None:
            net.call(inlets[0].send_feedback, encode_peer(message))

        def take() -> None:
            dirty = receivers[tab_id - 1].canvas.take_dirty()
            bridge.post(tab_id, [(rect.x, rect.y, rect.width, rect.height) for rect in dirty])

        receiver = ScreenReceiver(send_ack=send, send_refresh=send, on_painted_ready=take)
        receivers.append(receiver)
        pc = net.run(_answer(sdp, receiver, inlets)).result(30)
        window.show_tab(r.tab(tab_id, title=f"{tab_id}"))
        window.attach_picture(tab_id, receiver.canvas, receiver.canvas.lock)
        return pc.localDescription.sdp, pc

    async def _answer(sdp: str, receiver: ScreenReceiver, inlets: list[aiortc_hooks.PictureInlet]) -> Any:
        pc = make_connection()
        await pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        listener = aiortc_hooks.PictureListener(receiver.handle_update, receiver.handle_refresh_wanted)
        aiortc_hooks.listen_for_picture(pc, listener)
        inlets.append(aiortc_hooks.inlet_of(pc))
        await pc.setLocalDescription(await pc.createAnswer())
        return pc

    window.showMaximized()
    connections = []
    for tab_id in range(1, listen() + 1):
        sdp, pc = start(tab_id, listen())
        connections.append(pc)
        tell(sdp)
    window.workspace.tabs.choose(1)
    seconds = listen()

    def count() -> tuple[list[int], int, float, float]:
        return [one.painted_count for one in receivers], paints.get(1, 0), time.process_time(), time.perf_counter()

    def begin() -> None:
        before, paints_before = count(), dict(paints)
        QTimer.singleShot(round(seconds * 1000), lambda: finish(before, paints_before))

    def finish(before: tuple[list[int], int, float, float], paints_before: dict[int, int]) -> None:
        after = count()
        took_s = after[3] - before[3]
        hidden = sum(paints.get(tab, 0) - paints_before.get(tab, 0) for tab in range(2, len(receivers) + 1))
        tell(
            {
                "pictures_per_s": [
                    round((now - then) / took_s, 1) for now, then in zip(after[0], before[0], strict=True)
                ],
                "painted_in_front_per_s": round((after[1] - before[1]) / took_s, 1),
                "painted_behind": hidden,
                "console_cpu_percent": round(100 * (after[2] - before[2]) / took_s, 1),
                "refused": sum(one.refused_count for one in receivers),
            }
        )
        os._exit(0)  # eight connections need seconds to say goodbye, and nobody listens

    def wait() -> None:
        if min(one.painted_count for one in receivers) < PICTURES_FIRST:
            QTimer.singleShot(100, wait)
            return
        tell("all scroll")
        QTimer.singleShot(SETTLE_MS, begin)

    wait()
    app.exec()


def measure(sessions: int, seconds: float) -> dict[str, Any]:
    """Start everything, let it settle, and count."""
    from tests.desk.display import VirtualDisplay

    children: list[Child] = []

    def start(display: VirtualDisplay, module: str, *arguments: str) -> Child:
        children.append(Child(module, *arguments, environment=display.environment))
        return children[-1]

    with (
        VirtualDisplay(width_px=WIDTH_PX, height_px=HEIGHT_PX, has_accessibility=False) as shown,
        VirtualDisplay(width_px=1366, height_px=768, has_accessibility=False) as seen,
    ):
        try:
            start(shown, "tests.bench.many_sessions", "--role", "load").hear()
            console = start(seen, "tests.bench.many_sessions", "--role", "console")
            console.say(sessions)
            senders: list[Child] = []
            for _ in range(sessions):
                sender = start(shown, "tests.bench.picture.alongside_ends", "sender")
                console.say(sender.hear(CONNECT_TIMEOUT_S))
                sender.say(console.hear(CONNECT_TIMEOUT_S))
                senders.append(sender)
            console.say(seconds)
            console.hear(CONNECT_TIMEOUT_S)
            time.sleep(SETTLE_MS / 1000)
            before_s, begun_s = sum(cpu_s(child.pid) for child in senders), time.perf_counter()
            time.sleep(max(0.0, seconds - 0.5))
            senders_percent = (
                100 * (sum(cpu_s(child.pid) for child in senders) - before_s) / (time.perf_counter() - begun_s)
            )
            row = console.hear(seconds + CONNECT_TIMEOUT_S)
        finally:
            for child in reversed(children):
                child.stop()
    pictures = sum(row["pictures_per_s"])
    return {
        "console_ms_per_picture": round(10 * row["console_cpu_percent"] / pictures, 2) if pictures else None,
        "sender_ms_per_picture": round(10 * senders_percent / pictures, 2) if pictures else None,
        "sessions": sessions,
        "width_px": WIDTH_PX,
        "height_px": HEIGHT_PX,
        "scrolls_per_s": SCROLLS_PER_S,
        "cores": os.cpu_count(),
        "senders_cpu_percent": round(senders_percent, 1),
        **row,
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.many_sessions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--role", choices=("load", "console"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.role:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is the pipe
        {"load": run_load, "console": run_console}[asked.role]()
        return
    row = measure(asked.sessions, asked.seconds)
    least = min(row["pictures_per_s"])
    print(f"{row['sessions']} sessions of {WIDTH_PX}x{HEIGHT_PX}, scrolled {SCROLLS_PER_S} times a second")
    print("  pictures a second, each     " + "  ".join(f"{one:.1f}" for one in row["pictures_per_s"]))
    print(f"  least (at least {GOAL_PER_S:.0f})          {least:.1f}{'' if least >= GOAL_PER_S else '   SHORT'}")
    print(
        f"  painted in front, a second  {row['painted_in_front_per_s']:.1f}; behind, in all: {row['painted_behind']}"
    )
    for name, percent, each in (
        ("console", row["console_cpu_percent"], row["console_ms_per_picture"]),
        ("all senders together", row["senders_cpu_percent"], row["sender_ms_per_picture"]),
    ):
        print(f"  {name:26}  {percent:.0f} % of one core of {row['cores']}; {each} ms a picture")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": [row]}, indent=2) + "\n")


if __name__ == "__main__":
    main()
