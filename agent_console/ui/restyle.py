"""Changes the property a style sheet chooses by, and has the widget painted accordingly."""

from PySide6.QtWidgets import QWidget


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a styling property; the style sheet is only asked again when it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
