"""Which rights a session ever had, as one number, so that a database finds them without reading the record."""

from collections.abc import Iterable

from shared.capability import Capability

RIGHT_BITS: dict[Capability, int] = {
    Capability.VIEW: 1,
    Capability.CONTROL: 2,
    Capability.CLIPBOARD_TO_USER: 4,
    Capability.CLIPBOARD_FROM_USER: 8,
    Capability.FILE_TO_USER: 16,
    Capability.FILE_FROM_USER: 32,
    Capability.TERMINAL: 64,
    Capability.RECORDING: 128,
    Capability.SYSTEM_INFO: 256,
    Capability.VOICE: 512,
}
"""Written down in databases: a number is never used for anything else."""


def bits_of(rights: Iterable[Capability]) -> int:
    """One number for these rights."""
    return sum(RIGHT_BITS[right] for right in set(rights))


def rights_of(bits: int) -> tuple[Capability, ...]:
    """The rights in a number, in the order of the rights."""
    return tuple(right for right, bit in RIGHT_BITS.items() if bits & bit)
