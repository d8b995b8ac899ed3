"""A real server with admins and agents of its own for each of these modules."""

from collections.abc import Iterator
from itertools import count

import pytest

from signaling.domain.accounts import Role
from tests.integration.server.acting.admin_browser import sign_in
from tests.integration.server.running_server import ServerProcess, add_account
from tests.integration.server.test_admin_page import Browser

_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("acts")
    for number in range(12):
        add_account(data_dir, f"admin{number}@acts.example", Role.ADMIN, name=f"Maria {number}")
    for number in range(12):
        add_account(data_dir, f"agent{number}@acts.example", name=f"Ana {number}")
    with ServerProcess(data_dir) as server:
        yield server


@pytest.fixture
def admin(server: ServerProcess) -> Browser:
    """An admin who has just signed in, another one for each test."""
    return sign_in(server.url, next(_numbers) % 8)
