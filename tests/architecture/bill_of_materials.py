"""`make sbom`: writes what each program is made of as CycloneDX 1.5: every locked package, and the scripts kept in the tree."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAMS = ("client", "console", "server")
_STATIC = ROOT / "signaling" / "admin" / "static"
_UV = ROOT / ".boot" / "bin" / "uv"
_VERSION = re.compile(r'version:\s?"(\d+\.\d+\.\d+)"|v(\d+\.\d+\.\d+)')
_LICENCES = {"Zero-Clause BSD": "0BSD", "MIT License": "MIT", "The MIT License (MIT)": "MIT"}


class UnknownScriptError(Exception):
    """A script in the tree says neither its version nor its licence."""


def make_bill(program: str) -> dict[str, Any]:
    """What one program is made of, as a CycloneDX document.

    Raises:
        subprocess.CalledProcessError: uv does not understand the lock.
        UnknownScriptError: see there.
    """
    command = [_UV, "export", "--quiet", "--frozen", "--no-dev", "--extra", program, "--format", "cyclonedx1.5"]
    options = ["--preview-features", "sbom-export", "--project", ROOT]
    done = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    bill: dict[str, Any] = json.loads(done.stdout)
    if program == "server":
        bill["components"].extend(_kept_scripts())
    return bill


def _kept_scripts() -> list[dict[str, Any]]:
    """The scripts of other people that the admin page hands out, each with its licence beside it."""
    found: list[dict[str, Any]] = []
    for licence in sorted(_STATIC.glob("*.LICENSE.txt")):
        name = licence.name.removesuffix(".LICENSE.txt")
        (script,) = _STATIC.glob(f"{name}*.js")
        version = _VERSION.search(script.read_text())
        first_line = licence.read_text().strip().splitlines()[0].strip()
        if version is None or first_line not in _LICENCES:
            raise UnknownScriptError(script.name)
        found.append(
            {
                "type": "library",
                "name": name,
                "version": version[1] or version[2],
                "purl": f"pkg:npm/{name.lower()}@{version[1] or version[2]}",
                "licenses": [{"license": {"id": _LICENCES[first_line]}}],
                "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(script.read_bytes()).hexdigest()}],
            }
        )
    return found


def main() -> None:
    """Write one file a program into the folder that was given, and say where."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for program in PROGRAMS:
        path = folder / f"alongside-{program}.cdx.json"
        path.write_text(json.dumps(make_bill(program), indent=2) + "\n")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
