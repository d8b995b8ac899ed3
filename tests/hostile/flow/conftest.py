"""The real server, a bad one before it, and both programs, which know only the bad one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aioice.ice
import pytest

from shared.transport import aiortc_hooks
from tests.hostile.flow.evil_relay import EvilRelay, evil_relay
from tests.integration.flow.sides import EMAIL, ClientSide, ConsoleSide, Place
from tests.integration.server.running_server import add_account, server_inside


@pytest.fixture(autouse=True)
def _offer_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aioice.ice.get_host_addresses)
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")


@dataclass
class Scene:
    """Two honest programs and whoever is between them."""

    place: Place
    evil: EvilRelay
    client: ClientSide
    console: ConsoleSide


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    add_account(tmp_path / "data", EMAIL)
    async with server_inside(tmp_path / "data") as real_url, evil_relay(real_url) as evil:
        place = Place(tmp_path, evil.url)
        yield Scene(place, evil, await place.client(), await place.console())
        await place.close()
