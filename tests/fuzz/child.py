"""One process of the fuzzer: a target, what starts this again, and what libFuzzer takes. Started by the runner."""

import logging
import sys

import atheris

from tests.fuzz import feedback, target

WATCHED = ["shared", "client", "agent_console", "aioice", "aiortc"]
"""Whose branches count: our own, and those of the libraries in Python that read foreign bytes before we do."""


def main() -> None:
    """Fuzz until libFuzzer has enough; does not come back."""
    logging.disable()
    name, starter, *options = sys.argv[1:]  # to merge, libFuzzer starts itself again
    feedback.enable(atheris.instrument_func)
    with atheris.instrument_imports(include=WATCHED, exclude=target.UNWATCHED.get(name)):
        found = target.load(name)
    getattr(found, "quicken", lambda: None)()
    atheris.Setup([starter, *options], found.run)
    atheris.Fuzz()


main()
