"""The directory's search and the companies' pages."""

from dataclasses import replace
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from directory import search
from directory.filters import MemberFilterSet
from directory.http.caching import conditional, profile_etag, state_etag
from directory.http.url_cache import reverse_cached
from directory.markdown import render_markdown
from directory.parameters import split_query
from directory.profile import page
from directory.search.facets import FACETS_BY_NAME
from directory.sharing import linked_data
from directory.sharing.search_titles import build_search_title
from directory.terms import DIRECTORY_NAME
from directory.views.decorators import public
from directory.views.public.search_form import build_search_form

WHOLE_PAGE, RESULTS_PART, TYPED_PART, FILTERS_PART = "page", "results", "typed", "filters"
MEMBER_LIST_TEMPLATES = {
    WHOLE_PAGE: "public/member_list.html",
    RESULTS_PART: "public/_results.html",
    TYPED_PART: "public/_results.html",
    FILTERS_PART: "public/_filters.html",
}


def redirect_to_clean_address(view):
    """Redirect a whole page to its URL without what only forms send: see `find_clean_address`."""

    @wraps(view)
    def answer(request):
        address = None if request.htmx else find_clean_address(request)
        return redirect(address) if address else view(request)

    return answer


@public
@redirect_to_clean_address
@conditional(state_etag)
def member_list(request):
    """Search the directory. htmx gets parts of the page from the same URL.

    During typing, each letter updates the results. The filters follow when typing pauses.
    """
    part = choose_part(request)
    filterset = MemberFilterSet.from_request(request)
    if part == FILTERS_PART and not filterset.is_valid():
        return HttpResponse(status=204)  # The results show the errors; the filters stay.
    listing = read_part_listing(part, filterset) if filterset.is_valid() else None
    context = build_search_form(filterset, listing) | build_list_head(request, filterset, listing)
    context["typed"] = part == TYPED_PART
    response = render(
        request, MEMBER_LIST_TEMPLATES[part], context, status=choose_list_status(listing)
    )
    if part == TYPED_PART:
        response["HX-Push-Url"] = "false"  # The request for the filters sets the URL.
    elif part != WHOLE_PAGE:
        set_pushed_address(request, response, filterset, replace_words=part == FILTERS_PART)
    return response


def find_clean_address(request):
    """Return the URL without what forms send without scripts, or None if there is none of it.

    Forms send empty parameters, and `match` if a facet's "any" or "all" was pressed.
    """
    pairs = split_query(request.META["QUERY_STRING"], keep_blank_values=True)
    kept = switch_mode([(name, value) for name, value in pairs if value.strip()])
    # With bytes that aren't UTF-8, the address would no longer say what was sent.
    if kept == pairs or "\ufffd" in f"{kept}":
        return None
    return f"{request.path}?{urlencode(kept)}".rstrip("?")


def switch_mode(pairs):
    """Return parameters with the checked values of a facet under the name that `match` gives."""
    wanted = dict(pairs).get("match", "")
    facet = FACETS_BY_NAME.get(wanted.removesuffix("_all"))
    if facet is None or wanted not in facet.parameters:
        return pairs
    return [
        (wanted if name in facet.parameters else name, value)
        for name, value in pairs
        if name != "match"
    ]


def choose_part(request):
    """Return the part of the page to render, by the element that triggered the htmx request."""
    if not request.htmx:
        return WHOLE_PAGE
    return {"q": TYPED_PART, "typing-rests": FILTERS_PART}.get(request.htmx.trigger, RESULTS_PART)


def read_part_listing(part, filterset):
    """Return the listing that a part shows: no facets during typing, no cards for filters."""
    query = filterset.query
    if part == TYPED_PART:
        query = replace(query, facets=frozenset())
    return search.read_listing(query, whole=part != FILTERS_PART)


def set_pushed_address(request, response, filterset, *, replace_words):
    """Set the URL of a live search, without empty parameters, so that it can be copied and shared.

    A pause in typing replaces the URL if it already holds words, so that Back doesn't go letter by
    letter. A URL that is already shown, or a search with errors, changes nothing.
    """
    address = f"{request.path}?{filterset.address()}".rstrip("?")
    here = read_shown_address(request)
    if filterset.errors or f"{here.path}?{here.query}".rstrip("?") == address:
        response["HX-Push-Url"] = "false"
    elif replace_words and "q" in QueryDict(here.query):
        response["HX-Replace-Url"] = address
    else:
        response["HX-Push-Url"] = address


def read_shown_address(request):
    """Return the parts of the URL that the browser shows, or of none if it can't be read."""
    try:
        return urlsplit(request.htmx.current_url or "")
    except ValueError:
        return urlsplit("")


def choose_list_status(listing):
    """Return 200, 400 if the search has errors, or 404 past the last page."""
    if listing is None:
        return 400
    return 404 if listing.past_end else 200


@public
@conditional(profile_etag)
def member_detail(request, slug):
    """Render a company's profile with its evidence."""
    member = page.find_published_member(slug)
    profile = page.profile_context(member)
    profile["description_html"] = render_markdown(profile["description"])
    crumbs = [("Home", "/"), ("Companies", reverse("member-list")), (profile["name"], "")]
    absolute = request.build_absolute_uri
    picture = absolute(reverse("member-picture", args=[slug]))
    context = {
        "profile": profile,
        "crumbs": crumbs,
        "api_address": reverse("api:member-detail", args=[slug]),
        "picture": {"url": picture, "alt": f"{profile['name']} in the {DIRECTORY_NAME}"},
        "may_ask_for_access": not member.has_owner,
        "linked_data": [
            linked_data.describe_company(member.revision.document, absolute(request.path))
        ],
    }
    return render(request, "public/member_detail.html", context)


def build_list_head(request, filterset, listing):
    """Return the context of the page's head: the title and, for a valid full page, its URLs."""
    chosen = filterset.chosen
    title = build_search_title(filterset.data.get("q", ""), chosen)
    number = listing.number if listing else 1
    head = {"search_title": f"{title}, page {number}" if number > 1 else title}
    if listing is None or request.htmx:
        return head
    absolute, query_string = request.build_absolute_uri, filterset.canonical()
    every_page = filterset.canonical(whole=False)
    addresses = {
        "canonical": absolute(f"{request.path}?{query_string}".rstrip("?")),
        "api_address": f"{reverse_cached('api:member-list')}?{query_string}".rstrip("?"),
        "feed_address": f"{reverse_cached('members-feed')}?{every_page}".rstrip("?"),
    }
    # Few people look for one of ten thousand combinations, and the companies' pages are indexed.
    noindex = "q" in filterset.data or len(chosen) > 1
    notice = listing.snapshot.notice
    about = [] if chosen else [linked_data.describe_directory(absolute, notice=notice)]
    return head | addresses | {"noindex": noindex, "linked_data": about, "sample_notice": notice}
