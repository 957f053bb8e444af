"""What the pages say for programs that read them, in the words of schema.org.

Only what is stated; a fact that nobody states has no key. `absolute` makes a path an address.
"""

from django.urls import reverse

SCHEMA_ORG = "https://schema.org"
ASSOCIATION_NAME = "Association of Clinical Research Organizations"
DIRECTORY_NAME = "ACRO member directory"
DIRECTORY_DESCRIPTION = (
    "The member directory of the Association of Clinical Research Organizations: clinical research"
    " companies, their services, and where they work, with sources."
)


def build_stated_object(kind, **facts):
    """An object of this kind with those of its facts that are stated."""
    return {"@type": kind} | {key: fact for key, fact in facts.items() if fact}


def add_schema_context(thing):
    """An object that stands on its own in a page."""
    return {"@context": SCHEMA_ORG} | thing


def build_postal_address(city, region, country):
    """A postal address as far as it is stated, or None."""
    found = build_stated_object(
        "PostalAddress", addressLocality=city, addressRegion=region, addressCountry=country
    )
    return found if len(found) > 1 else None


def describe_association(row, social_links=()):
    """ACRO itself, of its `Organization`."""
    seat = row.headquarters
    return add_schema_context(
        build_stated_object(
            "Organization",
            name=row.name,
            alternateName=row.short_name,
            url=row.website,
            foundingDate=str(row.founded),
            address=build_postal_address(seat.get("city"), seat.get("region"), seat.get("country")),
            sameAs=[link.url for link in social_links if link.url],
        )
    )


def describe_company(document, page):
    """A company of its profile document; `page` is the address of its profile."""
    parent, ids = document["parent"], document["identifiers"]
    links = [*document["links"].values()]
    ror = ids.get("ror")
    if ror:
        links.append(ror if ror.startswith("http") else f"https://ror.org/{ror}")
    seat = document["headquarters"]
    return add_schema_context(
        build_stated_object(
            "Organization",
            name=document["name"],
            legalName=document["legal_name"],
            alternateName=[item["name"] for item in document["other_names"]],
            description=document["summary"],
            url=document["website"],
            mainEntityOfPage=page,
            foundingDate=str(document["founded"] or ""),
            address=build_postal_address(seat["city"], None, seat["country"]),
            sameAs=[link for link in links if link],
            leiCode=ids.get("lei"),
            parentOrganization=parent and build_stated_object("Organization", name=parent["name"]),
        )
    )


def describe_directory(absolute, *, notice):
    """The directory as a data set, to be had from the API. No licence: none is known."""
    return add_schema_context(
        build_stated_object(
            "Dataset",
            name=DIRECTORY_NAME,
            description=f"{DIRECTORY_DESCRIPTION} {notice}".rstrip(),
            url=absolute(reverse("member-list")),
            creator=build_stated_object("Organization", name=ASSOCIATION_NAME),
            isAccessibleForFree=True,
            distribution=[
                build_stated_object(
                    "DataDownload",
                    encodingFormat="application/json",
                    contentUrl=absolute(reverse("api:member-list")),
                )
            ],
        )
    )


def describe_breadcrumb(crumbs, absolute):
    """The way to a page, of (title, address) pairs; the page itself has no address."""
    steps = [
        build_stated_object("ListItem", position=number, name=title, item=url and absolute(url))
        for number, (title, url) in enumerate(crumbs, start=1)
    ]
    return add_schema_context(build_stated_object("BreadcrumbList", itemListElement=steps))
