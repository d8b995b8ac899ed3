"""How screens are called in words, the same on the question and on the bar."""

from PySide6.QtCore import QCoreApplication

from client.view_models.screen_choices import Place, ScreenChoice
from shared.ui.i18n import QT_TRANSLATE_NOOP

_PLACES: dict[Place, str] = {
    "here": QT_TRANSLATE_NOOP("screens", "Screen {number} (the one with this window)"),
    "left": QT_TRANSLATE_NOOP("screens", "Screen {number} (left)"),
    "right": QT_TRANSLATE_NOOP("screens", "Screen {number} (right)"),
    "above": QT_TRANSLATE_NOOP("screens", "Screen {number} (above)"),
    "below": QT_TRANSLATE_NOOP("screens", "Screen {number} (below)"),
    "elsewhere": QT_TRANSLATE_NOOP("screens", "Screen {number}"),
}
_ALL = QT_TRANSLATE_NOOP("screens", "All screens")
_SEVERAL = QT_TRANSLATE_NOOP("screens", "Screens {numbers}")


def choice_words(choice: ScreenChoice) -> str:
    """One of the choices in words."""
    first, *others = choice.monitor_ids
    if others:
        return QCoreApplication.translate("screens", _ALL)
    text = QCoreApplication.translate("screens", _PLACES[choice.place])
    return text.replace("{number}", str(first))


def screens_words(monitor_ids: tuple[int, ...], choices: tuple[ScreenChoice, ...]) -> str:
    """Any set of screens in words, as its choice when it is one."""
    for choice in choices:
        if choice.monitor_ids == monitor_ids:
            return choice_words(choice)
    source = _SEVERAL if len(monitor_ids) > 1 else _PLACES["elsewhere"]
    numbers = ", ".join(map(str, monitor_ids))
    return QCoreApplication.translate("screens", source).replace("{numbers}", numbers).replace("{number}", numbers)
