"""The company's links: networks, identifiers, and its logo."""

from urllib.parse import urlsplit

from django.utils.text import slugify

from directory.terms import NAME_LIMIT, URL_LIMIT

LINK_FIELDS = ("logo", "links", "identifiers")
USUAL_NETWORKS = {
    "linkedin": "LinkedIn",
    "x": "X",
    "facebook": "Facebook",
    "youtube": "YouTube",
    "instagram": "Instagram",
}
BLANK_LINK_ROWS = 1


def read_posted_links(posted, before, *, staff):
    """Return links, identifiers, and the logo with its new text; the view handles its file."""
    links = {}
    for row in posted.rows("links"):
        network, url = (posted.text(f"links[{row}].{part}") for part in ("network", "url"))
        if url and url not in links.values():
            links[choose_free_network(network or guess_network(url), links)] = url
    identifiers = {key: posted.value(f"identifiers.{key}") for key in ("ror", "lei")}
    return {
        "links": links,
        "identifiers": identifiers if any(identifiers.values()) else {},
        "logo": read_posted_logo(posted, before.get("logo")),
    }


def choose_free_network(network, links):
    """Return the network's name, with a number if it already has a link: both links are kept."""
    names = (network, *(f"{network}-{number}" for number in range(2, len(links) + 3)))
    return next(name for name in names if name not in links)


def guess_network(url):
    """Return a network name guessed from a URL's host, for links that were given none."""
    if len(url) > URL_LIMIT:
        return "other"  # The validator reports it, and normalizing a host takes quadratic time.
    try:
        host = urlsplit(url).netloc
    except ValueError:  # an unclosed bracket, as of an IPv6 address; the validator reports it
        return "other"
    return slugify(host.removeprefix("www.").partition(".")[0]) or "other"


def read_posted_logo(posted, logo):
    """Return the present logo with its text as posted, or None if it is to be removed."""
    if not logo or "logo.remove" in posted:
        return None
    return logo | {"alt": posted.text("logo.alt")}


def show_links(bound):
    """Return a row for each link, rows for the usual networks, and a blank one."""
    links = bound.value("links") or {}
    networks = [*links, *(network for network in USUAL_NETWORKS if network not in links)]
    names = networks + [""] * BLANK_LINK_ROWS
    return {
        "links": [show_link_row(bound, row, network) for row, network in enumerate(names)],
        "identifiers": [
            bound.control(
                "identifiers.ror",
                "ROR ID (optional)",
                hint="The Research Organization Registry URL, such as https://ror.org/012345678.",
            ),
            bound.control(
                "identifiers.lei",
                "LEI (optional)",
                hint="The 20-character Legal Entity Identifier, without spaces.",
            ),
        ],
        "logo": bound.value("logo"),
        "alt": bound.control(
            "logo.alt",
            "Alternative text (optional)",
            limit=NAME_LIMIT,
            hint="The text in the logo, for people who can’t see it.",
        ),
    }


def show_link_row(bound, row, network):
    """Return one link: its network and URL."""
    path = f"links.{network}"
    label = USUAL_NETWORKS.get(network, network)
    return {
        "name": f"links[{row}].network",
        "network": network,
        "label": label,
        "url": bound.control(
            path, label if network else "URL", name=f"links[{row}].url", kind="url"
        ),
    }


def list_citable_links(bound):
    """Return the citation keys of this section, with labels."""
    return {"identifiers": "Identifiers", "links": "Links"}
