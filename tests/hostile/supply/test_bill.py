"""The bill of materials leaves nothing out: what is locked for a program is on it, with a hash, and so are the page's scripts."""

import re

import pytest

from tests.architecture.bill_of_materials import PROGRAMS, ROOT, make_bill

pytestmark = pytest.mark.hostile(40)

_NEEDED = {"client": {"pyside6-essentials", "aiortc"}, "console": {"keyring"}, "server": {"starlette", "htmx"}}


@pytest.mark.parametrize("program", PROGRAMS)
def test_bill_names_every_part_with_version_and_hash(program: str):
    bill = make_bill(program)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    names = {part["name"] for part in bill["components"]}
    assert _NEEDED[program] <= names
    assert ("pytest" in names, "starlette" in names) == (False, program == "server")
    for part in bill["components"]:
        files = [*part.get("hashes", ()), *(h for of in part.get("externalReferences", ()) for h in of["hashes"])]
        assert part["version"], part["name"]
        assert files, part["name"]
        assert all(re.fullmatch(r"[0-9a-f]{64}", each["content"]) for each in files), part["name"]


def test_bill_of_the_server_has_every_script_of_the_page():
    scripts = {
        path.name.partition(".")[0]
        for path in (ROOT / "signaling/admin/static").glob("*.js")
        if path.with_name(f"{path.name.partition('.')[0]}.LICENSE.txt").exists()
    }
    assert scripts <= {part["name"] for part in make_bill("server")["components"]}
