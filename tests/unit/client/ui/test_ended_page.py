from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from client.ui.ended_page import default_folder


def test_default_folder_is_the_documents_or_the_home_when_nobody_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    documents = tmp_path / "Documents"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(documents))
    assert default_folder() == tmp_path
    documents.mkdir()
    assert default_folder() == documents
