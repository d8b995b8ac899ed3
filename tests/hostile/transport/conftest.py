"""These tests run on a machine that may have no address but loopback."""

import aioice.ice
import pytest

from shared.transport import aiortc_hooks


@pytest.fixture(autouse=True)
def _offer_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aioice.ice.get_host_addresses)
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
