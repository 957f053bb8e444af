"""Searching the directory, and a company's page."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from directory import linked_data, profiles, search
from directory.caching import profile_tag, revalidated, state_tag
from directory.filters import MemberFilterSet
from directory.markdown import render as render_markdown
from directory.reversing import address
from directory.titles import search_title
from directory.views.public import public
from directory.views.search_form import form_context

PAGE, RESULTS, TYPED, FILTERS = "page", "results", "typed", "filters"
TEMPLATES = {
    PAGE: "directory/member_list.html",
    RESULTS: "directory/_results.html",
    TYPED: "directory/_results.html",
    FILTERS: "directory/_filters.html",
}


@public
@revalidated(state_tag)
def member_list(request):
    """Search the directory. A scripted visit gets parts of the page, from the same address.

    While words are typed, the results come with each letter, the filters when the typing rests.
    """
    part = part_asked_for(request)
    filterset = MemberFilterSet.from_request(request)
    if part == FILTERS and not filterset.is_valid():
        return HttpResponse(status=204)  # the results say what is wrong; the filters stay
    listing = read_part(part, filterset) if filterset.is_valid() else None
    context = form_context(filterset, listing) | how_found(request, filterset, listing)
    context["typed"] = part == TYPED
    response = render(request, TEMPLATES[part], context, status=status_of(listing))
    if part == TYPED:
        response["HX-Push-Url"] = "false"  # that of the filters will say the address
    elif part != PAGE:
        say_address(request, response, filterset, replace_words=part == FILTERS)
    return response


def part_asked_for(request):
    """Which part of the page a request of htmx is for, by the element that sends it."""
    if not request.htmx:
        return PAGE
    return {"q": TYPED, "typing-rests": FILTERS}.get(request.htmx.trigger, RESULTS)


def read_part(part, filterset):
    """The listing, with as much as a part of the page shows: counts, what rows say of companies."""
    query = filterset.query
    if part == TYPED:
        query = replace(query, facets=frozenset())
    return search.read_listing(query, whole=part != FILTERS)


def say_address(request, response, filterset, *, replace_words):
    """Give a live search its address, without the form's empty fields, to be copied and shared.

    Words typed on replace those before them, so that Back does not go letter by letter; what
    stands there already, or cannot be read, is no new address.
    """
    address = f"{request.path}?{filterset.address()}".rstrip("?")
    here = urlsplit(request.htmx.current_url or "")
    if filterset.errors or f"{here.path}?{here.query}".rstrip("?") == address:
        response["HX-Push-Url"] = "false"
    elif replace_words and "q" in QueryDict(here.query):
        response["HX-Replace-Url"] = address
    else:
        response["HX-Push-Url"] = address


def status_of(listing):
    """200; 400 for what cannot be read; 404 past the last page, which shows the way back."""
    if listing is None:
        return 400
    return 404 if listing.past_end else 200


@public
@revalidated(profile_tag)
def member_detail(request, slug):
    """A company: what it does, where, on what evidence."""
    member = profiles.find(slug)
    profile = profiles.describe(member)
    profile["description_html"] = render_markdown(profile["description"])
    crumbs = [("Home", "/"), ("Companies", reverse("member-list")), (profile["name"], "")]
    absolute = request.build_absolute_uri
    picture = absolute(reverse("member-picture", args=[slug]))
    context = {
        "profile": profile,
        "crumbs": crumbs,
        "api_address": reverse("api:member-detail", args=[slug]),
        "picture": {"url": picture, "alt": f"{profile['name']} in the ACRO member directory"},
        "may_ask_for_access": not member.has_owner,
        "linked_data": [linked_data.company(member.revision.document, absolute(request.path))],
    }
    return render(request, "directory/member_detail.html", context)


def how_found(request, filterset, listing):
    """What the head of a search says: a title; and of a page that can be read, its addresses."""
    chosen = filterset.chosen
    found = {"search_title": search_title(filterset.data.get("q", ""), chosen)}
    if listing is None or request.htmx:
        return found
    absolute, whole = request.build_absolute_uri, filterset.canonical()
    addresses = {
        "canonical": absolute(f"{request.path}?{whole}".rstrip("?")),
        "api_address": f"{address('api:member-list')}?{whole}".rstrip("?"),
        "feed_address": f"{address('members-feed')}?{filterset.canonical(whole=False)}".rstrip("?"),
    }
    # Few will look for one of ten thousand combinations; each has its companies' pages behind it.
    noindex = "q" in filterset.data or len(chosen) > 1
    notice = listing.snapshot.notice
    about = [] if chosen else [linked_data.directory(absolute, notice=notice)]
    return found | addresses | {"noindex": noindex, "linked_data": about, "sample_notice": notice}
