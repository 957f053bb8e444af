"""Desk pages of read tokens: list, issue, revoke."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from directory.people import tokens
from directory.views.decorators import require_read_or_post, staff_only
from directory.views.token_pages import (
    confirm_token_revocation,
    make_and_show_token,
    render_tokens,
    select_tokens,
)


@require_safe
@staff_only
def desk_tokens(request):
    """The tokens that staff issued to read."""
    return render_tokens(request)


@require_read_or_post
@staff_only
def desk_token_new(request):
    """Make a token that only reads."""
    return make_and_show_token(request, None, tokens.create_reading_token, issuer=request.user)


@require_read_or_post
@staff_only
def desk_token_revoke(request, key):
    """Ask whether to end a token that reads, and end it."""
    return confirm_token_revocation(
        request, None, get_object_or_404(select_tokens(None), token_key=key)
    )
