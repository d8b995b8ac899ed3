"""Whether every key arrives: layouts of agent and person crossed, dead keys, shortcuts, Caps Lock, layouts that change.

On the agent's desk a hand presses real keys; on the person's desk xterm, a Qt field and Chromium say what they got.

    uv run python -m tests.bench.fidelity [--tools alongside] [--fields xterm,qt] [--agent us,ru] [--person de,fr]

It prints a table and writes the rows under "fidelity" of `build/bench/input.json`; what else is there stays. The goal
for ours is nothing wrong, nothing lost, nothing stuck.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from shared.xcb_link import XcbLink
from tests.bench.fidelity.fields import FIELDS, Field
from tests.bench.fidelity.plan import LAYOUTS, Item, Plan, Press, make_plan, modifier_keycodes
from tests.bench.fidelity.score import Score
from tests.bench.fidelity.tools import TOOLS
from tests.desk.display import VirtualDisplay
from tests.desk.person import Person

RESULT = Path("build/bench/input.json")
_KEY_S = 0.005
_GAP_S = 0.010
_RUN_ITEMS = 24
_CAPS_LOCK = 66
_SWITCHED_TO = {"us": "de", "de": "ru", "fr": "us", "ru": "fr", "ro": "us"}
_TRY_OUT_S = 0.3
_STUCK_AFTER_S = 1.0
_TRIES = 2


class Hand:
    """Presses keys of the agent's desk by keycode."""

    def __init__(self, display: Any, modifiers: Mapping[str, int]) -> None:
        self._display = display
        self._modifiers = modifiers

    def play(self, items: Iterable[Item]) -> None:
        """One after the other, at the pace of a quick typist's fingers."""
        for item in items:
            for press in item.presses:
                self._press(press)

    def _press(self, press: Press) -> None:
        wanted = {"shift": press.has_shift, "altgr": press.has_altgr, "ctrl": press.has_ctrl}
        held = [self._modifiers[name] for name, is_wanted in wanted.items() if is_wanted]
        for keycode in (*held, press.keycode):
            self._fake(X.KeyPress, keycode)
        for keycode in (press.keycode, *reversed(held)):
            self._fake(X.KeyRelease, keycode)
        time.sleep(_GAP_S)

    def _fake(self, kind: int, keycode: int) -> None:
        xtest.fake_input(self._display, kind, keycode)
        self._display.sync()
        time.sleep(_KEY_S)


class Bench:
    """Two desks, a tool between them, and fields on the second."""

    def __init__(self, agent: VirtualDisplay, person: VirtualDisplay, fields: Sequence[Field]) -> None:
        self._agent, self._person, self._fields = agent, person, fields
        self._server = Display(person.name)
        self.failures: list[dict[str, str]] = []

    def close(self) -> None:
        """Leave the desks."""
        self._server.close()

    def measure(self, tool_name: str, agent_layout: str, person_layout: str) -> list[dict[str, Any]]:
        """Everything for one pair of layouts."""
        names = {"tool": tool_name, "agent": agent_layout, "person": person_layout}
        set_layout(self._agent, agent_layout)
        set_layout(self._person, person_layout)
        display = Display(self._agent.name)
        try:
            with closing(XcbLink(self._agent.name)) as desk:
                plan, modifiers = make_plan(desk), modifier_keycodes(desk)
            tool = TOOLS[tool_name](self._agent, self._person)
            try:
                tool.start()
                hand = Hand(display, modifiers)
                return [row for field in self._fields for row in self._measure_field(hand, plan, field, names)]
            finally:
                tool.stop()
        finally:
            display.close()

    def _measure_field(self, hand: Hand, plan: Plan, field: Field, names: dict[str, str]) -> Iterable[dict[str, Any]]:
        names = names | {"field": field.name}
        letters = [item for item in plan.characters if item.expected.isalpha()]
        half = len(letters) // 2

        def run(kind: str, items: Sequence[Item]) -> Score:
            return self._score(hand, field, items, names | {"kind": kind})

        field.focus()
        time.sleep(_TRY_OUT_S)
        for kind, items in (
            ("text", plan.characters),
            ("shortcuts", plan.shortcuts),
            ("dead keys", plan.dead),
            ("beyond", plan.beyond),
        ):
            yield run(kind, items).as_row(kind=kind, **names)
        self._tap(_CAPS_LOCK)
        yield run("caps lock", letters).as_row(kind="caps lock", **names)
        self._tap(_CAPS_LOCK)
        score = run("switched", letters[:half])
        set_layout(self._person, _SWITCHED_TO[names["person"]])
        score += run("switched", letters[half:])
        set_layout(self._person, names["person"])
        yield score.as_row(kind="switched", **names)

    def _score(self, hand: Hand, field: Field, items: Sequence[Item], names: dict[str, str]) -> Score:
        score = Score()
        for begin in range(0, len(items), _RUN_ITEMS):
            part = items[begin : begin + _RUN_ITEMS]
            expected = "".join(item.expected for item in part)
            hand.play(part)
            received = field.take(expected)
            is_shortcut = names["kind"] == "shortcuts"
            got = received.shortcuts if is_shortcut else received.text
            stray = received.text if is_shortcut else received.shortcuts
            stuck = self._stuck()
            score.add(expected, got, stuck)
            score.wrong += len(stray)
            if got != expected or stray or stuck:
                self.failures.append(names | {"expected": expected, "got": got, "stray": stray, "stuck": str(stuck)})
        return score

    def _stuck(self) -> int:
        """Keys that are still down a second after every hand was up; lets go of them."""
        until_s = time.monotonic() + _STUCK_AFTER_S
        while (down := self._down()) and time.monotonic() < until_s:
            time.sleep(0.02)
        for keycode in down:
            xtest.fake_input(self._server, X.KeyRelease, keycode)
        self._server.sync()
        return len(down)

    def _down(self) -> list[int]:
        bits = self._server.query_keymap()
        return [index * 8 + bit for index, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1]

    def _tap(self, keycode: int) -> None:
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self._server, kind, keycode)
        self._server.sync()
        time.sleep(_TRY_OUT_S)


def set_layout(desk: VirtualDisplay, layout: str) -> None:
    """As a person changes it, or a program does for them."""
    # Russian as it is installed everywhere: with an American layout beside it, for addresses and passwords.
    layouts = "ru,us" if layout == "ru" else layout
    subprocess.run(
        ["setxkbmap", "-layout", layouts, "-option", ""], env=desk.environment, check=True, capture_output=True
    )
    time.sleep(_TRY_OUT_S)


def summarize(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a tool, and one a tool and kind."""
    sums: dict[tuple[str, str], Score] = {}
    for row in rows:
        score = Score(row["cases"], row["wrong"], row["lost"], row["stuck"])
        for key in ((row["tool"], "all"), (row["tool"], row["kind"]), (row["tool"], f"into {row['field']}")):
            total = sums.setdefault(key, Score())
            total += score
    return [score.as_row(tool=tool, kind=kind) for (tool, kind), score in sums.items()]


def write(rows: list[dict[str, Any]]) -> None:
    """Keep what other benches have written into the same file."""
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    kept = kept if isinstance(kept, dict) else {}
    totals = [row for row in summarize(rows) if row["kind"] == "all"]
    kept["fidelity"] = [{key: value for key, value in row.items() if key != "kind"} for row in totals]
    kept["fidelity_by_kind"] = [row for row in summarize(rows) if row["kind"] != "all"]
    kept["fidelity_rows"] = rows
    RESULT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.fidelity",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, known in (("tools", TOOLS), ("fields", FIELDS), ("agent", LAYOUTS), ("person", LAYOUTS)):
        parser.add_argument(f"--{name}", default=",".join(known), help=f"some of {', '.join(known)}")
    chosen = parser.parse_args()
    tools = chosen.tools.split(",")
    for name in list(tools):
        missing = TOOLS[name].missing()
        if missing:
            print(f"{name}: left out, {', '.join(missing)} not installed")
            tools.remove(name)
    # All at the same time, so that whatever else this computer does is the same for each.
    with ThreadPoolExecutor(len(tools)) as pool:
        rows = [row for part in pool.map(lambda name: _measure_tool(name, chosen), tools) for row in part]
    write(rows)
    print(f"{'tool':<12}{'what':<16}{'cases':>8}{'wrong':>8}{'lost':>8}{'stuck':>8}")
    for row in summarize(rows):
        print(
            f"{row['tool']:<12}{row['kind']:<16}{row['cases']:>8}{row['wrong']:>8}{row['lost']:>8}{row['stuck']:>8}"
        )


def _measure_tool(tool_name: str, chosen: argparse.Namespace) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    with (
        VirtualDisplay(has_accessibility=False) as agent,
        VirtualDisplay(has_accessibility=False) as person,
        tempfile.TemporaryDirectory() as folder,
        Person(person.name) as hand_of_person,
    ):
        set_layout(person, "us")  # before anything is shown: the window manager takes the focus when the map changes
        fields = [FIELDS[name](person, hand_of_person, Path(folder)) for name in chosen.fields.split(",")]
        bench = Bench(agent, person, fields)
        try:
            for field in fields:
                field.start()
            for agent_layout in chosen.agent.split(","):
                for person_layout in chosen.person.split(","):
                    began_s = time.monotonic()
                    new = _try_to_measure(bench, tool_name, agent_layout, person_layout)
                    if not new:
                        continue
                    rows += new
                    total = summarize(new)[0]
                    print(
                        f"{tool_name} {agent_layout} to {person_layout}: {total['cases']} cases, {total['wrong']} wrong,"
                        f" {total['lost']} lost, {total['stuck']} stuck, {time.monotonic() - began_s:.0f} s",
                        flush=True,
                    )
            for failure in bench.failures[:40] if tool_name == "alongside" else ():
                print(failure, flush=True)
        finally:
            for field in fields:
                field.close()
            bench.close()
    return rows


def _try_to_measure(bench: Bench, tool_name: str, agent_layout: str, person_layout: str) -> list[dict[str, Any]]:
    """Twice, for a program that did not start in time says nothing about keys; nothing if it never did."""
    for number in range(_TRIES):
        try:
            return bench.measure(tool_name, agent_layout, person_layout)
        except TimeoutError as error:
            said = "left out" if number + 1 == _TRIES else "once more"
            print(f"{tool_name} {agent_layout} to {person_layout}: {said}, {error}", flush=True)
    return []


if __name__ == "__main__":
    main()
