"""Who asks the API: nobody in particular, or a token, which is never its user."""

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox import auth, crypto
from rest_framework.exceptions import AuthenticationFailed

from directory.models import Token


class TokenAuthentication(auth.TokenAuthentication):
    """The token of `Authorization: Token …`, as `request.auth`; `request.user` stays anonymous.

    Nothing is written: knox would delete what has expired. Any other such header is 401.
    """

    def authenticate(self, request):
        """Nobody and the token; None where no token is sent."""
        if "Authorization" not in request.headers:
            return None
        found = super().authenticate(request)
        if found is None:
            raise AuthenticationFailed("Send `Authorization: Token`, a space, and the token.")
        return found

    def authenticate_credentials(self, token):
        """Nobody and the token of this secret, looked up by its hash alone."""
        digest = crypto.hash_token(token.decode("latin-1"))
        tokens = Token.objects.alive().select_related("user", "representation__member")
        found = tokens.filter(digest=digest).first()
        if found is None:
            raise AuthenticationFailed("This token is unknown, expired or revoked.")
        return AnonymousUser(), found


class TokenScheme(OpenApiAuthenticationExtension):
    """The same for the OpenAPI document."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        """The header; `Token` is no scheme that OpenAPI knows by name."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token`, a space, and the token: one that an owner made writes the"
            " company's profile; one that ACRO's staff issued reads at a higher rate.",
        }
