"""The system's own dialogs for files and folders, as children of a window that may close them, and where to begin."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

ChooseFolder = Callable[[QWidget, str, Path], Path | None]
"""Asks for a folder: parent, title, where to begin; None when the person changed their mind."""

ChooseFiles = Callable[[QWidget, str], list[Path]]
"""Asks for what is to be sent: parent, title; empty when they changed their mind."""


def ask_folder(parent: QWidget, title: str, begin: Path) -> Path | None:
    """Ask for one folder."""
    dialog = QFileDialog(parent, title, str(begin))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = _run(dialog)
    return chosen[0] if chosen else None


def ask_files(parent: QWidget, title: str) -> list[Path]:
    """Ask for any number of files that are there."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _run(dialog)


def ask_folder_to_send(parent: QWidget, title: str) -> list[Path]:
    """Ask for a folder whose files are to be sent."""
    chosen = ask_folder(parent, title, Path.home())
    return [] if chosen is None else [chosen]


def close_dialogs(parent: QWidget) -> None:
    """What was asked for is not wanted any more: what a dialog shows of this computer must go with it."""
    for dialog in parent.findChildren(QFileDialog):
        dialog.reject()


def downloads_folder() -> Path:
    """Where downloads go; the home folder where the system names a folder for them that nobody has made."""
    downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    return Path(downloads) if downloads and Path(downloads).is_dir() else Path.home()


def _run(dialog: QFileDialog) -> list[Path]:
    try:
        return [Path(name) for name in dialog.selectedFiles()] if dialog.exec() else []
    finally:
        dialog.deleteLater()
