"""Every kept input goes through its target again; and the parts of the runner that need no fuzzer."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from tests.fuzz import corpus, feedback, runner, target
from tests.fuzz.wire_words import dictionary

ROOT = target.HERE.parents[1]
HANG_S = 1.0
"""Of the processor: what takes so long for a few hundred bytes would hold a session up."""


@pytest.mark.parametrize("name", target.NAMES)
def test_kept_inputs_pass(name: str):
    loaded = target.load(name)
    inputs = [path.read_bytes() for path in corpus.kept_in(name)]
    for data in [*loaded.seeds(), *inputs]:
        begun_s = time.process_time()
        loaded.run(data)
        assert time.process_time() - begun_s < HANG_S


@pytest.mark.parametrize("name", target.NAMES)
def test_corpus_is_small_and_within_what_the_fuzzer_makes(name: str):
    sizes = [path.stat().st_size for path in corpus.kept_in(name)]
    assert 0 < len(sizes) <= corpus.FILES_MAX
    assert sum(sizes) <= corpus.BYTES_MAX
    assert target.load(name).PARSER


def test_every_corpus_has_a_target():
    assert {path.name for path in corpus.KEPT.iterdir()} == set(target.NAMES)


def test_pieces_cut_what_was_joined_and_take_any_bytes():
    parts = [b"", b"a", b"bc" * 300]
    assert target.pieces(target.joined(parts), 9) == parts
    assert target.pieces(target.joined(parts), 2) == parts[:2]
    assert target.pieces(b"\xff\xffrest", 9) == [b"rest"]
    assert target.pieces(b"\0", 9) == []


def test_replace_keeps_what_was_found_the_seeds_and_some_of_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(corpus, "KEPT", tmp_path)
    monkeypatch.setattr(corpus, "FILES_MAX", 5)
    found = corpus.keep_found("code", b"x" * 50)
    made = [b"m" * length for length in range(1, 10)]
    assert corpus.replace("code", [b"seed", b"seed"], [*made, b"seed"]) == 5
    first, *rest = corpus.kept_in("code")
    assert (first, found.read_bytes()) == (found, b"x" * 50)
    assert {path.read_bytes() for path in rest} == {b"seed", b"m", b"mmmm", b"mmmmmmm"}
    assert corpus.replace("code", [b"d"], []) == 2


def test_note_tells_answers_apart_only_under_the_fuzzer(monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    monkeypatch.setattr(feedback, "_marks", [])
    monkeypatch.setattr(feedback, "_mark_of", {})
    feedback.note("nobody listens")
    monkeypatch.setattr(feedback, "_marks", [lambda: seen.append("first"), lambda: seen.append("second")])
    monkeypatch.setattr(feedback, "MARKS_MAX", 2)
    for answer in ("a", "b", "a", "c"):
        feedback.note(answer)
    error = ValueError("Invalid value 'of the input' - at `$.x`")
    feedback.note_refusal(error)
    assert seen == ["first", "second", "first"]


def test_dictionary_is_what_the_fuzzer_reads():
    assert dictionary((b"a\xff",)) == '"\\x61\\xff"\n'


def test_command_without_or_with_an_unknown_target_says_what_there_is():
    for arguments in ([], ["nothing"], ["all", "--runs", "-1"]):
        process = _run(*arguments)
        assert process.returncode == ExitCode.USAGE
        assert "usage: python -m tests.fuzz" in process.stderr
    shown = _run("--help")
    assert shown.returncode == ExitCode.OK
    assert all(name in shown.stdout for name in (*target.NAMES, "--runs", "--seconds", "Exit status"))


def test_command_fuzzes_a_target_counts_and_writes_it_down(tmp_path: Path):
    pytest.importorskip("atheris", reason="no fuzzer for this system")
    process = _run("candidate", "--runs", "2000", folder=tmp_path)
    assert process.returncode == ExitCode.OK, process.stderr
    assert " 2,000 " in process.stdout
    (line,) = (tmp_path / "build" / "fuzz" / "runs.jsonl").read_text().splitlines()
    run = json.loads(line)
    assert (run["target"], run["executions"], run["found"]) == ("candidate", 2_000, "")
    assert 0 < run["peak_rss_mib"] <= runner.RSS_MAX_MIB
    assert "number_of_executed_units" in (tmp_path / "build" / "fuzz" / "candidate" / "log.txt").read_text()


def test_words_of_a_failure_are_those_of_the_parser_without_the_fuzzers_own():
    raised = (
        "INFO: x\n\n === Uncaught Python exception: ===\nValueError: no\n  File a\n\n==7== ERROR: libFuzzer\n#1 NEW\n"
    )
    assert runner._words_of(raised) == "ValueError: no\n  File a"
    assert runner._words_of("#1 NEW\n==7== ERROR: libFuzzer: timeout\n") == "==7== ERROR: libFuzzer: timeout"


def _run(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
