"""Pairing state and relay for a server that is one process: plain dictionaries behind the two ports."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from signaling.domain.notice import Notice
from signaling.domain.ports import Deliver


class InProcessPairingState:
    """The port `PairingState` in memory; what has outlived its time is dropped as it is met."""

    def __init__(self, monotonic_ms: Callable[[], int]) -> None:
        self._monotonic_ms = monotonic_ms
        self._values: dict[str, dict[str, tuple[bytes, int]]] = {}
        self._expiries: list[tuple[int, str, str]] = []

    async def set_if_absent(self, namespace: str, key: str, value: bytes, ttl_ms: int) -> bool:
        """Store `value` unless the key is there already."""
        self._drop_expired()
        keys = self._values.setdefault(namespace, {})
        if key in keys:
            return False
        due_ms = self._monotonic_ms() + ttl_ms
        keys[key] = (value, due_ms)
        heapq.heappush(self._expiries, (due_ms, namespace, key))
        return True

    async def get(self, namespace: str, key: str) -> bytes | None:
        """The value, or None."""
        self._drop_expired()
        found = self._values.get(namespace, {}).get(key)
        return None if found is None else found[0]

    async def take(self, namespace: str, key: str) -> bytes | None:
        """Remove the value and return it."""
        self._drop_expired()
        found = self._values.get(namespace, {}).pop(key, None)
        return None if found is None else found[0]

    async def count(self, namespace: str) -> int:
        """How many keys the namespace holds."""
        self._drop_expired()
        return len(self._values.get(namespace, {}))

    def _drop_expired(self) -> None:
        now_ms = self._monotonic_ms()
        while self._expiries and self._expiries[0][0] <= now_ms:
            due_ms, namespace, key = heapq.heappop(self._expiries)
            found = self._values.get(namespace, {}).get(key)
            # A key may have been taken and set anew since; then its own entry in the heap speaks for it.
            if found is not None and found[1] == due_ms:
                del self._values[namespace][key]


@dataclass(slots=True, eq=False)
class _Ear:
    bus: "InProcessBus"
    address: str
    deliver: Deliver

    def cancel(self) -> None:
        """Stop listening."""
        self.bus.drop(self)


class InProcessBus:
    """The port `Bus` in memory: a notice is delivered before `publish` returns."""

    def __init__(self) -> None:
        self._ears: dict[str, list[_Ear]] = {}

    async def subscribe(self, address: str, deliver: Deliver) -> _Ear:
        """Listen at an address."""
        ear = _Ear(self, address, deliver)
        self._ears.setdefault(address, []).append(ear)
        return ear

    async def publish(self, address: str, notice: Notice) -> int:
        """Deliver a notice to all who listen and return how many those are."""
        ears = tuple(self._ears.get(address, ()))
        for ear in ears:
            ear.deliver(notice)
        return len(ears)

    async def listeners(self, address: str) -> int:
        """How many listen at an address."""
        return len(self._ears.get(address, ()))

    def drop(self, ear: _Ear) -> None:
        """Take one listener away; for `_Ear.cancel`."""
        ears = self._ears.get(ear.address, [])
        if ear in ears:
            ears.remove(ear)
        if not ears:
            self._ears.pop(ear.address, None)
