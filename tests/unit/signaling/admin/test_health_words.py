from dataclasses import replace
from datetime import timedelta

import pytest

from shared.cli.text import LANGUAGES
from signaling.admin.health_words import said_of
from signaling.admin.speech import speaker
from signaling.admin.words import level_words, witness_words
from signaling.domain.health import Level, Sign, judge
from signaling.domain.witness_view import WitnessStanding, WitnessView
from tests.unit.signaling.domain.test_health import NOW, WELL

BAD = replace(
    WELL,
    not_ready="audit_unwritable",
    pairings=0,
    pairing_failures=40,
    waiting_steps=2_000,
    disk_free_bytes=3_000_000,
    witness=WitnessView(standing=WitnessStanding.REFUSED),
    certificate_until=NOW - timedelta(days=2),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_red_says_what_to_do_and_what_is_green_does_not(language: str):
    t = speaker(language)
    for reading in (WELL, BAD):
        for sign, level in judge(reading).items():
            said = said_of(t, sign, level, reading)
            assert said.name
            assert said.figure
            assert bool(said.advice) == (level in (Level.LOOK, Level.ACT)), sign
    assert [sign for sign, level in judge(BAD).items() if level is Level.ACT] == [
        Sign.NODE, Sign.PAIRING, Sign.QUEUE, Sign.DISK, Sign.WITNESS, Sign.CERTIFICATE,
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_and_standings_are_told_apart_in_words(language: str):
    t = speaker(language)
    assert len({level_words(t, level) for level in Level}) == len(Level)
    assert len({witness_words(t, standing).state for standing in WitnessStanding}) == len(WitnessStanding)
    for standing in WitnessStanding:
        assert bool(witness_words(t, standing).advice) == (standing is not WitnessStanding.WELL)


def test_figures_are_said_plainly():
    t = speaker("en")
    figures = {sign: said_of(t, sign, level, WELL).figure for sign, level in judge(WELL).items()}
    assert figures[Sign.NODE] == "help1 has been running for 3 d."
    assert figures[Sign.DISK] == "200 GiB of 250 GiB"
    assert figures[Sign.CERTIFICATE] == "good until 2027-01-26, days left: 60"
    assert said_of(t, Sign.CERTIFICATE, Level.ACT, BAD).figure == "expired on 2026-11-25"
    assert "not measured" in figures[Sign.RELAY]
