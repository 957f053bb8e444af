"""Structured data in pages, in the vocabulary of schema.org.

It holds only stated facts: a fact without a value has no key. `absolute` turns a path into a URL.
"""

from django.urls import reverse

from directory.terms import DIRECTORY_NAME

SCHEMA_ORG = "https://schema.org"
ASSOCIATION_NAME = "Association of Clinical Research Organizations"
DIRECTORY_DESCRIPTION = (
    "The member directory of the Association of Clinical Research Organizations: clinical research"
    " companies, their services, and where they work, with sources."
)


def build_stated_object(kind, **facts):
    """Return an object of this type with the facts that have a value."""
    return {"@type": kind} | {key: fact for key, fact in facts.items() if fact}


def add_schema_context(described):
    """Return the object with a context, so that it can be used alone in a page."""
    return {"@context": SCHEMA_ORG} | described


def build_postal_address(city, region, country):
    """Return a postal address from the parts that have a value, or None."""
    address = build_stated_object(
        "PostalAddress", addressLocality=city, addressRegion=region, addressCountry=country
    )
    return address if len(address) > 1 else None


def describe_association(row, social_links=()):
    """Describe ACRO from its `Organization`."""
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
    """Describe a company from its profile document; `page` is the URL of its profile."""
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
    """Describe the directory as a data set offered by the API. It has no license: none is set."""
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
    """Describe breadcrumbs from (title, URL) pairs; the page itself has no URL."""
    steps = [
        build_stated_object("ListItem", position=number, name=title, item=url and absolute(url))
        for number, (title, url) in enumerate(crumbs, start=1)
    ]
    return add_schema_context(build_stated_object("BreadcrumbList", itemListElement=steps))
