"""pynput's two modules, loaded when they are needed: on a server, and without a display, they cannot be."""

from typing import Any

from shared.errors import SetupError


def load_pynput(reason: str = "input_library_missing") -> tuple[Any, Any]:
    """`pynput.keyboard` and `pynput.mouse`.

    Raises:
        SetupError: for that reason, when pynput or what it needs from the system is missing.
    """
    try:
        from pynput import keyboard, mouse
    except ImportError as error:  # pynput also raises this when there is no display to talk to
        raise SetupError(reason) from error
    return keyboard, mouse
