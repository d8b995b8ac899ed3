"""Network addresses as limits count them and as the record may hold them."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"


def limit_key(host: str | None) -> str:
    """One IPv4 address, or one IPv6 /64: what a single customer gets and can change within at will (RFC 6177)."""
    address = _parse(host)
    if address is None:
        return UNKNOWN
    return str(address) if isinstance(address, IPv4Address) else _network(address, 64)


def mask_address(host: str | None) -> str:
    """What may be written down of an address: its /24, or its /48."""
    address = _parse(host)
    if address is None:
        return UNKNOWN
    return _network(address, 24 if isinstance(address, IPv4Address) else 48)


def _parse(host: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _network(address: IPv4Address | IPv6Address, prefix: int) -> str:
    return str(ip_network(f"{address}/{prefix}", strict=False))
