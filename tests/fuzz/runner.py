"""Starts the fuzzer for one target, and reads in its own words what it did."""

import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import corpus, target
from tests.fuzz.wire_words import dictionary

BUILD = Path("build/fuzz")
HANG_S = 1
RSS_MAX_MIB = 200

_STAT = re.compile(r"^stat::(\w+):\s+(\d+)$", re.MULTILINE)
_PYTHON_ERROR = re.compile(r"=== Uncaught Python exception: ===\n(.*?)(?:\n\n|\Z)", re.DOTALL)
_OPTIONS = ("-print_final_stats=1", f"-timeout={HANG_S}", f"-rss_limit_mb={RSS_MAX_MIB}", "-detect_leaks=0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run of the fuzzer came to.

    Attributes:
        executions: as the fuzzer counted them.
        seconds: by the clock on the wall.
        rss_mib: the most memory the process had.
        found: an input the parser failed on, kept in the corpus; None when there was none.
        words: what the parser said to it, or what the fuzzer said when it did not start.
        has_started: whether it got as far as counting.
    """

    executions: int
    seconds: float
    rss_mib: int
    found: Path | None
    words: str
    has_started: bool


def fuzz(name: str, *, runs: int, seconds: int) -> Outcome:
    """Run one target until it was executed so often, so long, or has failed; `build/fuzz/<target>/log.txt` tells how.

    Args:
        name: one of `target.NAMES`.
        runs: executions; 0 for as many as there is time for.
        seconds: by the clock; 0 for as long as the executions take.
    """
    working = BUILD / name / "corpus"
    working.mkdir(parents=True, exist_ok=True)
    options = [f"-runs={runs}" if runs else "-runs=-1", *([f"-max_total_time={seconds}"] if seconds else [])]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        folders = [working, _write_seeds(name, Path(folder)), *_existing(corpus.KEPT / name)]
        begun_s = time.monotonic()
        log = BUILD / name / "log.txt"
        output = _start(name, [*options, f"-artifact_prefix={folder}/", *map(str, folders)], log)
        took_s = time.monotonic() - begun_s
        artifacts = [path for path in Path(folder).iterdir() if path.name.startswith(("crash-", "timeout-", "oom-"))]
        found = corpus.keep_found(name, artifacts[0].read_bytes()) if artifacts else None
    stats = {key: int(value) for key, value in _STAT.findall(output)}
    return Outcome(
        executions=stats.get("number_of_executed_units", 0),
        seconds=took_s,
        rss_mib=stats.get("peak_rss_mb", 0),
        found=found,
        words=_words_of(output),
        has_started="number_of_executed_units" in stats,
    )


def keep(name: str) -> int:
    """Make the kept corpus anew: of all inputs, the fewest that reach every branch.

    Returns:
        How many there are; 0 when the fuzzer did not start, and then nothing was changed.
    """
    working = BUILD / name / "corpus"
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        merged = Path(folder) / "merged"
        merged.mkdir()
        folders = [_write_seeds(name, Path(folder)), *_existing(corpus.KEPT / name, working)]
        _start(name, ["-set_cover_merge=1", str(merged), *map(str, folders)], Path(folder) / "log.txt")
        inputs = [path.read_bytes() for path in merged.iterdir()]
        return corpus.replace(name, target.load(name).seeds(), inputs) if inputs else 0


def _write_seeds(name: str, folder: Path) -> Path:
    seeds = folder / "seeds"
    seeds.mkdir()
    for place, data in enumerate(target.load(name).seeds()):
        (seeds / f"{place:03}").write_bytes(data)
    return seeds


def _existing(*folders: Path) -> list[Path]:
    return [folder for folder in folders if folder.is_dir()]


def _start(name: str, options: list[str], log: Path) -> str:
    """Run the process to its end; what it says can be followed in `log` meanwhile."""
    loaded = target.load(name)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, log.open("wb") as said:
        starter = Path(folder) / "start"
        starter.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -m tests.fuzz.child {name} "$0" "$@"\n', encoding="utf-8"
        )
        starter.chmod(0o700)
        command = [str(starter), *_OPTIONS, f"-max_len={loaded.MAX_BYTES}"]
        if loaded.WORDS:
            words = Path(folder) / "words"
            words.write_text(dictionary(loaded.WORDS), encoding="ascii")
            command.append(f"-dict={words}")
        subprocess.run([*command, *options], stdout=said, stderr=subprocess.STDOUT, check=False)
    return log.read_text(encoding="utf-8", errors="replace")


def _words_of(output: str) -> str:
    raised = _PYTHON_ERROR.search(output)
    if raised:
        return raised[1].strip()
    return "\n".join(line for line in output.splitlines() if line.startswith("==") or "Error" in line)[-2_000:]
