"""Where the files of this user's console are, by the rules of the system."""

import os
import sys
from pathlib import Path


def settings_folder() -> Path:
    """The folder for settings; it need not be there yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "Alongside"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Alongside"
    config = os.environ.get("XDG_CONFIG_HOME", "")
    # XDG Base Directory 0.8: a relative path is invalid and to be ignored.
    folder = Path(config) if Path(config).is_absolute() else Path.home() / ".config"
    return folder / "alongside"
