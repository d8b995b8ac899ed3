from typing import get_args

import msgspec
import pytest

from shared.capability import Capability
from shared.protocol import signaling_messages as wire
from signaling.domain import notice

CARD = wire.AgentCard(
    agent_id="agent:1", name="Ana", organisation="Helpdesk", domain="example.org", account_created_on="2026-11-22"
)
SEAL = wire.Seal(count=3, head="f" * 64, signature=b"s" * 64, key=b"k" * 32)
SAMPLES: list[notice.Notice] = [
    notice.CodeClaimed(slot_id="b" * 32, session_id="a" * 32, session_token="t" * 32, agent=CARD),
    notice.PolicySet(session_id="a" * 32, forbidden=(Capability.CONTROL, Capability.VIEW)),
    notice.TermsSet(
        session_id="a" * 32, needs_reason=(Capability.CONTROL,), longest_ms={Capability.CONTROL: 120_000}
    ),
    notice.CodeContested(session_id="a" * 32),
    notice.Relayed(session_id="a" * 32, phase="sealed", body=b"\x00\xff"),
    notice.PairingEnded(session_id="a" * 32, failure=None),
    notice.PairingEnded(session_id="a" * 32, failure="wrong_code"),
    notice.SessionOpened(session_id="a" * 32),
    notice.SessionEnded(session_id="a" * 32, reason="panic", seal=SEAL),
    notice.PresenceChanged(session_id="a" * 32, is_present=False),
    notice.Replaced(connection_id="c1", slot_id="b" * 32, session_id=None),
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_notice_survives_the_way_between_two_nodes(sample: notice.Notice):
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(sample), type=notice.Notice) == sample


def test_samples_cover_every_notice():
    assert {type(sample) for sample in SAMPLES} == set(get_args(notice.Notice))


def test_code_claimed_shows_no_token():
    assert "t" * 32 not in repr(SAMPLES[0])


def test_addresses_differ_by_side():
    assert notice.client_address("x") != notice.agent_address("x")
