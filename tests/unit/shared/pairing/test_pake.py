import pytest

from shared.pairing.keys import Side
from shared.pairing.pake import SPAKE2_SHARE_BYTES, PakeProblem, Spake2


def _side(side, password=b"p" * 32, sharer=b"sharer", agent=b"agent"):
    return Spake2(side, password, identity_sharer=sharer, identity_agent=agent)


def test_spake2_same_password_gives_same_secret():
    sharer, agent = _side(Side.SHARER), _side(Side.AGENT)
    first, second = sharer.finish(agent.message), agent.finish(sharer.message)
    assert isinstance(first, bytes)
    assert first == second
    assert len(first) == 32


@pytest.mark.parametrize("change", [{"password": b"q" * 32}, {"sharer": b"x"}, {"agent": b"x"}])
def test_spake2_other_password_or_name_gives_another_secret(change):
    sharer, agent = _side(Side.SHARER), _side(Side.AGENT, **change)
    assert sharer.finish(agent.message) != agent.finish(sharer.message)


def test_spake2_secret_is_new_every_time():
    secrets = set()
    for _ in range(2):
        sharer, agent = _side(Side.SHARER), _side(Side.AGENT)
        secrets.add(sharer.finish(agent.message))
    assert len(secrets) == 2


@pytest.mark.parametrize("version", [0, 2, 255])
def test_spake2_other_version_is_refused(version):
    assert _side(Side.SHARER).finish(bytes([version]) + _side(Side.AGENT).share) is PakeProblem.VERSION_UNKNOWN


def test_spake2_second_message_is_refused():
    sharer, agent = _side(Side.SHARER), _side(Side.AGENT)
    assert isinstance(sharer.finish(agent.message), bytes)
    assert sharer.finish(agent.message) is PakeProblem.MALFORMED


def test_spake2_message_is_version_then_share():
    sharer = _side(Side.SHARER)
    assert sharer.message == b"\x01" + sharer.share
    assert len(sharer.share) == SPAKE2_SHARE_BYTES
    assert repr(sharer) == "Spake2()"
