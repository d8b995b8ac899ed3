"""Six digits both people can read to each other, for those who want to rule out a code that leaked."""

_DIGITS = 6
_USED_BYTES = 8  # 64 bits over a million: the bias is below one in ten million million


def make_short_string(sas_key: bytes) -> str:
    """Make the short authentication string from its key, as two groups of three digits."""
    number = int.from_bytes(sas_key[:_USED_BYTES], "big") % 10**_DIGITS
    digits = f"{number:0{_DIGITS}d}"
    return f"{digits[:3]} {digits[3:]}"
