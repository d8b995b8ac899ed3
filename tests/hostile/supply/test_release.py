"""The procedure of docs/releases.md, walked through: same bytes twice, signed, checked; changed or signed by another: refused."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.hostile(40),
    pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"),
]

_ROOT = Path(__file__).parents[3]
_WHO, _NAMESPACE = "releases@alongside", "alongside-release"


def _run(*command: str | Path, folder: Path, stdin: Path | None = None) -> int:
    with (stdin or Path(os.devnull)).open("rb") as source:
        return subprocess.run(command, cwd=folder, stdin=source, capture_output=True, check=False).returncode


def _make_key(folder: Path, name: str) -> None:
    assert _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name, folder=folder) == 0


def _sign(folder: Path, name: str) -> None:
    (folder / "SHA256SUMS.sig").unlink(missing_ok=True)
    assert _run("ssh-keygen", "-Y", "sign", "-f", name, "-n", _NAMESPACE, "SHA256SUMS", folder=folder) == 0


def _is_accepted(folder: Path) -> bool:
    options = ["-f", "allowed_signers", "-I", _WHO, "-n", _NAMESPACE, "-s", "SHA256SUMS.sig"]
    is_signed = _run("ssh-keygen", "-Y", "verify", *options, folder=folder, stdin=folder / "SHA256SUMS") == 0
    return is_signed and _run("sha256sum", "--check", "--strict", "SHA256SUMS", folder=folder) == 0


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder with one package, signed."""
    (tmp_path / "alongside.whl").write_bytes(b"a package")
    sums = f"{hashlib.sha256(b'a package').hexdigest()}  alongside.whl\n"
    (tmp_path / "SHA256SUMS").write_text(sums)
    _make_key(tmp_path, "release-key")
    public = (tmp_path / "release-key.pub").read_text()
    (tmp_path / "allowed_signers").write_text(f'{_WHO} namespaces="{_NAMESPACE}" {public}')
    _sign(tmp_path, "release-key")
    return tmp_path


def test_signed_release_is_accepted_and_a_changed_one_is_not(release: Path):
    assert _is_accepted(release)
    (release / "alongside.whl").write_bytes(b"another package")
    assert not _is_accepted(release)
    changed = f"{hashlib.sha256(b'another package').hexdigest()}  alongside.whl\n"
    (release / "SHA256SUMS").write_text(changed)
    assert not _is_accepted(release), "the sums fit, but nobody signed them"


def test_release_signed_by_another_key_or_for_another_purpose_is_refused(release: Path):
    _make_key(release, "stolen-office-key")
    _sign(release, "stolen-office-key")
    assert not _is_accepted(release)
    (release / "SHA256SUMS.sig").unlink()
    other = _run("ssh-keygen", "-Y", "sign", "-f", "release-key", "-n", "git", "SHA256SUMS", folder=release)
    assert other == 0
    assert not _is_accepted(release)


def test_page_about_releases_says_these_very_commands():
    page = (_ROOT / "docs" / "releases.md").read_text()
    assert f"-Y sign -f release-key -n {_NAMESPACE} SHA256SUMS" in page
    assert f"-Y verify -f allowed_signers -I {_WHO} -n {_NAMESPACE} -s SHA256SUMS.sig < SHA256SUMS" in page
    assert re.search(r"^sha256sum --check --strict SHA256SUMS$", page, re.MULTILINE)


def test_same_source_makes_the_same_bytes(tmp_path: Path):
    sums: list[dict[str, str]] = []
    for number in range(2):
        out = tmp_path / str(number)
        command = [_ROOT / ".boot/bin/uv", "build", "--no-build-isolation", "--offline", "--python", sys.executable]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
        done = subprocess.run(
            [*command, "-o", out], cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        sums.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
    assert len(sums[0]) >= 2
    assert sums[0] == sums[1]
