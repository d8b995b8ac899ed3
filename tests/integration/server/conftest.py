"""A real server process shared by these tests, with a person of each role."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from signaling.domain.accounts import Role
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Program


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir: Path = tmp_path_factory.mktemp("server")
    for role in Role:
        add_account(data_dir, f"{role.value}@example.org", role)
    for number in range(20):
        add_account(data_dir, f"agent{number}@example.org")
    with ServerProcess(data_dir, "--organisation", "Helpdesk") as process:
        yield process


@pytest.fixture
async def client(server: ServerProcess) -> AsyncIterator[Program]:
    async with Program(server.url, "client") as program:
        yield program


_numbers = iter(range(1000))


@pytest.fixture
async def agent(server: ServerProcess) -> AsyncIterator[Program]:
    """A signed-in agent, another person for each test, so that limits of one do not touch the next."""
    async with Program(server.url, "agent") as program:
        await program.sign_in(f"agent{next(_numbers) % 20}@example.org", PASSWORD)
        yield program
