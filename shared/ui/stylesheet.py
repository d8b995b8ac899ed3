"""The style sheet as a function of the theme's tokens."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.ui.theme import Tokens

FOCUS_MARGIN_PX = 4
"""Room around every button in which its focus ring is drawn."""


def build_stylesheet(tokens: "Tokens") -> str:
    """Everything the palette cannot say: roles of text, kinds of buttons, fields, cards.

    Labels choose by the property `role`, buttons by `kind`, frames by `card`; `shared.ui.widgets` sets them.
    """
    c, s = tokens.colours, tokens.sizes
    dot_px = 2 * round(s.body_pt * 0.6)
    inner_px = s.target_px - 2  # the border is one pixel on each side
    return f"""
QWidget {{ font-size: {s.body_pt}pt; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_line}; padding: 4px; }}

QLabel[role="title"] {{ font-size: {s.title_pt}pt; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {s.heading_pt}pt; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: {s.small_pt}pt; }}
QLabel[role="amber"] {{ color: {c.amber_text}; font-weight: 600; }}
QLabel[role="red"] {{ color: {c.red_text}; }}
QLabel[role="quote"] {{ color: {c.text};
  border-style: solid; border-width: 0 0 0 3px; border-color: {c.control_line}; padding: 2px 0 2px 12px; }}

QFrame[card="plain"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {s.radius_px}px; }}
QFrame[card="amber"] {{ background: {c.amber_soft}; border: 1px solid {c.amber}; border-radius: {s.radius_px}px; }}
QFrame[card="red"] {{ background: {c.red_soft}; border: 1px solid {c.red}; border-radius: {s.radius_px}px; }}
QFrame[card="info"] {{ background: {c.sunken}; border: 1px solid {c.line}; border-radius: {s.radius_px}px; }}
QFrame[card="amber"] QLabel {{ color: {c.amber_text}; }}
QFrame[card="red"] QLabel {{ color: {c.red_text}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox {{
  background: {c.surface}; color: {c.text}; border: 1px solid {c.control_line}; border-radius: {s.radius_px}px;
  padding: 0 {s.pad_px // 2 + 2}px; min-height: {inner_px}px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QPlainTextEdit, QTextEdit {{ padding: 4px {s.pad_px // 2}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus {{
  border: 2px solid {c.focus}; padding: 0 {s.pad_px // 2 + 1}px; min-height: {inner_px - 2}px;
}}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 3px {s.pad_px // 2 - 1}px; }}
QPlainTextEdit[role="bubble"], QPlainTextEdit[role="bubble"]:focus {{
  background: transparent; border: none; padding: 0; min-height: 0;
}}
QFrame[bubble="own"] {{ background: {c.accent_soft}; border: 1px solid {c.accent}; border-radius: {s.radius_px}px; }}
QFrame[bubble="other"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {s.radius_px}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {c.sunken}; color: {c.muted}; }}

QPushButton {{
  background: {c.surface}; color: {c.text}; border: 1px solid {c.control_line}; border-radius: {s.radius_px}px;
  padding: 0 {s.pad_px}px; min-height: {inner_px}px; margin: {FOCUS_MARGIN_PX}px;
}}
QPushButton:hover {{ background: {c.sunken}; }}
QPushButton:pressed {{ background: {c.line}; }}
QPushButton:disabled {{ background: {c.sunken}; color: {c.muted}; border-color: {c.line}; }}
QPushButton[kind="primary"] {{
  background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; font-weight: 600;
}}
QPushButton[kind="primary"]:hover {{ background: {c.accent_hover}; border-color: {c.accent_hover}; }}
QPushButton[kind="primary"]:disabled {{ background: {c.sunken}; color: {c.muted}; border-color: {c.line}; }}
QPushButton[kind="danger"] {{ background: {c.red}; color: {c.on_red}; border-color: {c.red}; font-weight: 600; }}
QPushButton[kind="danger"]:hover {{ background: {c.red_hover}; border-color: {c.red_hover}; }}
QPushButton[kind="danger"]:disabled {{ background: {c.sunken}; color: {c.muted}; border-color: {c.line}; }}
QPushButton[kind="link"] {{
  background: transparent; border-color: transparent; color: {c.accent_text}; padding: 0 8px;
  text-decoration: underline;
}}
QPushButton[kind="link"]:hover {{ background: {c.sunken}; }}
QPushButton[kind="link"]:checked {{ color: {c.text}; background: {c.sunken}; text-decoration: none; }}

QRadioButton, QCheckBox {{ spacing: 12px; min-height: {s.target_px}px; padding: 0 6px; border: 2px solid transparent;
  border-radius: {s.radius_px}px; }}
QRadioButton:focus, QCheckBox:focus {{ border-color: {c.focus}; }}
QRadioButton::indicator {{
  width: {dot_px}px; height: {dot_px}px; border: 2px solid {c.control_line};
  border-radius: {dot_px // 2 + 2}px; background: {c.surface};
}}
QRadioButton::indicator:checked {{
  width: {dot_px - 8}px; height: {dot_px - 8}px; border: 6px solid {c.accent};
  border-radius: {dot_px // 2 + 2}px;
}}
QCheckBox::indicator {{
  width: {dot_px}px; height: {dot_px}px; border: 2px solid {c.control_line};
  border-radius: 4px; background: {c.surface};
}}
QCheckBox::indicator:checked {{ border-color: {c.accent}; background: {c.accent}; }}

QProgressBar {{ background: {c.line}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QTableWidget {{
  background: {c.surface}; color: {c.text}; border: 1px solid {c.line}; border-radius: {s.radius_px}px;
}}
QTableWidget::item {{ padding: 0 {s.pad_px // 2}px; }}
QTableWidget:focus {{ border: 2px solid {c.focus}; }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {c.control_line}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; }}
"""
