"""A company's API tokens, managed by its owners.

The response to the form shows the secret, so that it is stored nowhere, neither in a session nor
in a message. A reload sends the form again and fails, because the name is taken.
"""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from directory import permissions
from directory.people import tokens
from directory.views.decorators import member_required, require_read_or_post
from directory.views.token_pages import (
    confirm_token_revocation,
    make_and_show_token,
    render_tokens,
    select_tokens,
)


@require_safe
@member_required(permissions.may_manage)
def portal_tokens(request, member):
    """Render the tokens that write for a company."""
    return render_tokens(request, member)


@require_read_or_post
@member_required(permissions.is_owner)
def portal_token_new(request, member):
    """Create a token that acts for a company as the owner who creates it."""
    owner = member.representatives.get(user=request.user)
    return make_and_show_token(request, member, tokens.create_company_token, representation=owner)


@require_read_or_post
@member_required(permissions.may_manage)
def portal_token_revoke(request, member, key):
    """Revoke a company's token after confirmation."""
    return confirm_token_revocation(
        request, member, get_object_or_404(select_tokens(member), token_key=key)
    )
