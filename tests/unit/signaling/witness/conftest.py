"""A filled data folder for the witness to look at."""

from collections.abc import Iterator

import pytest

from tests.fakes.server_record import ServerRecord


@pytest.fixture
def record(tmp_path) -> Iterator[ServerRecord]:
    with ServerRecord(tmp_path / "data") as made:
        made.started()
        yield made
