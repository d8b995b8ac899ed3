"""What console tests share: intents that are written down, a canvas that can be drawn on, and views to start from."""

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter

from agent_console.domain.filing_desk import Choice, FilingView
from agent_console.view_models.screens import RemoteMonitor, SignedInView, TabView
from shared.capability import Capability
from shared.link_stats import LinkStats
from shared.screen.cursor import CursorImage

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


CHOICES = tuple(
    Choice(category_id=category_id, en=english, ru=russian, ro=romanian)
    for category_id, english, russian, romanian in (
        ("printing", "Printing", "Печать", "Imprimare"),
        ("email", "E-mail", "Электронная почта", "E-mail"),
        ("slow", "Slow computer", "Компьютер работает медленно", "Calculator lent"),
        ("sign_in", "Password or sign-in", "Пароль или вход", "Parolă sau autentificare"),
        ("other", "Other", "", ""),
    )
)


def filing(progress: Any, *, trouble: str = "") -> FilingView:
    """How it stands with the filing of a session."""
    return FilingView(progress=progress, choices=CHOICES, trouble=trouble)


@dataclass
class RecordedIntents:
    """Writes down every intent as a tuple: its name, then its arguments."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def retry_server(self) -> None:
        self.calls.append(("retry_server",))

    def sign_in(self, email: str, password: str, second_factor: str = "", stays: bool = False) -> None:
        self.calls.append(("sign_in", email, password, second_factor, *(("stays",) if stays else ())))

    def sign_in_with_browser(self, stays: bool) -> None:
        self.calls.append(("sign_in_with_browser", stays))

    def give_up_browser(self) -> None:
        self.calls.append(("give_up_browser",))

    def sign_out(self) -> None:
        self.calls.append(("sign_out",))

    def use_code(self, code: str) -> None:
        self.calls.append(("use_code", code))

    def ask_for(self, tab_id: int, capability: Capability, reason: str) -> None:
        self.calls.append(("ask_for", tab_id, capability, reason))

    def ask_for_screens(self, tab_id: int, monitor_ids: tuple[int, ...], reason: str) -> None:
        self.calls.append(("ask_for_screens", tab_id, monitor_ids, reason))

    def ask_for_time(self, tab_id: int, capability: Capability, reason: str) -> None:
        self.calls.append(("ask_for_time", tab_id, capability, reason))

    def file_session(self, tab_id: int, category: str, result: str, note: str) -> None:
        self.calls.append(("file_session", tab_id, category, result, note))

    def give_back(self, tab_id: int, capability: Capability) -> None:
        self.calls.append(("give_back", tab_id, capability))

    def send_files(self, tab_id: int, paths: Any, reason: str) -> None:
        self.calls.append(("send_files", tab_id, tuple(paths), reason))

    def ask_for_files(self, tab_id: int, reason: str) -> None:
        self.calls.append(("ask_for_files", tab_id, reason))

    def accept_files(self, tab_id: int, batch_id: int, folder: Any) -> None:
        self.calls.append(("accept_files", tab_id, batch_id, folder))

    def hold_files(self, tab_id: int, batch_id: int, *, is_held: bool) -> None:
        self.calls.append(("hold_files", tab_id, batch_id, is_held))

    def cancel_files(self, tab_id: int, batch_id: int) -> None:
        self.calls.append(("cancel_files", tab_id, batch_id))

    def send_clip(self, tab_id: int, found: Any) -> None:
        self.calls.append(("send_clip", tab_id, found))

    def forget_clip(self, tab_id: int) -> None:
        self.calls.append(("forget_clip", tab_id))

    def end(self, tab_id: int) -> None:
        self.calls.append(("end", tab_id))

    def close_tab(self, tab_id: int) -> None:
        self.calls.append(("close_tab", tab_id))

    def pointer_moved(self, tab_id: int, x_norm: int, y_norm: int) -> None:
        self.calls.append(("pointer_moved", tab_id, x_norm, y_norm))

    def button_changed(self, tab_id: int, button: int, *, is_down: bool) -> None:
        self.calls.append(("button_changed", tab_id, button, is_down))

    def wheel_turned(self, tab_id: int, dx: int, dy: int) -> None:
        self.calls.append(("wheel_turned", tab_id, dx, dy))

    def key_changed(self, tab_id: int, usage: int, *, is_down: bool) -> None:
        self.calls.append(("key_changed", tab_id, usage, is_down))

    def text_typed(self, tab_id: int, text: str, *, is_repeat: bool) -> None:
        self.calls.append(("text_typed", tab_id, text, is_repeat))

    def type_text(self, tab_id: int, text: str) -> None:
        self.calls.append(("type_text", tab_id, text))

    def release_all(self, tab_id: int) -> None:
        self.calls.append(("release_all", tab_id))

    def say(self, tab_id: int, text: str) -> None:
        self.calls.append(("say", tab_id, text))

    def note_read(self, tab_id: int, message_id: int) -> None:
        self.calls.append(("note_read", tab_id, message_id))

    def draw(self, tab_id: int, message: Any) -> None:
        self.calls.append(("draw", tab_id, message))

    def named(self, *names: str) -> list[tuple[Any, ...]]:
        """Only the calls of these names."""
        return [call for call in self.calls if call[0] in names]


class ManualClock:
    """A clock the test moves."""

    def __init__(self, now_ms: int = 9_000_000) -> None:
        self.now_ms = now_ms

    def monotonic_ms(self) -> int:
        return self.now_ms

    def utc_now(self) -> Any:
        raise NotImplementedError


class DrawnSurface:
    """A picture as the decoding thread would hold it: 32-bit B,G,R,X rows in one buffer."""

    def __init__(self, width_px: int, height_px: int, colour: str = "#336699") -> None:
        self.lock = Lock()
        self.resize(width_px, height_px)
        self.fill(0, 0, width_px, height_px, colour)

    def resize(self, width_px: int, height_px: int) -> None:
        self.width_px, self.height_px = width_px, height_px
        self._pixels = bytearray(width_px * height_px * 4)
        self.buffer = memoryview(self._pixels)

    def image(self) -> QImage:
        """The buffer itself, to paint on."""
        return QImage(self.buffer, self.width_px, self.height_px, self.width_px * 4, QImage.Format.Format_RGB32)

    def fill(self, x: int, y: int, width: int, height: int, colour: str) -> tuple[int, int, int, int]:
        painter = QPainter(self.image_ref())
        painter.fillRect(x, y, width, height, QColor(colour))
        painter.end()
        return x, y, width, height

    def image_ref(self) -> QImage:
        self._image = self.image()
        return self._image


def draw_desktop(surface: DrawnSurface) -> None:
    """Something that looks like an ordinary desktop: a ground, a window with text, a bar."""
    width, height = surface.width_px, surface.height_px
    painter = QPainter(surface.image_ref())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QLinearGradient(QPointF(0, 0), QPointF(width, height))
    ground.setColorAt(0, QColor("#2b5876"))
    ground.setColorAt(1, QColor("#4e4376"))
    painter.fillRect(0, 0, width, height, ground)
    box = QRectF(width * 0.12, height * 0.1, width * 0.62, height * 0.68)
    painter.fillRect(box, QColor("#ffffff"))
    painter.fillRect(QRectF(box.left(), box.top(), box.width(), 38), QColor("#e7e9ec"))
    painter.setPen(QColor("#202428"))
    font = QFont()
    font.setPixelSize(18)
    painter.setFont(font)
    painter.drawText(QPointF(box.left() + 16, box.top() + 26), "Printers and scanners")
    for row in range(14):
        painter.drawText(
            QPointF(box.left() + 24, box.top() + 80 + row * 34),
            f"Line {row + 1}: HP LaserJet 1020 is offline, {row * 7 % 12} documents are waiting",
        )
    painter.fillRect(QRectF(0, height - 44, width, 44), QColor("#1b1f24"))
    painter.setPen(QColor("#ffffff"))
    painter.drawText(
        QRectF(0, height - 44, width - 24, 44), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "14:02"
    )
    painter.end()


def check_code(digits: str) -> str | None:
    """A check as the application wires one: length, then whether the last digit fits (here: is even)."""
    if not 12 <= len(digits) <= 19:
        return "too_short" if len(digits) < 12 else "too_long"
    return None if int(digits[-1]) % 2 == 0 else "check_digit"


SIGNED_IN = SignedInView(name="Ana Pop", organisation="Contoso Support", is_connected=True)

MONITORS = (
    RemoteMonitor(monitor_id=1, name="", width_px=1920, height_px=1080, is_primary=True),
    RemoteMonitor(monitor_id=2, name="DELL U2419H", width_px=1920, height_px=1200, is_primary=False),
)

LIVE = TabView(
    tab_id=1,
    title="417 \N{HORIZONTAL ELLIPSIS}",
    problem="The printer does nothing since yesterday.\nIt says it is offline.",
    stage="live",
    verified_words="417382",
    rights={VIEW: "on", CONTROL: "on"},
    rights_end_at_mono_ms={CONTROL: 9_000_000 + 28 * 60_000},
    cover="none",
    monitors=MONITORS,
    shared_ids=(1,),
    started_at_mono_ms=9_000_000 - 754_000,
    stats=LinkStats(rtt_ms=12.2, loss_ratio=0.0, bitrate_kbps=310.0, pictures_per_s=24.0),
)


def crosshair(side_px: int, x_px: int, y_px: int) -> CursorImage:
    """A pointer of thin white, half to be seen through, with one black pixel: the one that points."""
    pixels = bytearray(bytes((128, 128, 128, 128)) * side_px * side_px)
    offset = 4 * (y_px * side_px + x_px)
    pixels[offset : offset + 4] = bytes((0, 0, 0, 255))
    return CursorImage(
        width_px=side_px, height_px=side_px, hotspot_x_px=x_px, hotspot_y_px=y_px, pixels=bytes(pixels)
    )


def tab(tab_id: int, **changes: Any) -> TabView:
    """The live tab with another id and these changes."""
    return replace(LIVE, tab_id=tab_id, **changes)
