"""Shows the main job: opens the real programs on a screen, or plays both people where there is none."""

import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.cli.exit_code import ExitCode
from tests.desk.display import DeskError, wait_until
from tests.e2e.on_screen import open_windows
from tests.e2e.story import Story

OUT = Path("build/demo")
FAILURE = "failure.txt"
LETTER = "It works again. Thank you, Ana!"


def main() -> int:
    """Run the demo.

    Returns:
        An exit status of `shared/cli/exit_code.py`: 0 when everything went as it should.
    """
    try:
        if OUT.exists():
            shutil.rmtree(OUT)
        OUT.mkdir(parents=True)
    except OSError as error:
        print(
            f"{OUT} cannot be made anew: {error.strerror} ({error.filename}). Was it made by another user? Remove it."
        )
        return ExitCode.CANNOT_CREATE
    last_step = "The demo begins."

    def tell(text: str) -> None:
        nonlocal last_step
        last_step = text

    try:
        is_wayland = os.environ.get("XDG_SESSION_TYPE") == "wayland" or "WAYLAND_DISPLAY" in os.environ
        if is_wayland:
            print("This desktop runs on Wayland, where the client cannot work; so both people are played instead.")
        return play(tell) if is_wayland or not os.environ.get("DISPLAY") else open_windows(OUT)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever went wrong ends in a sentence
        (OUT / FAILURE).write_text("".join(traceback.format_exception(error)))
        reason = (str(error) or type(error).__name__).splitlines()[0]
        print(
            f"\nThe demo stopped at the step “{last_step}”: {reason}\n"
            f"All of it is in {OUT}/{FAILURE}; what the programs said is in {OUT}/*.log.",
            flush=True,
        )
        return ExitCode.SETUP if isinstance(error, DeskError) else ExitCode.INTERNAL


def play(note_step: Callable[[str], None]) -> int:
    """Play both people on two virtual displays; pictures and figures go to build/demo."""
    start_s = time.monotonic()

    def tell(text: str) -> None:
        note_step(text)
        print(f"[{time.monotonic() - start_s:5.1f} s] {text}", flush=True)

    letter = OUT / "letter.txt"
    with Story(OUT, tell=tell) as story:
        story.start_server()
        story.home.start([sys.executable, "-m", "tests.e2e.editor", str(letter.resolve())])
        story.open_programs()
        code = story.ask_for_help()
        story.sign_in()
        story.picture("console-signed-in")
        story.use_code(code)
        story.allow_seeing()
        time.sleep(0.5)
        story.picture("seeing")
        story.ask_for_control()
        story.allow_control()
        tell("Ana types a sentence into the person's letter.")
        story.type_remotely(LETTER, (400, 400))
        is_typed = has_come(lambda: LETTER in text_of(letter))
        story.picture("typing")
        story.measure_latency()
        story.measure_input_to_photon()
        story.take_control_back()
        story.picture("control-taken-back")
        before = text_of(letter)
        story.type_remotely("this must not arrive", (400, 400), arrives=False)
        time.sleep(0.5)
        is_stopped = text_of(letter) == before
        story.stop()
        time.sleep(0.3)
        story.picture("ended")
        verdict, events = story.export(OUT / "session.jsonl")
        summary: dict[str, Any] = {
            **story.figures.summary(),
            "typed_ok": is_typed,
            "revoke_stops_input": is_stopped,
            "audit": verdict,
            "audit_events": events,
        }
    (OUT / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    print_summary(summary)
    wrong = [
        words
        for words, is_right in (
            ("the sentence did not arrive", is_typed),
            ("what was typed after the right was taken back arrived", is_stopped),
            (f"the record is not intact ({verdict})", verdict == "intact"),
        )
        if not is_right
    ]
    if wrong:
        print(f"\nNot as it should be: {'; '.join(wrong)}.", flush=True)
    return ExitCode.INTERNAL if wrong else ExitCode.OK


def text_of(path: Path) -> str:
    """What is in a file; empty while there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def has_come(condition: Callable[[], bool]) -> bool:
    """Whether something that takes a while on a busy computer came about."""
    try:
        wait_until(condition, "it has come about")
    except TimeoutError:
        return False
    time.sleep(0.3)  # until it is in the picture too
    return True


GOALS_MS: dict[str, tuple[str, int]] = {
    "paired_ms": ("code typed to verified", 1000),
    "first_picture_ms": ("Allow to first picture", 500),
    "latency_p50_ms": ("change to picture, median", 60),
    "input_to_photon_p50_ms": ("key to changed picture, median", 90),
}
"""What a computer of two cores should reach; a slower or busier one falls short of it and works all the same."""


def print_summary(summary: dict[str, Any]) -> None:
    """Tell the figures beside what they should be."""
    print()
    for key, (words, goal_ms) in GOALS_MS.items():
        verdict = "" if summary[key] <= goal_ms else "   short"
        print(f"  {words:<30} {summary[key]:>7} ms   (at most {goal_ms}){verdict}")
    for words, key in (("sentence arrived", "typed_ok"), ("revoke stops input", "revoke_stops_input")):
        print(f"  {words:<30} {summary[key]!s:>7}")
    print(
        f"""  {"record":<30} {summary["audit"]!s:>7}      ({summary["audit_events"]} events)

How fast a revoked right ends under flood, and what both programs cost while idle, is measured by `make bench`.
Pictures of every step: {OUT}/*.png
The record: {OUT}/session.jsonl, signed with the key {OUT}/data/audit-key.pub"""
    )


if __name__ == "__main__":
    sys.exit(main())
