"""All forty hostile tests are there, and docs/security.md says truly where each of them is."""

import re
from pathlib import Path

from tests.hostile.forty import FORTY

_ROOT = Path(__file__).parents[2]
_MARK = re.compile(r"mark\.hostile\((\d+)\)")
_ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def _files_of() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for path in sorted((_ROOT / "tests").rglob("test_*.py")):
        for number in _MARK.findall(path.read_text()):
            found.setdefault(int(number), set()).add(path.relative_to(_ROOT).as_posix())
    return found


def test_every_attack_has_a_test_among_the_hostile_ones():
    files = _files_of()
    assert sorted(FORTY) == list(range(1, 41))
    assert set(files) == set(FORTY)
    assert [number for number, of in files.items() if not any(name.startswith("tests/hostile/") for name in of)] == []


def test_page_about_security_names_every_attack_what_comes_of_it_and_where_it_is_tried():
    page = (_ROOT / "docs" / "security.md").read_text()
    section = page.partition("## The forty attacks")[2].partition("\n## ")[0]
    rows = {int(number): (name, outcome, tests) for number, name, outcome, tests in _ROW.findall(section)}
    files = _files_of()
    for number, attack in FORTY.items():
        name, outcome, tests = rows[number]
        assert (name, outcome) == (attack.name, attack.outcome)
        assert set(re.findall(r"`([^`]+)`", tests)) == files[number], number
