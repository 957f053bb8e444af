"""A company's logos for those who edit and review it, before they are public."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from directory import permissions
from directory.profile import logo_uploads, logos
from directory.views.decorators import member_required


@require_safe
@member_required(permissions.may_edit)
def portal_logo(request, member, digest):
    """Return a logo that the user may see as a PNG; it isn't cached."""
    uploaded = logo_uploads.read_upload(request.GET.get("upload", ""), request.user)
    if uploaded != digest and not logos.is_logo_visible(digest, member, request.user):
        raise Http404("Logo not found.")
    if (png := logos.read_logo(digest)) is None:
        raise Http404("Logo not found.")
    return HttpResponse(png, content_type="image/png")
