"""The choice of language; each is named the way its own speakers do."""

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from shared.ui.i18n import available_languages, current_language, install_language


def choose_language(code: str) -> None:
    """Speak this language from now on, and at the next start."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        install_language(application, code, is_remembered=True)


class LanguageBox(QComboBox):
    """Switches the language of the whole program at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for language in available_languages():
            self.addItem(language.own_name, language.code)
        self._retranslate()
        self.activated.connect(lambda index: choose_language(str(self.itemData(index))))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch made elsewhere."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Language"))
        self.setToolTip(self.tr("Language"))
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(current_language()))
