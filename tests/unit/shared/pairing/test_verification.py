from shared.pairing.verification import make_short_string


def test_make_short_string_uses_the_first_eight_bytes():
    assert make_short_string((123_456).to_bytes(8, "big") + b"\x00" * 24) == "123 456"
    assert make_short_string((123_456).to_bytes(8, "big") + b"\xff" * 24) == "123 456"


def test_make_short_string_largest_number_is_reduced():
    assert (
        make_short_string(b"\xff" * 32) == f"{(2**64 - 1) % 10**6:06d}"[:3] + " " + f"{(2**64 - 1) % 10**6:06d}"[3:]
    )
