"""Where both programs meet: at a real server, in the test's own loop or, to be killed, in a process of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import aioice.ice
import pytest

from shared.transport import aiortc_hooks
from signaling.domain.policy import ServerPolicy
from tests.integration.flow.sides import EMAIL, OwnPlace, Place
from tests.integration.server.running_server import add_account, server_inside


@pytest.fixture(autouse=True)
def _offer_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aioice.ice.get_host_addresses)
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    add_account(tmp_path / "data", EMAIL)
    async with server_inside(tmp_path / "data", policy=ServerPolicy()) as url:
        place = Place(tmp_path, url)
        yield place
        await place.close()


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[OwnPlace]:
    place = OwnPlace(tmp_path)
    yield place
    await place.close()
