"""A real server with a person of each role, for attackers to try."""

from collections.abc import Iterator

import pytest

from signaling.domain.accounts import Role
from tests.integration.server.running_server import ServerProcess, add_account


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("attacked")
    for role in Role:
        for number in range(4):
            add_account(data_dir, f"{role}{number}@example.org", role)
    with ServerProcess(data_dir) as process:
        yield process
