"""A package that is not the one that was locked: refused before a line of it runs."""

import hashlib
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.hostile(40)

_ROOT = Path(__file__).parents[3]
_UV = _ROOT / ".boot" / "bin" / "uv"


def _wheel(folder: Path, code: str) -> Path:
    """The smallest wheel there can be (PEP 427)."""
    wheel = folder / "helpful-1.0-py3-none-any.whl"
    info = "helpful-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("helpful.py", code)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: helpful\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def _install(folder: Path, requirements: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [_UV, "pip", "install", "--require-hashes", "--no-index", "--no-cache", "--offline", "--find-links"]
    return subprocess.run(
        [*command, folder, "--target", target, "-r", requirements], capture_output=True, text=True, check=False
    )


def test_package_with_another_hash_is_not_installed(tmp_path: Path):
    honest = _wheel(tmp_path, "x = 1\n")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"helpful==1.0 --hash=sha256:{hashlib.sha256(honest.read_bytes()).hexdigest()}\n")
    done = _install(tmp_path, requirements, tmp_path / "honest")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "honest" / "helpful.py").exists()
    _wheel(tmp_path, "import os; os.system('id')\n")
    done = _install(tmp_path, requirements, tmp_path / "changed")
    assert done.returncode != 0
    assert "hash" in done.stderr.casefold()
    assert not (tmp_path / "changed" / "helpful.py").exists()


def test_everything_that_is_installed_is_locked_with_a_hash():
    lock = tomllib.loads((_ROOT / "uv.lock").read_text())
    for package in lock["package"]:
        if "editable" in package["source"]:
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        assert files, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]


def test_set_up_installs_what_is_locked_and_nothing_else():
    setup = (_ROOT / ".ci" / "setup").read_text()
    assert "--locked" in setup or "--frozen" in setup
