"""Hands out nameplates, keeps them for ten minutes, and lets each be claimed once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from shared.audit.event import AuditTag
from signaling.domain.audit_log import actor_of, nameplate_hash, server_event
from signaling.domain.conversation import Connection, SlotHold, SocketState
from signaling.domain.notice import Replaced, client_address
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Bus, Deliver, Ledger, Moment, PairingState, SlotRow, Subscription

NAMEPLATE_DIGITS = (3, 4, 5, 6)
_TRIES = 64  # under half are used, so that many misses in a row are one in 2**64
_SLACK_MS = 60_000  # the node that holds the client's socket ends the code; lifetimes only clean up after a dead node


class WaitingCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code nobody has claimed yet, as all nodes see it."""

    slot_id: str
    nameplate: str
    expires_unix_ms: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The code is being used already, in that session."""

    session_id: str
    slot_id: str


class PairingDesk:
    """The rules of a nameplate: reserved at random, waiting, then taken, released or expired; never two of these.

    Three namespaces of the shared state: `nameplate3`..`nameplate6` reserve the digits, `waiting` holds what exactly
    one of claim, release and expiry can take, `taken` remembers the session for whoever comes second.
    """

    def __init__(
        self,
        *,
        state: PairingState,
        bus: Bus,
        ledger: Ledger,
        policy: ServerPolicy,
        random_below: Callable[[int], int],
        new_id: Callable[[], str],
    ) -> None:
        self._state = state
        self._bus = bus
        self._ledger = ledger
        self._policy = policy
        self._random_below = random_below
        self._new_id = new_id

    async def allocate(self, connection: Connection, deliver: Deliver, now: Moment) -> SlotHold | None:
        """Reserve a nameplate for this client and put it on record; None when none is free."""
        slot_id = self._new_id()
        lifetime_ms = self._policy.code_lifetime_ms
        nameplate = await self._reserve(slot_id, lifetime_ms)
        if nameplate is None:
            return None
        code = WaitingCode(
            slot_id=slot_id, nameplate=nameplate, expires_unix_ms=int(now.utc.timestamp() * 1000) + lifetime_ms
        )
        row = SlotRow(slot_id=slot_id, nameplate=nameplate, expires_at=now.utc + timedelta(milliseconds=lifetime_ms))
        event = server_event(
            AuditTag.CODE_MADE,
            {"nameplate_hash": nameplate_hash(slot_id, nameplate)},
            now=now,
            actor=actor_of(connection),
            connection=connection,
        )
        try:
            await self._ledger.add_slot(row, event)
        except BaseException:
            await self._free(nameplate)
            raise
        # Subscribed before it can be claimed, so that the news of a claim always finds its client.
        subscription = await self._bus.subscribe(client_address(slot_id), deliver)
        await self._state.set_if_absent("waiting", nameplate, msgspec.msgpack.encode(code), lifetime_ms + _SLACK_MS)
        await self._state.set_if_absent("slot", slot_id, nameplate.encode(), lifetime_ms + _SLACK_MS)
        return self._hold(connection, code, now.mono_ms + lifetime_ms, subscription)

    async def resume(self, connection: Connection, slot_id: str, deliver: Deliver, now: Moment) -> SlotHold | None:
        """Give a client that lost its socket the code back that it shows; None when it is gone or used."""
        found = await self._state.get("slot", slot_id)
        code = None if found is None else await self._take_waiting(found.decode())
        if code is None:
            return None
        left_ms = min(code.expires_unix_ms - int(now.utc.timestamp() * 1000), self._policy.code_lifetime_ms)
        if code.slot_id != slot_id or left_ms <= 0:
            return None
        replaced = Replaced(connection_id=connection.connection_id, slot_id=slot_id)
        await self._bus.publish(client_address(slot_id), replaced)
        subscription = await self._bus.subscribe(client_address(slot_id), deliver)
        await self._state.set_if_absent("waiting", code.nameplate, msgspec.msgpack.encode(code), left_ms + _SLACK_MS)
        return self._hold(connection, code, now.mono_ms + left_ms, subscription)

    async def release(self, connection: Connection, now: Moment) -> bool:
        """Give the code back unused; False when an agent took it first, whose claim then finds nobody."""
        slot = connection.slot
        if await self._end(connection, AuditTag.CODE_RELEASED, now, is_certain=False):
            return True
        if slot is not None and connection.slot is slot:
            connection.slot = None
            connection.enter(SocketState.GREETED)
            slot.subscription.cancel()
            await self._state.take("slot", slot.slot_id)
        return False

    async def expire(self, connection: Connection, now: Moment) -> bool:
        """End a code whose time is over; False when an agent took it first."""
        slot = connection.slot
        is_certain = slot is not None and now.mono_ms > slot.expires_mono_ms + _SLACK_MS
        return await self._end(connection, AuditTag.CODE_EXPIRED, now, is_certain=is_certain)

    async def leave(self, connection: Connection, now: Moment) -> None:
        """The client's socket broke: the code waits a little for it to come back, then it is gone."""
        slot = connection.slot
        if slot is None:
            return
        connection.slot = None
        slot.subscription.cancel()
        code = await self._take_waiting(slot.nameplate)
        if code is not None:
            left_ms = min(slot.expires_mono_ms - now.mono_ms, self._policy.slot_grace_ms)
            if left_ms > 0:
                await self._state.set_if_absent("waiting", slot.nameplate, msgspec.msgpack.encode(code), left_ms)

    async def claim(self, nameplate: str) -> WaitingCode | Taken | None:
        """Take the code for an agent: the code, who has it already, or None when there is no such code."""
        code = await self._take_waiting(nameplate)
        if code is not None:
            return code
        found = await self._state.get("taken", nameplate)
        return None if found is None else Taken(*msgspec.msgpack.decode(found, type=tuple[str, str]))

    async def mark_taken(self, code: WaitingCode, session_id: str, now: Moment) -> None:
        """Remember which session came of the code, for as long as somebody might still try it."""
        ttl_ms = max(1, code.expires_unix_ms - int(now.utc.timestamp() * 1000))
        ttl_ms = min(ttl_ms, self._policy.code_lifetime_ms)
        await self._state.set_if_absent(
            "taken", code.nameplate, msgspec.msgpack.encode((session_id, code.slot_id)), ttl_ms
        )

    async def put_back(self, code: WaitingCode, now: Moment) -> None:
        """Undo a claim that came to nothing through no fault of the code's."""
        await self._state.take("taken", code.nameplate)
        if await self._state.get("slot", code.slot_id) is None:
            return
        ttl_ms = min(code.expires_unix_ms - int(now.utc.timestamp() * 1000), self._policy.slot_grace_ms)
        if ttl_ms > 0:
            await self._state.set_if_absent("waiting", code.nameplate, msgspec.msgpack.encode(code), ttl_ms)

    async def restore(self, row: SlotRow, now: Moment) -> None:
        """After a restart: let a code that was waiting be claimed again once its client is back."""
        left_ms = min(int((row.expires_at - now.utc).total_seconds() * 1000), self._policy.code_lifetime_ms)
        if left_ms <= 0:
            return
        code = WaitingCode(
            slot_id=row.slot_id, nameplate=row.nameplate, expires_unix_ms=int(row.expires_at.timestamp() * 1000)
        )
        namespace = f"nameplate{len(row.nameplate)}"
        if await self._state.set_if_absent(namespace, row.nameplate, b"", left_ms + _SLACK_MS):
            await self._state.set_if_absent("waiting", row.nameplate, msgspec.msgpack.encode(code), left_ms)
            await self._state.set_if_absent("slot", row.slot_id, row.nameplate.encode(), left_ms)

    async def sweep(self, now: Moment) -> None:
        """Put the end of codes on record whose client never came back."""
        for row in await self._ledger.stale_slots(now.utc - timedelta(milliseconds=_SLACK_MS)):
            data = {"nameplate_hash": nameplate_hash(row.slot_id, row.nameplate)}
            await self._ledger.remove_slot(row.slot_id, server_event(AuditTag.CODE_EXPIRED, data, now=now))

    async def _reserve(self, slot_id: str, lifetime_ms: int) -> str | None:
        for digits in NAMEPLATE_DIGITS:
            namespace, size = f"nameplate{digits}", 10**digits
            if await self._state.count(namespace) * 2 >= size:
                continue
            for _ in range(_TRIES):
                nameplate = f"{self._random_below(size):0{digits}d}"
                ttl_ms = lifetime_ms + _SLACK_MS
                if await self._state.set_if_absent(namespace, nameplate, slot_id.encode(), ttl_ms):
                    return nameplate
        return None

    async def _end(self, connection: Connection, tag: AuditTag, now: Moment, *, is_certain: bool) -> bool:
        slot = connection.slot
        if slot is None:
            return False
        if await self._take_waiting(slot.nameplate) is None and not is_certain:
            return False
        connection.slot = None
        connection.enter(SocketState.GREETED)
        slot.subscription.cancel()
        await self._free(slot.nameplate)
        await self._state.take("slot", slot.slot_id)
        event = server_event(
            tag,
            {"nameplate_hash": nameplate_hash(slot.slot_id, slot.nameplate)},
            now=now,
            actor=actor_of(connection),
            connection=connection,
        )
        await self._ledger.remove_slot(slot.slot_id, event)
        return True

    async def _take_waiting(self, nameplate: str) -> WaitingCode | None:
        found = await self._state.take("waiting", nameplate)
        return None if found is None else msgspec.msgpack.decode(found, type=WaitingCode)

    async def _free(self, nameplate: str) -> None:
        await self._state.take(f"nameplate{len(nameplate)}", nameplate)

    @staticmethod
    def _hold(
        connection: Connection, code: WaitingCode, expires_mono_ms: int, subscription: Subscription
    ) -> SlotHold:
        slot = SlotHold(
            slot_id=code.slot_id,
            nameplate=code.nameplate,
            expires_mono_ms=expires_mono_ms,
            subscription=subscription,
        )
        connection.slot = slot
        connection.last_slot_id = slot.slot_id
        connection.enter(SocketState.SLOT_HELD)
        return slot
