"""Coverage-guided fuzzing of every parser of foreign bytes: `python -m tests.fuzz TARGET [--runs N] [--seconds S]`."""

import argparse
import importlib.util
import json
import os
import sys
from datetime import UTC, datetime

from shared.cli.exit_code import ExitCode
from shared.cli.fail import run_program
from tests.fuzz import corpus, runner, target

SECONDS = 60
ALL = "all"
_EPILOG = f"""\
TARGET is one of
  {ALL}
{chr(10).join(f"  {name}" for name in target.NAMES)}

What the fuzzer finds on its way is kept in build/fuzz, so the next run goes on from there. Inputs a parser failed on
are put into tests/fuzz/corpus, from where `make test` feeds them to the parser again.

Exit status: {ExitCode.OK.value} nothing was found, {ExitCode.DATA.value} a parser failed, {ExitCode.USAGE.value} \
wrong usage, {ExitCode.SETUP.value} the fuzzer is not installed or did not start,
{ExitCode.INTERRUPTED.value} interrupted.
"""


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; gives the exit status."""
    options = _parser().parse_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        print(
            "The fuzzer is not installed: atheris has no wheel for this system and Python. `make test` feeds the kept "
            "inputs to every parser without it.",
            file=sys.stderr,
        )
        return ExitCode.SETUP
    status = ExitCode.OK
    names = target.NAMES if options.target == ALL else (options.target,)
    if options.keep:
        return max(map(_keep, names))
    print(f"{'target':14} {'executions':>12} {'s':>7} {'per s':>8} {'MiB':>5} {'kept':>5}")
    for name in names:
        status = _fuzz(name, runs=options.runs, seconds=options.seconds) or status
    return status


def _keep(name: str) -> ExitCode:
    count = runner.keep(name)
    if not count:
        print(f"{name}: the fuzzer did not start, so the corpus is as it was.", file=sys.stderr)
        return ExitCode.SETUP
    print(f"{name:14} {count:>5} inputs kept", flush=True)
    return ExitCode.OK


def _fuzz(name: str, *, runs: int, seconds: int) -> ExitCode:
    outcome = runner.fuzz(name, runs=runs, seconds=seconds or (0 if runs else SECONDS))
    if not outcome.has_started and outcome.found is None:
        print(f"{name}: the fuzzer did not start.\n{outcome.words}", file=sys.stderr)
        return ExitCode.SETUP
    per_s = outcome.executions / outcome.seconds
    print(
        f"{name:14} {outcome.executions:>12,} {outcome.seconds:>7.0f} {per_s:>8,.0f} {outcome.rss_mib:>5} "
        f"{len(corpus.kept_in(name)):>5}",
        flush=True,
    )
    _write_down(name, outcome)
    if outcome.found is None:
        return ExitCode.OK
    print(f"{name}: failed on {os.path.relpath(outcome.found)}\n{outcome.words}", file=sys.stderr, flush=True)
    return ExitCode.DATA


def _write_down(name: str, outcome: runner.Outcome) -> None:
    """One line a run, so that counts can be added up afterwards."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "target": name,
        "executions": outcome.executions,
        "seconds": round(outcome.seconds, 1),
        "peak_rss_mib": outcome.rss_mib,
        "found": outcome.found.name if outcome.found else "",
    }
    with (runner.BUILD / "runs.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description="Feed a parser with what coverage-guided fuzzing makes of its corpus, until it fails or has had enough.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET", choices=(ALL, *target.NAMES), help="what to fuzz; see below")
    parser.add_argument("--runs", type=_count, default=0, metavar="N", help="stop after N executions of each target")
    parser.add_argument(
        "--seconds",
        type=_count,
        default=0,
        metavar="S",
        help=f"stop after S seconds of each target; {SECONDS} when neither is given",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="do not fuzz: make the corpus in tests/fuzz/corpus anew from its seeds and what build/fuzz holds",
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


if __name__ == "__main__":
    sys.exit(run_program(main, program="fuzz"))
