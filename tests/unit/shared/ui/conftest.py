"""English before and after every test, and settings that are nobody's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from shared.ui.i18n import install_language


@pytest.fixture(autouse=True)
def english(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    install_language(qapp, "en")
    yield
    install_language(qapp, "en")
