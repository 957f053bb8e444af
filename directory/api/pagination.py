"""Pages of lists: `{"count", "next", "previous", "results"}`, and a `Link` header."""

from copy import copy

from rest_framework.response import Response


def paginate_listing(request, listing, results, **more):
    """Return the response with one page of a listing and its `Link` header."""
    links = {
        "next": build_page_address(request, listing.next_number),
        "previous": build_page_address(request, listing.previous_number),
    }
    body = {"count": listing.count, **links, "results": results, **more}
    relations = (("next", "next"), ("prev", "previous"))  # The relation is registered as "prev".
    found = [f'<{links[name]}>; rel="{rel}"' for rel, name in relations if links[name]]
    return Response(body, headers={"Link": ", ".join(found)} if found else None)


def wrap_whole_list(results):
    """Return the response with a complete list, in the form of a single page."""
    return Response({"count": len(results), "next": None, "previous": None, "results": results})


def build_page_address(request, number):
    """Return the URL of another page of this list, or None if there is no such page."""
    if number is None:
        return None
    parameters = copy(request.query_params)
    parameters["page"] = number
    return f"{request.build_absolute_uri(request.path)}?{parameters.urlencode()}"
