"""Contrast of every pair of colours that meet, and following the system."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from shared.ui.stylesheet import build_stylesheet
from shared.ui.theme import Colours, Density, Scheme, apply_theme, code_font, current_tokens, pick_tokens

TEXT_ON = (
    ("text", "window"),
    ("text", "surface"),
    ("text", "sunken"),
    ("muted", "window"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("muted", "amber_soft"),
    ("text", "amber_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent_text", "window"),
    ("accent_text", "accent_soft"),
    ("amber_text", "amber_soft"),
    ("on_red", "red"),
    ("on_red", "red_hover"),
    ("red_text", "red_soft"),
    ("red_text", "surface"),
)
EDGES_ON = (("control_line", "window"), ("control_line", "surface"), ("focus", "window"), ("accent", "surface"))


def luminance(value: str) -> float:
    """WCAG 2.2 relative luminance."""
    colour = QColor(value)

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("is_high_contrast", [False, True])
def test_colours_every_pair_that_meets_is_readable(scheme: Scheme, *, is_high_contrast: bool) -> None:
    colours: Colours = pick_tokens(density="client", scheme=scheme, is_high_contrast=is_high_contrast).colours
    words = 7.0 if is_high_contrast else 4.5
    for ink, ground in TEXT_ON:
        assert contrast(getattr(colours, ink), getattr(colours, ground)) >= words, (ink, ground)
    for edge, ground in EDGES_ON:
        assert contrast(getattr(colours, edge), getattr(colours, ground)) >= 3.0, (edge, ground)


@pytest.mark.parametrize(("density", "target_px"), [("client", 44), ("console", 28)])
def test_sizes_targets_meet_the_minimum(density: Density, target_px: int) -> None:
    tokens = pick_tokens(density=density, scheme="light", is_high_contrast=False)

    assert tokens.sizes.target_px >= target_px
    assert f"min-height: {target_px - 2}px" in build_stylesheet(tokens)


def test_apply_theme_override_changes_palette_and_tokens(qapp: QApplication) -> None:
    theme = apply_theme(qapp, density="client", scheme="dark")
    assert current_tokens().scheme == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == current_tokens().colours.window

    changes: list[str] = []
    theme.changed.connect(lambda: changes.append(current_tokens().scheme))
    theme.choose(scheme="light", high_contrast=True)

    assert changes == ["light"]
    assert current_tokens().is_high_contrast


def test_apply_theme_twice_the_second_rules(qapp: QApplication) -> None:
    apply_theme(qapp, density="client", scheme="light")
    apply_theme(qapp, density="console", scheme="light")

    assert current_tokens().density == "console"
    assert qapp.font().pointSizeF() == pytest.approx(10.5)


def test_code_font_has_figures_of_one_width(qapp: QApplication) -> None:
    label = QLabel()
    label.setFont(code_font(40))
    widths = {label.fontMetrics().horizontalAdvance(digit) for digit in "0123456789"}

    assert len(widths) == 1
