from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.serve import run_server
from signaling.config import ServerSettings


@pytest.mark.parametrize("host", [".".join("0000"), "::", "192.0.2.1", "help.example.org"])
def test_run_server_without_tls_for_others_is_refused_before_anything_is_made(tmp_path: Path, host: str):
    folder = tmp_path / "data"
    with pytest.raises(CommandError) as refused:
        run_server(ServerSettings(data_dir=folder, host=host, port=0))
    assert refused.value.status is ExitCode.USAGE
    assert not folder.exists()
