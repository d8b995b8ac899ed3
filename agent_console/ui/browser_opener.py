"""Opens a page of the server in the system's browser, and nothing else."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from shared.transport.server_address import is_loopback_host


def may_open(address: str) -> bool:
    """Whether that is an https address, or http on this very computer."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    is_plain = url.isValid() and bool(url.host()) and not url.userInfo()
    return is_plain and (url.scheme() == "https" or (url.scheme() == "http" and is_loopback_host(url.host())))


def open_in_browser(address: str) -> bool:
    """Have the system open it; False when it may not be, or there is nothing to open it with."""
    return may_open(address) and QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
