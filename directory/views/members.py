"""Searching the directory, and a company's page."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import profiles, search
from directory.caching import profile_tag, revalidated, state_tag
from directory.filters import MemberFilterSet
from directory.markdown import render as render_markdown
from directory.views.search_form import form_context


@require_safe
@revalidated(state_tag)
def member_list(request):
    """Search the directory. A scripted visit gets the results alone, from the same address."""
    filterset = MemberFilterSet.from_request(request)
    listing = search.read_listing(filterset.query, glance=True) if filterset.is_valid() else None
    if listing and listing.past_end:
        raise Http404("This result has fewer pages.")
    template = "directory/_results.html" if request.htmx else "directory/member_list.html"
    context = form_context(filterset, listing)
    response = render(request, template, context, status=200 if listing else 400)
    if request.htmx and listing:
        # The address without the form's empty fields, to be copied and shared.
        response["HX-Push-Url"] = f"{request.path}?{filterset.address()}".rstrip("?")
    return response


@require_safe
@revalidated(profile_tag)
def member_detail(request, slug):
    """A company: what it does, where, on what evidence."""
    profile = profiles.describe(profiles.find(slug))
    profile["description_html"] = render_markdown(profile["description"])
    crumbs = [("Home", "/"), ("Companies", reverse("member-list")), (profile["name"], "")]
    context = {"profile": profile, "crumbs": crumbs}
    return render(request, "directory/member_detail.html", context)
