"""Each program runs with what its own extra installs: the server without Qt and media, nobody with the test tools."""

import os
import re
import subprocess
import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from tests.architecture.source_tree import ROOT

DISTRIBUTION = "alongside"
FORBIDDEN_ON_THE_SERVER = (
    "pyside6-essentials",
    "shiboken6",
    "aiortc",
    "aioice",
    "av",
    "mss",
    "numpy",
    "pillow",
    "pynput",
)

_BLOCKER = """
import importlib.abc, sys
class Blocker(importlib.abc.MetaPathFinder):
    names = frozenset({names!r})
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"not installed with this extra: {{name}}", name=name)
sys.meta_path.insert(0, Blocker())
import {module}
"""


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed_with(extra: str) -> set[str]:
    """Names of the distributions that `pip install alongside[extra]` brings, indirect ones too."""
    found: set[str] = set()
    waiting = [(DISTRIBUTION, frozenset({extra}))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # not for this system
        for line in requirements:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": each}) for each in extras | {""}):
                waiting.append((_canonical(requirement.name), frozenset(requirement.extras)))
    return found


@pytest.mark.parametrize(
    ("extra", "module"),
    [("server", "signaling.__main__"), ("client", "client.__main__"), ("console", "agent_console.__main__")],
)
def test_program_imports_with_nothing_but_its_own_extra(extra: str, module: str):
    installed = _installed_with(extra)
    foreign = sorted(
        name
        for name, distributions in metadata.packages_distributions().items()
        if not any(_canonical(distribution) in installed for distribution in distributions)
    )
    assert "pytest" in foreign
    subprocess.run(
        [sys.executable, "-c", _BLOCKER.format(names=foreign, module=module)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=60,
    )


def test_server_installs_neither_qt_nor_media():
    assert _installed_with("server").isdisjoint(FORBIDDEN_ON_THE_SERVER)


def test_the_other_programs_do_install_what_they_need():
    assert {"pyside6-essentials", "aiortc", "mss", "pynput"} <= _installed_with("client")
    assert {"pyside6-essentials", "aiortc"} <= _installed_with("console")
