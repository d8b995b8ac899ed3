"""A pytest plugin: numbers the hostile tests and says at the end of a run what became of each of the forty attacks."""

from collections import Counter

import pytest

from tests.hostile.forty import FORTY

_KEY = "hostile"
_OUTCOMES = ("failed", "error", "passed", "skipped")


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers", "hostile(number): tries that one of the forty attacks of tests/hostile/forty.py"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the numbers where every report has them, also one that comes from another process."""
    for item in items:
        item.user_properties.extend((_KEY, mark.args[0]) for mark in item.iter_markers(_KEY))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line an attack, if any was tried."""
    tried: dict[int, Counter[str]] = {}
    reasons: dict[int, str] = {}
    for outcome in _OUTCOMES:
        for report in terminalreporter.stats.get(outcome, ()):
            for key, number in getattr(report, "user_properties", ()):
                if key != _KEY:
                    continue
                tried.setdefault(number, Counter())[outcome] += 1
                if outcome == "skipped" and isinstance(report.longrepr, tuple):
                    reasons[number] = report.longrepr[2].removeprefix("Skipped: ")
    if not tried:
        return
    terminalreporter.section("hostile tests")
    for number in sorted(tried):
        counts = tried[number]
        said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _OUTCOMES if counts[outcome])
        reason = f": {reasons[number]}" if number in reasons else ""
        terminalreporter.line(f"{number:4}  {FORTY[number].name:44}{said}{reason}")
