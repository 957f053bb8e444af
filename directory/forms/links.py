"""Where else the company is found: networks, identifiers, and its logo."""

from urllib.parse import urlsplit

from django.utils.text import slugify

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
    """Links and identifiers; of the logo its words, and whether it goes. A file is the view's."""
    links = {}
    for row in posted.rows("links"):
        network, url = (posted.text(f"links[{row}].{part}") for part in ("network", "url"))
        if url:
            links[network or guess_network(url)] = url
    identifiers = {key: posted.value(f"identifiers.{key}") for key in ("ror", "lei")}
    return {
        "links": links,
        "identifiers": identifiers if any(identifiers.values()) else {},
        "logo": read_posted_logo(posted, before.get("logo")),
    }


def guess_network(url):
    """A name for the network of an address, where somebody gave none."""
    try:
        host = urlsplit(url).netloc
    except ValueError:  # an open bracket, as of an IPv6 address; the validator says more
        return "other"
    return slugify(host.removeprefix("www.").partition(".")[0]) or "other"


def read_posted_logo(posted, logo):
    """The logo that is there, with its words as posted; None where it is to go."""
    if not logo or "logo.remove" in posted:
        return None
    return logo | {"alt": posted.text("logo.alt")}


def show_links(sheet):
    """A row for each link, for the usual networks, and a blank one."""
    links = sheet.value("links") or {}
    networks = [*links, *(network for network in USUAL_NETWORKS if network not in links)]
    names = networks + [""] * BLANK_LINK_ROWS
    return {
        "links": [show_link_row(sheet, row, network) for row, network in enumerate(names)],
        "identifiers": [
            sheet.control(
                "identifiers.ror",
                "ROR ID (optional)",
                hint="The Research Organization Registry URL, such as https://ror.org/012345678.",
            ),
            sheet.control(
                "identifiers.lei",
                "LEI (optional)",
                hint="The 20-character Legal Entity Identifier.",
            ),
        ],
        "logo": sheet.value("logo"),
        "alt": sheet.control(
            "logo.alt",
            "Alternative text (optional)",
            limit=200,
            hint="The text in the logo, for people who can't see it.",
        ),
    }


def show_link_row(sheet, row, network):
    """One link: its network and the address."""
    path = f"links.{network}"
    label = USUAL_NETWORKS.get(network, network)
    return {
        "name": f"links[{row}].network",
        "network": network,
        "label": label,
        "url": sheet.control(
            path, label if network else "URL", name=f"links[{row}].url", kind="url"
        ),
    }


def list_citable_links(sheet):
    """What a source of this section may show."""
    return {"identifiers": "Identifiers", "links": "Links"}
