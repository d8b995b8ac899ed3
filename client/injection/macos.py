"""Injects into macOS. Written from the documentation of pynput and Quartz; not yet run on a Mac.

The person must have allowed the program under Privacy, Accessibility; without that, macOS drops the events silently.
"""

from client.injection.keymap import macos_key_code
from client.injection.pynput_injector import PynputInjector


class MacosInjector(PynputInjector):
    """pynput with macOS virtual key codes; the side buttons have no name there."""

    def __init__(self) -> None:
        super().__init__(macos_key_code)
