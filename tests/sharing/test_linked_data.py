import json
import re

from factories import make_member

HOST = "http://testserver"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NASTY = "</script><script>alert(1)</script><!-- & é “quoted” \u2028"


def blocks(client, address):
    """Return the page's structured data by type."""
    items = [json.loads(text) for text in BLOCK.findall(client.get(address).content.decode())]
    assert all(item.pop("@context") == "https://schema.org" for item in items)
    return {item["@type"]: item for item in items}


def test_structured_data_holds_the_stated_facts_whatever_the_text(client, vocabulary):
    nasty = NASTY.replace("\u2028", "").strip()
    make_member(
        nasty,
        slug="alpha",
        legal_name="Alpha & Sons",
        summary=nasty,
        website="https://alpha.example/?a=1&b=2",
        founded=1999,
        headquarters={"city": "Bonn", "country": "DE"},
        other_names=[{"name": "Omega", "type": "former"}],
        links={"linkedin": "https://social.example/alpha"},
        parent={"name": "Parent", "source_url": "https://example.org/p"},
    )

    found = blocks(client, "/members/alpha/")

    assert found["Organization"] == {
        "@type": "Organization",
        "name": nasty,
        "legalName": "Alpha & Sons",
        "alternateName": ["Omega"],
        "description": nasty,
        "url": "https://alpha.example/?a=1&b=2",
        "mainEntityOfPage": f"{HOST}/members/alpha/",
        "foundingDate": "1999",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Bonn",
            "addressCountry": "DE",
        },
        "sameAs": ["https://social.example/alpha"],
        "parentOrganization": {"@type": "Organization", "name": "Parent"},
    }
    assert found["BreadcrumbList"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{HOST}/"},
        {"@type": "ListItem", "position": 2, "name": "Companies", "item": f"{HOST}/members/"},
        {"@type": "ListItem", "position": 3, "name": nasty},
    ]


def test_text_of_a_company_cannot_end_the_block(client, vocabulary):
    make_member(NASTY.replace("\u2028", ""), slug="alpha")

    page = client.get("/members/alpha/").content.decode()

    assert "<script>alert" not in page
    assert not any(sign in text for text in BLOCK.findall(page) for sign in "<>&")


def test_a_fact_without_a_value_has_no_key(client, vocabulary):
    make_member("Alpha")

    assert blocks(client, "/members/alpha/")["Organization"] == {
        "@type": "Organization",
        "name": "Alpha",
        "mainEntityOfPage": f"{HOST}/members/alpha/",
    }


def test_the_association_says_who_it_is(client, sample):
    home, about = blocks(client, "/"), blocks(client, "/about/")

    social = about["Organization"].pop("sameAs")
    assert home["Organization"] == about["Organization"]
    assert home["Organization"] == {
        "@type": "Organization",
        "name": "Association of Clinical Research Organizations",
        "alternateName": "ACRO",
        "url": "https://www.acrohealth.org",
        "foundingDate": "2002",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Washington",
            "addressRegion": "DC",
            "addressCountry": "US",
        },
    }
    assert social
    assert all(url.startswith("https://") for url in social)


def test_the_directory_is_a_data_set_to_be_had_from_the_api(client, sample):
    home, search = blocks(client, "/"), blocks(client, "/members/")

    assert home["Dataset"] == search["Dataset"]
    assert "Sample data" in home["Dataset"].pop("description")
    assert home["Dataset"] == {
        "@type": "Dataset",
        "name": "ACRO member directory",
        "url": f"{HOST}/members/",
        "creator": {
            "@type": "Organization",
            "name": "Association of Clinical Research Organizations",
        },
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "application/json",
                "contentUrl": f"{HOST}/api/v1/members/",
            }
        ],
    }
    assert blocks(client, "/members/?country=DE") == {}
    assert blocks(client, "/members/?country=XX") == {}


def test_the_way_to_an_issue_is_the_breadcrumb_that_the_page_shows(client, sample):
    response = client.get("/about/history/")

    steps = blocks(client, "/about/history/")["BreadcrumbList"]["itemListElement"]

    shown = [(title, f"{HOST}{url}" if url else None) for title, url in response.context["crumbs"]]
    assert [(step["name"], step.get("item")) for step in steps] == shown
    assert [step["position"] for step in steps] == [1, 2, 3]
