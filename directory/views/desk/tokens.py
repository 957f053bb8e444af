"""Read tokens at the desk: list, create, revoke."""

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
    """Render the read tokens that staff issued."""
    return render_tokens(request)


@require_read_or_post
@staff_only
def desk_token_new(request):
    """Create a read token."""
    return make_and_show_token(request, None, tokens.create_reading_token, issuer=request.user)


@require_read_or_post
@staff_only
def desk_token_revoke(request, key):
    """Revoke a read token after confirmation."""
    return confirm_token_revocation(
        request, None, get_object_or_404(select_tokens(None), token_key=key)
    )
