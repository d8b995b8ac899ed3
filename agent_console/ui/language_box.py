"""The choice of language; each is named the way its own speakers do."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from shared.ui.i18n import available_languages, current_language, install_language
from shared.ui.push_button import PushButton


def choose_language(code: str) -> None:
    """Speak this language from now on, and at the next start."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        install_language(application, code, is_remembered=True)


def add_language_actions(menu: QMenu) -> None:
    """Put the languages into a menu, the one spoken now ticked."""
    group = QActionGroup(menu)
    for language in available_languages():
        action = QAction(language.own_name, group)
        action.setCheckable(True)
        action.setChecked(language.code == current_language())
        action.triggered.connect(lambda _checked=False, code=language.code: choose_language(code))
        menu.addAction(action)


class LanguageButton(PushButton):
    """Names the language spoken now and offers the others in a menu; the whole program switches at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "flat")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch made elsewhere."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        code = current_language()
        own_name = next(language.own_name for language in available_languages() if language.code == code)
        self.setText(f"{own_name} ▾")
        self.setAccessibleName(self.tr("Language: {name}").format(name=own_name))
        self._menu.clear()
        add_language_actions(self._menu)
