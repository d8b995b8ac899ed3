"""What is missing is said with the reason of whoever asked."""

import sys

import pytest

from client.injection.pynput_modules import load_pynput
from shared.errors import SetupError


@pytest.mark.parametrize("reason", ["input_library_missing", "panic_keys_unavailable"])
def test_pynput_that_is_not_there_is_said_with_that_reason(monkeypatch: pytest.MonkeyPatch, reason: str):
    monkeypatch.setitem(sys.modules, "pynput", None)
    with pytest.raises(SetupError) as caught:
        load_pynput(reason)
    assert caught.value.reason == reason
