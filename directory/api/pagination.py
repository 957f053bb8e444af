"""Lists in pages: `{"count", "next", "previous", "results"}`, and the same as a `Link` header."""

from copy import copy

from rest_framework.response import Response


def paginate_listing(request, listing, results, **more):
    """One page of a listing."""
    links = {
        "next": build_page_address(request, listing.next_number),
        "previous": build_page_address(request, listing.previous_number),
    }
    body = {"count": listing.count, **links, "results": results, **more}
    relations = (("next", "next"), ("prev", "previous"))  # IANA's word is "prev"
    found = [f'<{links[name]}>; rel="{rel}"' for rel, name in relations if links[name]]
    return Response(body, headers={"Link": ", ".join(found)} if found else None)


def wrap_whole_list(results):
    """A list that is given whole, in the same form."""
    return Response({"count": len(results), "next": None, "previous": None, "results": results})


def build_page_address(request, number):
    """The address of another page of this list, or None."""
    if number is None:
        return None
    parameters = copy(request.query_params)
    parameters["page"] = number
    return f"{request.build_absolute_uri(request.path)}?{parameters.urlencode()}"
