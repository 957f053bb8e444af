"""Whose request it is, behind proxies or not."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def find_client_address(request):
    """The client's address: `REMOTE_ADDR`, or behind trusted proxies the nearest other address.

    `X-Forwarded-For` is read from its end, where our own proxies wrote; what stands further on
    anybody may have written.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and is_trusted_proxy(address):
        address = forwarded.pop().strip() or address
    return address


def is_trusted_proxy(address):
    """Whether this is the address of a proxy of ours."""
    try:
        place = ip_address(address)
    except ValueError:
        return False
    return any(place in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)
