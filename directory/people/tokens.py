"""The verbs of tokens: make, issue, revoke, and hand in by one.

Who may call the first three stands in `permissions.py`. The secret is returned once, to be shown.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction

from directory.models import Revision, Role, Token, write_lock
from directory.workflow import submissions
from directory.workflow.conflicts import StateConflict

TOKEN_DAYS = (30, 90, 365)
MOST_TOKENS = 20  # of one owner for one company, or of all that read


class TokenRevoked(Exception):  # noqa: N818 - reads as what is said of the token
    """The token was alive when the request came, and is no longer."""


def create_company_token(*, representation, name, days):
    """A token by which a program acts for the owner's company: (token, secret).

    Raises Conflict where the name is taken, or nobody may have so many.
    """
    if representation.role != Role.OWNER:
        raise StateConflict("Only an owner of the company can create tokens.")
    return _create(
        representation.tokens.count(),
        kind=Token.Kind.WRITE,
        user=representation.user,
        representation=representation,
        name=name,
        expiry=timedelta(days=days),
    )


def create_reading_token(*, issuer, name, days):
    """A token that only reads, at a higher rate: (token, secret). Raises Conflict as the other."""
    return _create(
        Token.objects.reading().count(),
        kind=Token.Kind.READ,
        user=issuer,
        name=name,
        expiry=timedelta(days=days),
    )


def _create(count, **fields):
    if count >= MOST_TOKENS:
        raise StateConflict(f"You have reached the limit of {count} tokens. Revoke one first.")
    try:
        with transaction.atomic():
            return Token.objects.create(**fields)
    except IntegrityError as error:
        raise StateConflict(
            "Another token already has this name. Choose a different name."
        ) from error


def revoke_token(*, token):
    """End a token at once."""
    token.delete()


def submit_by_token(*, token, document, base, message=""):
    """Hand in a document as the owner whom the token acts for, as `submissions.submit_document`
    does.

    Raises Revoked where the token died since it was asked for.
    """
    with write_lock():
        if not Token.objects.alive().filter(pk=token.pk).exists():
            raise TokenRevoked("This token has been revoked or has expired.")
        return submissions.submit_document(
            member=token.member,
            author=token.user,
            origin=Revision.Origin.API,
            document=document,
            base=base,
            message=message,
        )
