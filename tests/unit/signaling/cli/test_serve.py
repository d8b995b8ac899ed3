import errno
from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.serve import run_server
from signaling.config import ServerSettings
from signaling.gateway import listener


@pytest.mark.parametrize("host", [".".join("0000"), "::", "192.0.2.1", "help.example.org"])
def test_run_server_without_tls_for_others_is_refused_before_anything_is_made(tmp_path: Path, host: str):
    folder = tmp_path / "data"
    with pytest.raises(CommandError) as refused:
        run_server(ServerSettings(data_dir=folder, host=host, port=0))
    assert refused.value.status is ExitCode.USAGE
    assert not folder.exists()


def test_run_server_port_this_user_may_not_use_is_not_permitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_host: str, _port: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(listener, "listen", refuse)
    with pytest.raises(CommandError) as refused:
        run_server(ServerSettings(data_dir=tmp_path, port=443))
    assert refused.value.status is ExitCode.NOT_PERMITTED
    assert "443" in refused.value.sentence


def test_run_server_says_that_a_witness_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def refuse(_host: str, _port: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(listener, "listen", refuse)
    for folder, is_said in ((tmp_path, False), (tmp_path / "witnes", True)):
        with pytest.raises(CommandError):
            run_server(ServerSettings(data_dir=tmp_path, port=443, witness=folder))
        assert (str(folder) in capsys.readouterr().err) is is_said
