from shared.capability import Capability
from signaling.domain.right_bits import RIGHT_BITS, bits_of, rights_of


def test_every_right_has_a_bit_of_its_own():
    assert set(RIGHT_BITS) == set(Capability)
    assert sorted(RIGHT_BITS.values()) == [1 << place for place in range(len(RIGHT_BITS))]
    assert rights_of(bits_of([Capability.CONTROL, Capability.VIEW, Capability.VIEW])) == (
        Capability.VIEW,
        Capability.CONTROL,
    )
    assert rights_of(bits_of([])) == ()
