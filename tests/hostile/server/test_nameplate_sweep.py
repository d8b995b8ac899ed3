"""A signed-in agent goes through every nameplate there is: locked after five, and nobody else notices."""

import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.wire_program import Program, claim_code, open_session

pytestmark = pytest.mark.hostile(7)


async def test_sweep_of_every_nameplate_is_locked_after_five_and_others_pair_meanwhile(tmp_path):
    for name in ("sweeper", "ana", "ion"):
        add_account(tmp_path, f"{name}@example.org")
    policy = ServerPolicy(socket_burst=1_000_000)  # the lock is tried here, not the pace
    async with (
        server_inside(tmp_path, policy=policy) as url,
        Program(url, "agent") as sweeper,
        Program(url, "agent") as ana,
        Program(url, "client") as waiting,
    ):
        await sweeper.sign_in("sweeper@example.org", PASSWORD)
        await ana.sign_in("ana@example.org", PASSWORD)
        slot = await waiting.request(wire.Allocate(request_id=1), wire.Allocated)
        others = [f"{number:03d}" for number in range(1000) if f"{number:03d}" != slot.nameplate]
        codes = [await sweeper.refused(wire.Claim(request_id=1, nameplate=each)) for each in others[:500]]
        async with Program(url, "client") as client:
            await open_session(client, ana)
        codes += [await sweeper.refused(wire.Claim(request_id=1, nameplate=each)) for each in others[500:]]
        assert codes == ["code_unknown"] * 5 + ["rate_limited"] * 994
        # Even the right one, found at last, is no longer theirs to claim; its person's agent still can.
        assert await sweeper.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "rate_limited"
        await sweeper.leave()
        async with Program(url, "agent", host=sweeper.host) as back:
            await back.sign_in("sweeper@example.org", PASSWORD)
            assert await back.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "rate_limited"
        async with Program(url, "agent") as ion:
            await ion.sign_in("ion@example.org", PASSWORD)
            await ion.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
            assert (await waiting.receive(wire.Claimed)).slot_id == slot.slot_id
            async with Program(url, "client") as next_one:
                await claim_code(next_one, ion)
