"""Token authentication. A request with a token never acts as the user who created it."""

import logging

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox import auth, crypto
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from directory.events import log_event
from directory.models import Token
from directory.people.tokens import mark_token

FORM_OF_HEADER = "Send `Authorization: Token <token>`."


class TokenAuthentication(auth.TokenAuthentication):
    """The token of `Authorization: Token …`, as `request.auth`; `request.user` stays anonymous.

    It writes nothing, unlike knox, which deletes expired tokens. Any other `Authorization` header
    is 401.
    """

    def authenticate(self, request):
        """Return an anonymous user and the token, or None if the request has no token."""
        if "Authorization" not in request.headers:
            return None
        scheme, *words = get_authorization_header(request).split() or [b""]
        if scheme.lower() != b"token":
            said = "The `Authorization` header doesn't begin with `Token`."
        elif not words:
            said = "The `Authorization` header has no token."
        elif len(words) > 1:
            said = "The `Authorization` header has a space in its token, or two tokens."
        else:
            return self.authenticate_credentials(words[0])
        raise AuthenticationFailed(f"{said} {FORM_OF_HEADER}")

    def authenticate_credentials(self, token):
        """Return an anonymous user and the token, looked up by its hash."""
        digest = crypto.hash_token(token.decode("latin-1"))
        tokens = Token.objects.alive().select_related("user", "representation__member")
        found = tokens.filter(digest=digest).first()
        if found is None:
            # Revoked tokens are deleted, so they are unknown.
            known = Token.objects.filter(digest=digest).first()
            reason = "unknown" if known is None else "expired" if known.has_expired else "void"
            log_event(
                "token_refused",
                logging.WARNING,
                reason=reason,
                user=known and known.user_id,
                token=mark_token(digest),
            )
            raise AuthenticationFailed("This token is invalid, expired, or revoked.")
        return AnonymousUser(), found


class TokenScheme(OpenApiAuthenticationExtension):
    """The token authentication in the OpenAPI document."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        """Return the header as an API key, because OpenAPI has no name for the scheme `Token`."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <token>`. Tokens created by an owner of a company can update"
            " that company's profile. Tokens issued by ACRO staff have a higher rate limit for"
            " reading.",
        }
