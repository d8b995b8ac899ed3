from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli import link
from signaling.cli.command_error import CommandError
from tests.integration.server.running_server import add_account

ISSUER = "https://login.example"


def _refused(act, data_dir: Path, **options: str) -> tuple[ExitCode, str]:
    with pytest.raises(CommandError) as refused:
        act(data_dir, **{"email": "ana@b.org", "issuer": ISSUER, **options})
    return refused.value.status, refused.value.sentence


def test_account_is_linked_once_and_parted_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    add_account(tmp_path, "ana@b.org")
    add_account(tmp_path, "ion@b.org")
    link.link(tmp_path, email="ana@b.org", issuer=ISSUER, subject="a")
    assert capsys.readouterr().out == f"ana@b.org can sign in through {ISSUER}.\n"
    status, sentence = _refused(link.link, tmp_path, email="ion@b.org", subject="a")
    assert (status, "linked otherwise already" in sentence) == (ExitCode.DATA, True)
    link.unlink(tmp_path, email="ana@b.org", issuer=ISSUER)
    assert capsys.readouterr().out == f"ana@b.org can no longer sign in through {ISSUER}.\n"
    status, sentence = _refused(link.unlink, tmp_path)
    assert (status, sentence) == (ExitCode.DATA, f"ana@b.org is not linked with {ISSUER}.")


@pytest.mark.parametrize("subject", ["", "x" * 256, "ä", "a\nb"])
def test_subject_that_no_service_writes_is_refused(tmp_path: Path, subject: str):
    add_account(tmp_path, "ana@b.org")
    status, sentence = _refused(link.link, tmp_path, subject=subject)
    assert (status, "1 to 255 plain characters" in sentence) == (ExitCode.USAGE, True)


def test_unknown_account_and_bad_issuer_are_refused(tmp_path: Path):
    add_account(tmp_path, "ana@b.org")
    assert _refused(link.link, tmp_path, email="x@b.org", subject="a")[0] is ExitCode.DATA
    assert _refused(link.link, tmp_path, issuer="http://login.example", subject="a")[0] is ExitCode.USAGE
    assert _refused(link.link, tmp_path / "none", subject="a")[0] is ExitCode.UNREADABLE
