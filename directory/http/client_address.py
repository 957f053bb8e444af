"""The client's IP address, with or without reverse proxies, and the network it counts as."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

UNKNOWN_ADDRESS = IPv6Address("::")
IPV6_PREFIX = 64  # One client may use any address of such a network.


def find_client_network(request):
    """Return what limits count a request's client by; see `group_address`."""
    return group_address(find_client_address(request))


def group_address(text):
    """Return what limits count a client by: an IPv4 address, or the /64 network of an IPv6 address.

    Clients without an address count as one: those of a socket, or of a proxy that names none.
    """
    address = read_address(text)
    if address.version == UNKNOWN_ADDRESS.version:
        return str(ip_network((int(address), IPV6_PREFIX), strict=False))
    return str(address)


def read_address(text):
    """Return an IP address, also one with a port, or `UNKNOWN_ADDRESS`.

    An IPv4 address inside an IPv6 address, as sockets for both show it, is returned as IPv4.
    """
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN_ADDRESS
    return getattr(address, "ipv4_mapped", None) or address


def find_client_address(request):
    """Return `REMOTE_ADDR` or, behind trusted proxies, the nearest untrusted address.

    `X-Forwarded-For` is read from its end, where our own proxies wrote; anything before that could
    be forged.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and is_trusted_proxy(address):
        address = forwarded.pop().strip() or address
    return address


def is_trusted_proxy(address):
    """Return whether the address belongs to one of our proxies."""
    parsed = read_address(address)
    if parsed == UNKNOWN_ADDRESS:
        return False
    return any(parsed in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)
