"""The client's IP address, with or without reverse proxies."""

from ipaddress import ip_address, ip_network

from django.conf import settings


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
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)
