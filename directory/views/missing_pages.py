"""Suggestions on the page for an address that doesn't exist: companies, or the nearest value."""

from django.urls import reverse

from directory import search
from directory.document.labels import NAME_KIND_NOTES
from directory.http.url_cache import reverse_cached
from directory.search.facets import FACETS
from directory.terms import SLUG_LIMIT

MOST_SIMILAR_COMPANIES = 5
MEMBERS = "members"
FACETS_BY_FOLDER = {facet.vocabulary: facet for facet in FACETS if facet.has_page}


def describe_missing_page(path):
    """Return the context of a 404 page: for some addresses, the words searched and what was found.

    For a company: {words, companies, count}. For a country, service, or area: {list, nearest}.
    """
    folder, _, rest = path.strip("/").partition("/")
    words = " ".join(rest.partition("/")[0].replace("-", " ").split())
    if not words or len(words) > SLUG_LIMIT:
        return {}
    if folder == MEMBERS:
        return find_similar_companies(words)
    if folder in FACETS_BY_FOLDER:
        return find_similar_value(FACETS_BY_FOLDER[folder], words)
    return {}


def find_similar_companies(words):
    """Return the companies that a search for the words finds, with the name that matched."""
    listing = search.read_listing(search.Query(q=words, page_size=MOST_SIMILAR_COMPANIES))
    companies = [
        {
            "name": row["name"],
            "url": reverse("member-detail", args=[row["slug"]]),
            "note": describe_matched_name(row["matched"]),
        }
        for row in listing.rows
    ]
    return {"words": words, "companies": companies, "count": listing.count}


def describe_matched_name(matched):
    """Return the other name by which a company was found, such as "formerly Kendle", or ""."""
    if matched is None or matched["kind"] not in NAME_KIND_NOTES:
        return ""
    return f"{NAME_KIND_NOTES[matched['kind']]} {matched['text']}"


def find_similar_value(facet, words):
    """Return the page of the value that the words mean, if any, and the page with all values."""
    vocabulary = search.fetch_vocabulary()
    value = vocabulary.find_nearest_value(facet.name, words)
    return {
        "words": words,
        "nearest": {
            "label": vocabulary.of(facet.name)[value],
            "url": reverse(f"{facet.name}-detail", args=[value]),
        }
        if value
        else None,
        "list": {"label": facet.plural, "url": reverse_cached(f"{facet.name}-list")},
    }
