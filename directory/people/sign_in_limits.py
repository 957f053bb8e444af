"""Limits on wrong passwords: per account and network, and per account from all networks.

allauth counts by address and host name. The host name is the client's own choice, so it doesn't
count here; and a visitor who enters wrong passwords locks out their own network, not the owner.
"""

from allauth.core.internal import ratelimit
from django.conf import settings

from directory.email_addresses import read_known_email
from directory.http.client_address import find_client_network

ACCOUNT_ACTION = "login_failed_in_all"


class SignInLimits:
    """The part of the account adapter that counts wrong passwords."""

    def pre_authenticate(self, request, **credentials):
        """Count an attempt before it is checked; raise `ValidationError` if there were too many."""
        super().pre_authenticate(request, **credentials)
        in_all = ratelimit.consume(
            request,
            app="allauth.account",
            action=ACCOUNT_ACTION,
            key=read_login(credentials),
        )
        if not in_all:
            raise self.validation_error("too_many_login_attempts")
        # After the right password, all these counts are taken back.
        self._login_failed_rl_usage.usage.extend(in_all.usage)

    def _get_login_attempts_cache_key(self, request, **credentials):
        return f"{find_client_network(request)} {read_login(credentials)}"

    def _delete_login_attempts_cached_email(self, request, **credentials):
        """After a reset, forget the account's counts. Those of the network may be for others."""
        keys = {
            "login_failed": self._get_login_attempts_cache_key(request, **credentials),
            ACCOUNT_ACTION: read_login(credentials),
        }
        for action, key in keys.items():
            rates = settings.ACCOUNT_RATE_LIMITS[action].split(",")
            of_key = {action: ",".join(rate for rate in rates if rate.endswith("/key"))}
            ratelimit.clear(request, app="allauth.account", action=action, config=of_key, key=key)


def read_login(credentials):
    """Return the email address of an attempt as the library looks it up."""
    return read_known_email(credentials.get("email", ""))
