"""API tokens: creating, issuing, and revoking them, and submitting documents with one.

`permissions.py` says who may create, issue, and revoke. The secret is returned once, to be shown.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction

from directory.events import log_event
from directory.models import Revision, Role, Token, collect_generations, write_lock
from directory.workflow import checks, submissions
from directory.workflow.conflicts import StateConflict

TOKEN_DAYS = (30, 90, 365)
MOST_TOKENS = 20  # Per owner and company, and for all reading tokens.


class TokenRevoked(Exception):  # noqa: N818 - the name states the condition
    """The token was valid when the request arrived, but no longer is."""


def create_company_token(*, representation, name, days):
    """Create a token that lets a program act for the owner's company; return (token, secret).

    Raise `StateConflict` if the name is taken or the owner has the maximum number of tokens.
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
    """Create a token that only reads, at a higher rate; return (token, secret).

    Raise `StateConflict` if the name is taken or there are too many tokens.
    """
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
            token, secret = Token.objects.create(**fields)
    except IntegrityError as error:
        raise StateConflict(
            "Another token already has this name. Choose a different name."
        ) from error
    log_event("token_created", **describe_token(token))
    return token, secret


def describe_token(token):
    """Return the facts that name a token in the log: its creator, kind, company, and mark."""
    member = token.member
    return {
        "user": token.user_id,
        "kind": token.kind,
        "member": member and member.slug,
        "token": mark_token(token.digest),
    }


def mark_token(digest):
    """Return a short mark that tells tokens apart in the log, from which none can be found."""
    return digest[:8]


def revoke_token(*, token, actor=None):
    """Delete a token, which stops working at once."""
    facts = describe_token(token)
    token.delete()
    log_event("token_revoked", **facts, by=actor and actor.pk)


def submit_by_token(*, token, document, base, message=""):
    """Submit a document as the owner the token acts for, as `submissions.submit_document` does.

    Raise `TokenRevoked` if the token was revoked or expired since the request arrived.
    """
    expected = checks.precheck_document(document, token.member, Revision.Origin.API)
    with write_lock(), collect_generations() as generations:
        require_alive(token)
        revision = submissions.submit_document(
            **describe_submission(token, document, base, message), precheck=expected
        )
        if generations:
            Token.objects.filter(pk=token.pk).update(last_write=generations[-1])
        return revision


def preview_by_token(*, token, document, base, message=""):
    """Return the revision that `submit_by_token` would return, or raise what it would raise.

    Nothing is written, and no lock is taken.
    """
    require_alive(token)
    return submissions.preview_submission(**describe_submission(token, document, base, message))


def require_alive(token):
    """Raise `TokenRevoked` if a token was revoked or expired since the request arrived."""
    if not Token.objects.alive().filter(pk=token.pk).exists():
        raise TokenRevoked("This token has been revoked or has expired.")


def describe_submission(token, document, base, message):
    """Return the facts of a submission by a token."""
    return {
        "member": token.member,
        "author": token.user,
        "origin": Revision.Origin.API,
        "document": document,
        "base": base,
        "message": message,
    }
