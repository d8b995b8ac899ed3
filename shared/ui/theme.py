"""The one look of both programs: colours, type, spacing, and how they reach Qt."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from shared.ui.stylesheet import build_stylesheet

Density = Literal["client", "console"]
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Every colour by its role; text roles reach 4.5:1 on the grounds they stand on (7:1 in high contrast).

    Attributes:
        window, surface, sunken: page, raised card or field, and the quiet ground behind a chip.
        text, muted: words and secondary words.
        line, control_line: hairline between parts; outline of something one can operate (3:1).
        accent, accent_hover, on_accent, accent_soft, accent_text: accent, words on it, pale ground, as words.
        amber, amber_soft, amber_text: somebody sees you.
        red, red_hover, on_red, red_soft, red_text: Stop and failures, nothing else.
        focus: the ring around what the keyboard is on.
    """

    window: str
    surface: str
    sunken: str
    text: str
    muted: str
    line: str
    control_line: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    accent_text: str
    amber: str
    amber_soft: str
    amber_text: str
    red: str
    red_hover: str
    on_red: str
    red_soft: str
    red_text: str
    focus: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Type in points, lengths in device-independent pixels on a grid of 8."""

    body_pt: float
    small_pt: float
    title_pt: float
    heading_pt: float
    code_pt: float
    target_px: int
    pad_px: int
    radius_px: int
    margin_px: int
    gap_px: int
    label_gap_px: int
    column_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What widgets that paint themselves read."""

    scheme: Scheme
    is_high_contrast: bool
    density: Density
    colours: Colours
    sizes: Sizes


LIGHT = Colours(
    window="#F6F7F8",
    surface="#FFFFFF",
    sunken="#E9ECEE",
    text="#171B1E",
    muted="#50585E",
    line="#D5DADD",
    control_line="#79838A",
    accent="#0F766E",
    accent_hover="#0B5E57",
    on_accent="#FFFFFF",
    accent_soft="#D8EFEC",
    accent_text="#0B5E57",
    amber="#F59E0B",
    amber_soft="#FFF1D6",
    amber_text="#7A4100",
    red="#B42318",
    red_hover="#931B12",
    on_red="#FFFFFF",
    red_soft="#FDE9E7",
    red_text="#9A1C12",
    focus="#171B1E",
)
DARK = Colours(
    window="#15181A",
    surface="#1F2427",
    sunken="#2B3135",
    text="#EDF0F2",
    muted="#A9B2B8",
    line="#343B40",
    control_line="#7E8A91",
    accent="#2DD4BF",
    accent_hover="#5EEAD4",
    on_accent="#04211D",
    accent_soft="#123D38",
    accent_text="#5EEAD4",
    amber="#FBBF24",
    amber_soft="#3B2D0C",
    amber_text="#FCD77F",
    red="#D93329",
    red_hover="#C02A20",
    on_red="#FFFFFF",
    red_soft="#42201D",
    red_text="#FFB4AC",
    focus="#FFFFFF",
)
LIGHT_CONTRAST = Colours(
    window="#FFFFFF",
    surface="#FFFFFF",
    sunken="#FFFFFF",
    text="#000000",
    muted="#000000",
    line="#000000",
    control_line="#000000",
    accent="#004D47",
    accent_hover="#00332F",
    on_accent="#FFFFFF",
    accent_soft="#FFFFFF",
    accent_text="#004D47",
    amber="#B45309",
    amber_soft="#FFFFFF",
    amber_text="#5C3000",
    red="#8F0A00",
    red_hover="#6E0800",
    on_red="#FFFFFF",
    red_soft="#FFFFFF",
    red_text="#8F0A00",
    focus="#000000",
)
DARK_CONTRAST = Colours(
    window="#000000",
    surface="#000000",
    sunken="#000000",
    text="#FFFFFF",
    muted="#FFFFFF",
    line="#FFFFFF",
    control_line="#FFFFFF",
    accent="#5EEAD4",
    accent_hover="#99F6E4",
    on_accent="#000000",
    accent_soft="#000000",
    accent_text="#5EEAD4",
    amber="#FFD24A",
    amber_soft="#000000",
    amber_text="#FFD24A",
    red="#FF8A80",
    red_hover="#FFB3AD",
    on_red="#000000",
    red_soft="#000000",
    red_text="#FF9D94",
    focus="#FFFFFF",
)

CLIENT_SIZES = Sizes(
    body_pt=15,
    small_pt=12,
    title_pt=22,
    heading_pt=17,
    code_pt=40,
    target_px=44,
    pad_px=16,
    radius_px=8,
    margin_px=24,
    gap_px=16,
    label_gap_px=4,
    column_px=480,
)
CONSOLE_SIZES = Sizes(
    body_pt=10.5,
    small_pt=9,
    title_pt=14,
    heading_pt=12,
    code_pt=20,
    target_px=28,
    pad_px=12,
    radius_px=6,
    margin_px=16,
    gap_px=8,
    label_gap_px=4,
    column_px=400,
)


def pick_tokens(*, density: Density, scheme: Scheme, is_high_contrast: bool) -> Tokens:
    """Tokens for one combination; pure, so that tests can walk all of them."""
    pairs: dict[tuple[Scheme, bool], Colours] = {
        ("light", False): LIGHT,
        ("dark", False): DARK,
        ("light", True): LIGHT_CONTRAST,
        ("dark", True): DARK_CONTRAST,
    }
    return Tokens(
        scheme=scheme,
        is_high_contrast=is_high_contrast,
        density=density,
        colours=pairs[scheme, is_high_contrast],
        sizes=CLIENT_SIZES if density == "client" else CONSOLE_SIZES,
    )


def build_palette(colours: Colours) -> QPalette:
    """The palette Fusion paints with, for everything the style sheet leaves to the style."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, value in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.sunken,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.on_red,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent_text,
        role.LinkVisited: colours.accent_text,
        role.Light: colours.surface,
        role.Midlight: colours.sunken,
        role.Mid: colours.line,
        role.Dark: colours.control_line,
        role.Shadow: colours.control_line,
    }.items():
        palette.setColor(target, QColor(value))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.muted))
    return palette


class Theme(QObject):
    """Keeps the application's look in step with the system; lives as long as the application."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        density: Density,
        scheme: Scheme | None,
        high_contrast: bool | None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._density: Density = density
        self._scheme: Scheme | None = scheme
        self._high_contrast: bool | None = high_contrast
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self.refresh)
        hints.accessibility().contrastPreferenceChanged.connect(self.refresh)
        self.tokens = self._read_tokens()

    def choose(self, *, scheme: Scheme | None = None, high_contrast: bool | None = None) -> None:
        """Override what the system says; None follows it again."""
        self._scheme, self._high_contrast = scheme, high_contrast
        self.refresh()

    def refresh(self) -> None:
        """Read the system anew and repaint everything."""
        self.tokens = self._read_tokens()
        self._app.setPalette(build_palette(self.tokens.colours))
        font = QFont(self._app.font())
        font.setPointSizeF(self.tokens.sizes.body_pt)
        self._app.setFont(font)
        self._app.setStyleSheet(build_stylesheet(self.tokens))
        self.changed.emit()

    def _read_tokens(self) -> Tokens:
        hints = self._app.styleHints()
        system: Scheme = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
        wants_contrast = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        return pick_tokens(
            density=self._density,
            scheme=self._scheme if self._scheme is not None else system,
            is_high_contrast=wants_contrast if self._high_contrast is None else self._high_contrast,
        )


class _Current:
    """The theme in force; one for each process, because Qt has one application for each process."""

    theme: Theme | None = None


def apply_theme(
    app: QApplication,
    *,
    density: Density = "client",
    scheme: Scheme | None = None,
    high_contrast: bool | None = None,
) -> Theme:
    """Give the application its look and keep it in step with the system's light, dark and high contrast.

    Args:
        app: the one application.
        density: `client` for large type and targets, `console` for an agent's working day.
        scheme: force light or dark; None follows the system while the program runs.
        high_contrast: force on or off; None follows the system.

    Calling it again replaces the look.
    """
    if _Current.theme is not None:
        _Current.theme.deleteLater()
    style = QStyleFactory.create("Fusion")
    if style is not None:
        app.setStyle(style)
    theme = Theme(app, density=density, scheme=scheme, high_contrast=high_contrast)
    _Current.theme = theme
    theme.refresh()
    return theme


def current_tokens() -> Tokens:
    """Tokens in force; the light client ones before any theme was applied."""
    if _Current.theme is None:
        return pick_tokens(density="client", scheme="light", is_high_contrast=False)
    return _Current.theme.tokens


def current_theme() -> Theme | None:
    """The theme in force, for its `changed` signal; None before `apply_theme`."""
    return _Current.theme


def code_font(size_pt: float) -> QFont:
    """The system font with figures of equal width, so that digits do not dance."""
    font = QFont(QApplication.font())
    font.setPointSizeF(size_pt)
    font.setWeight(QFont.Weight.DemiBold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
