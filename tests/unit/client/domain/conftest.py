"""A person in a session who has let the screen be seen, and the processes for files of that computer."""

import pytest

from shared.capability import Capability
from tests.fakes.files import ListeningFiles
from tests.fakes.home import Home


@pytest.fixture
def files() -> ListeningFiles:
    return ListeningFiles()


@pytest.fixture
def home(files: ListeningFiles) -> Home:
    return Home(files=files).to_bound().allow(Capability.VIEW)
