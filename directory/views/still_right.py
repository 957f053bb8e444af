"""The page that a reminder leads to: it asks whether the profile is still right."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from directory import dates, freshness, profiles, publishing, reminders
from directory.views.after import see


@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request, signed):
    """Show the profile and ask; the link, signed for one owner, stands for signing in."""
    try:
        asked = reminders.read(signed)
    except reminders.LinkTooOldError:
        return render(request, "portal/still_right_too_old.html", status=410)
    if asked is None:
        raise Http404("Nobody was sent this link, or its owner keeps the profile no more.")
    if request.method == "POST":
        if not asked.is_answered:
            publishing.confirm(asked.member)
        return see(request.path)
    document = asked.member.revision.document
    context = {"asked": asked, "profile": profiles.describe(asked.member)}
    context["stale"] = freshness.stale(document, dates.today())
    return render(request, "portal/still_right.html", context)
