"""What the console's window adds to the common style sheet: bars, panel, flat buttons, rings that fit its density."""

from shared.ui.theme import Tokens, code_font


def build_console_stylesheet(tokens: Tokens) -> str:
    """For `ConsoleWindow`; its widgets choose by the properties `bar`, `kind`, `role`, `state`, `scale`."""
    c, s = tokens.colours, tokens.sizes
    inner_px = s.target_px - 2
    digits_family = code_font(s.body_pt).family()
    return f"""
QFrame[bar="header"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; }}
QFrame[bar="line"] {{ background: {c.surface}; border: none; border-top: 1px solid {c.line}; }}
QFrame[bar="panel"] {{ background: {c.surface}; border: none; border-left: 1px solid {c.line}; }}
QFrame[bar="info"] {{ background: {c.sunken}; border: none; border-bottom: 1px solid {c.line}; }}
QFrame[bar="amber"] {{ background: {c.amber_soft}; border: none; border-bottom: 1px solid {c.amber}; }}
QFrame[bar="red"] {{ background: {c.red_soft}; border: none; border-bottom: 1px solid {c.red}; }}
QFrame[bar="amber"] QLabel {{ color: {c.amber_text}; }}
QFrame[bar="red"] QLabel {{ color: {c.red_text}; }}

QPushButton {{ margin: 0; }}
QPushButton:focus {{ border: 2px solid {c.focus}; padding: 0 {s.pad_px - 1}px; min-height: {inner_px - 2}px; }}
QPushButton[kind="flat"] {{
  background: transparent; border: 1px solid transparent; color: {c.muted}; font-size: {s.small_pt}pt; padding: 0 8px;
}}
QPushButton[kind="flat"]:hover {{ background: {c.sunken}; color: {c.text}; }}
QPushButton[kind="flat"]:focus {{ border: 2px solid {c.focus}; padding: 0 7px; color: {c.text}; }}
QPushButton[kind="flat"][words="left"] {{ text-align: left; color: {c.text}; font-size: {s.body_pt}pt; }}
QPushButton[kind="flat"][words="left"]:disabled {{ background: transparent; }}
QPushButton[kind="flat"]:checked {{ background: {c.accent_soft}; color: {c.text}; }}
QPushButton[kind="flat"]::menu-indicator {{ image: none; width: 0; }}
QPushButton[kind="end"] {{ color: {c.red_text}; }}
QPushButton[kind="end"]:hover {{ background: {c.red_soft}; border-color: {c.red}; }}

QLabel[role="captured"] {{
  background: {c.accent_soft}; color: {c.accent_text}; font-weight: 600; border-radius: 4px;
}}
QLabel[role="waits"] {{
  background: {c.amber_soft}; color: {c.amber_text}; font-weight: 600; border-radius: 4px;
}}
QLabel[role="over"] {{
  background: {c.accent}; color: {c.on_accent}; font-weight: 600; border-radius: 4px; padding: 4px 12px;
}}
QFrame[bar="over"] {{
  background: {c.surface}; border: 1px solid {c.control_line}; border-top: none;
  border-bottom-left-radius: 8px; border-bottom-right-radius: 8px;
}}
QLabel[role="on"] {{ color: {c.accent_text}; font-size: {s.small_pt}pt; font-weight: 600; }}
QLabel[role="amber_small"] {{ color: {c.amber_text}; font-size: {s.small_pt}pt; font-weight: 600; }}
QLabel[role="code"] {{ font-family: "{digits_family}"; font-size: {s.title_pt}pt; font-weight: 600; }}

QLabel[role="browser_number"] {{
  font-family: "{digits_family}"; font-size: {s.code_pt + 8}pt; font-weight: 600; letter-spacing: 6px; padding: 8px 0;
  background: {c.sunken}; border: 2px solid transparent; border-radius: {s.radius_px}px;
}}
QLabel[role="browser_number"]:focus {{ border-color: {c.focus}; }}

QComboBox::drop-down {{ border: none; width: 24px; }}
QLineEdit[state="bad"] {{ border-color: {c.red}; }}
QLineEdit[state="good"] {{ border-color: {c.accent}; }}
QLineEdit[scale="large"], QLineEdit[scale="large"]:focus {{
  min-height: 46px; font-size: {s.code_pt}pt; font-weight: 600;
}}
QPushButton[scale="large"], QPushButton[scale="large"]:focus {{ min-height: 46px; padding: 0 20px; }}
QFrame[bar="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 10px; }}

QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}

QTabBar QToolButton {{ background: {c.surface}; border: none; color: {c.text}; }}

QScrollBar {{ background: {c.window}; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{
  background: {c.control_line}; border-radius: 4px; margin: 2px; min-height: 24px; min-width: 24px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
