"""The exit statuses are what the operations page promises."""

import re
from pathlib import Path

from shared.cli.exit_code import ExitCode

OPERATIONS_PAGE = Path(__file__).parents[4] / "docs" / "operations.md"


def test_exit_codes_are_all_in_the_table_of_the_operations_page():
    rows = re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", OPERATIONS_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: int(number) for number, name in rows} == {code.name: code.value for code in ExitCode}
