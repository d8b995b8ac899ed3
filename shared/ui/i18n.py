"""The languages of the windows: which one is spoken, switching it while the program runs, remembering the choice."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, QTranslator, Signal
from PySide6.QtWidgets import QApplication

TRANSLATIONS_DIR = Path(__file__).parent / "translations"
FALLBACK_CODE = "en"
_SETTING = "language"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the collector of strings; `QCoreApplication.translate` speaks it later.

    PySide6 has the same function but says it returns any object.
    """
    del context
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language one can choose; `own_name` is how its speakers call it and is never translated."""

    code: str
    own_name: str


_LANGUAGES = (
    Language(code="en", own_name="English"),
    Language(code="ro", own_name="Română"),
    Language(code="ru", own_name="Русский"),
)


def available_languages() -> tuple[Language, ...]:
    """The languages in the order they are offered."""
    return _LANGUAGES


def pick_language(ui_languages: list[str]) -> str:
    """The first language of the reader's list that we speak, else English.

    Args:
        ui_languages: BCP 47 tags, best first, as `QLocale.uiLanguages` gives them.
    """
    known = {language.code for language in _LANGUAGES}
    for tag in ui_languages:
        code = tag.replace("_", "-").split("-")[0].lower()
        if code in known:
            return code
    return FALLBACK_CODE


class _Speech(QObject):
    """Holds the installed translators and tells when the language has changed."""

    changed = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._translators: list[QTranslator] = []
        self.code = FALLBACK_CODE

    def speak(self, code: str) -> None:
        """Put the catalogues of one language in place of those before; every widget gets a LanguageChange."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators = []
        qt_dir = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # Qt itself does not come in Romanian: its few sentences a person meets are in our own second catalogue.
        for directory, stem in (
            (qt_dir, "qtbase_"),
            (str(TRANSLATIONS_DIR), "qt_supplement_"),
            (str(TRANSLATIONS_DIR), "alongside_"),
        ):
            translator = QTranslator(self)
            if translator.load(f"{stem}{code}", directory):
                self._translators.append(translator)
        self.code = code
        system = QLocale.system()
        # A reader of Romanian in Moldova keeps the clock and number forms of Moldova.
        is_same = QLocale(code).language() == system.language()
        QLocale.setDefault(system if is_same else QLocale(code))
        for translator in self._translators:
            self._app.installTranslator(translator)
        self.changed.emit(code)


class _Current:
    """The speech of this process; Qt has one application for each process."""

    speech: _Speech | None = None


def install_language(app: QApplication, code: str | None = None, *, is_remembered: bool = False) -> str:
    """Speak a language from now on.

    Args:
        app: the one application.
        code: `en`, `ro` or `ru`; None takes the remembered choice, else the system's, else English.
        is_remembered: keep this choice for the next start.

    Returns:
        The code of the language now spoken; an unknown `code` counts as none.
    """
    known = {language.code for language in _LANGUAGES}
    settings = language_settings()
    if code not in known:
        code = str(settings.value(_SETTING, ""))
    if code not in known:
        code = pick_language(QLocale.system().uiLanguages())
    if is_remembered:
        settings.setValue(_SETTING, code)
    if _Current.speech is None:
        _Current.speech = _Speech(app)
    _Current.speech.speak(code)
    return code


def current_language() -> str:
    """Code of the language spoken now."""
    return _Current.speech.code if _Current.speech is not None else FALLBACK_CODE


def language_settings() -> QSettings:
    """Where the choice is kept: one file for both programs."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Alongside", "alongside")
