"""Choosing, switching and remembering the language."""

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from shared.capability import Capability
from shared.ui.consent_labels import capability_label
from shared.ui.i18n import available_languages, current_language, install_language, pick_language


@pytest.mark.parametrize(
    ("wanted", "picked"),
    [
        (["ru-RU", "en-US"], "ru"),
        (["ro_MD"], "ro"),
        (["de-DE", "ro-RO", "en"], "ro"),
        (["mo", "fr"], "en"),
        ([], "en"),
        (["RU"], "ru"),
    ],
)
def test_pick_language_takes_the_first_known(wanted: list[str], picked: str) -> None:
    assert pick_language(wanted) == picked


def test_install_language_remembered_is_the_next_start(qapp: QApplication) -> None:
    install_language(qapp, "ro", is_remembered=True)
    install_language(qapp, "ru")

    assert install_language(qapp) == "ro"


def test_install_language_unknown_code_falls_back_to_the_choice(qapp: QApplication) -> None:
    install_language(qapp, "ru", is_remembered=True)

    assert install_language(qapp, "xx") == "ru"


def test_install_language_live_every_widget_hears_it(qapp: QApplication, qtbot: QtBot) -> None:
    heard: list[str] = []

    class Listener(QWidget):
        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.LanguageChange:
                heard.append(capability_label(Capability.CONTROL))

    widget = Listener()
    qtbot.addWidget(widget)
    widget.show()
    install_language(qapp, "ru")
    qapp.processEvents()

    assert heard[-1] == "Мышь и клавиатура"
    assert current_language() == "ru"
    assert QLocale().language() == QLocale.Language.Russian


@pytest.mark.parametrize(("code", "cancel"), [("en", "Cancel"), ("ru", "Отмена"), ("ro", "Anulați")])
def test_install_language_qt_speaks_it_too(qapp: QApplication, qtbot: QtBot, code: str, cancel: str) -> None:
    install_language(qapp, code)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)

    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == cancel


def test_available_languages_are_called_by_their_own_names() -> None:
    assert {language.code: language.own_name for language in available_languages()} == {
        "en": "English",
        "ro": "Română",
        "ru": "Русский",
    }
