"""Lists of networks as settings give them, and whether an address is in one."""

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse(text: str) -> list[Network]:
    """Networks with commas between them; a lone address is a network of one.

    Raises `ValueError` that names the part that is no network.
    """
    return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]


def includes(networks: Sequence[Network], address: str) -> bool:
    """Whether one of the networks holds the address. A malformed address is held by no network."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(given, "ipv4_mapped", None) or given
    return any(mapped in network for network in networks)
