"""The fixture's content is on the pages and in the API."""

import re
from html import unescape
from html.parser import HTMLParser

import jsonschema
import pytest

from directory import dates
from directory.models import Page

HERE = "http://testserver"


class Text(HTMLParser):
    """The text of a page in one line."""

    def __init__(self, page):
        super().__init__()
        self.parts = []
        self.feed(page)

    def handle_data(self, data):
        self.parts.append(data)


def words(client, address):
    """Return the words of a page, separated by single spaces."""
    return " ".join("".join(Text(client.get(address).content.decode()).parts).split())


def texts(value):
    """Return all texts in plain data."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return {text for item in inner for text in texts(item)}
    return {value} if isinstance(value, str) else set()


def test_every_text_of_the_fixture_is_in_the_api_object(client, about, content):
    data = client.get("/api/v1/about/").json()
    issues = [page for page in content["pages"] if page["kind"] == "issue"]
    names = ("organization", "milestones", "statistics", "officers", "committees")
    tables = [content[name] for name in names]

    missing = texts([*tables, content["social_links"], issues]) - texts(data)

    assert missing == {"", "issue"} - texts(data)


def test_every_statement_of_the_fixture_is_on_a_page(client, about, content):
    organization = content["organization"]
    statements = [organization[key] for key in ("mission", "activities", "audiences")]
    shown = {
        "/about/": [row["text"] for rows in statements for row in rows]
        + [organization["legal_form"]]
        + [page["title"] for page in content["pages"] if page["kind"] == "issue"],
        "/about/history/": [row["text"] for row in content["milestones"]],
        "/about/statistics/": [
            row["as_of_note"] for row in content["statistics"] if not row["as_of"]
        ]
        + [figure(row) for row in content["statistics"] if row["value"]],
        "/about/people-and-committees/": [
            row["name"] for row in content["officers"] if row["certain"]
        ]
        + [row[key] for row in content["committees"] for key in ("name", "remit", "chair", "note")],
        "/stay-connected/": [row["label"] for row in content["social_links"] if row["url"]],
    }
    shown |= {
        f"/about/{page['slug']}/": [page["lead"], page["body"]]
        + [fact["text"] for fact in page["facts"]]
        for page in content["pages"]
        if page["kind"] == "issue"
    }
    for address, facts in shown.items():
        page = words(client, address)
        assert [fact for fact in facts if fact not in page] == [], address


def figure(row):
    """Return a figure of the fixture as the page shows it."""
    if row["unit"] == "USD":
        return f"${row['value'] / 10**9:.10g} billion"
    return f"{row['value']:,}"


def test_facts_that_are_inferred_or_lack_a_url_are_not_on_a_page(client, about, content):
    hidden = {
        "/about/": [row["label"] for row in content["social_links"] if not row["url"]]
        + [
            content["organization"]["founded_note"],
            content["organization"]["headquarters"]["note"],
        ],
        "/stay-connected/": [row["label"] for row in content["social_links"] if not row["url"]],
        "/about/people-and-committees/": [
            row["name"] for row in content["officers"] if not row["certain"]
        ],
    }
    for address, facts in hidden.items():
        page = words(client, address)
        assert facts
        assert [fact for fact in facts if fact in page] == [], address


def test_the_seven_main_issues_are_separate_and_in_order(client, about):
    issues = client.get("/api/v1/about/").json()["issues"]

    assert [row["title"] for row in issues if row["of_the_about_page"]] == [
        "Globalization of clinical trials",
        "Health IT and privacy",
        "Comparative effectiveness research",
        "Conflicts of interest",
        "Clinical trial participation",
        "Safety and ethics in clinical research",
        "Global regulatory issues",
    ]
    assert len(issues) == 15


def test_missing_values_are_null_and_stated_values_are_not(client, about):
    data = client.get("/api/v1/about/").json()
    links = {row["network"]: row["url"] for row in data["social_links"]}
    [areas] = [row for row in data["statistics"] if row["slug"] == "industry-top-areas"]

    assert links == {
        "newsletter": None,
        "linkedin": None,
        "facebook": None,
        "twitter": "https://twitter.com/acrohealth",
        "youtube": None,
    }
    assert (areas["value"], areas["unit"], areas["period"]) == (None, None, None)
    assert areas["note"].startswith("Oncology, ")


def test_each_step_of_a_breadcrumb_has_its_two_addresses(client, about):
    page = client.get("/api/v1/pages/taxation/").json()

    assert page["breadcrumb"] == [
        {"title": title, "url": f"{HERE}/api/v1/{api}", "html_url": f"{HERE}/{html}"}
        for title, api, html in [
            ("Home", "", ""),
            ("About ACRO", "pages/about/", "about/"),
            ("Issues", "pages/issues/", "about/issues/"),
            ("R&D tax credit and taxation of CROs", "pages/taxation/", "about/taxation/"),
        ]
    ]
    assert all(client.get(step["url"]).status_code == 200 for step in page["breadcrumb"])


@pytest.mark.parametrize("path", ["about/", "pages/", "pages/taxation/", "pages/about/"])
def test_the_content_is_as_the_openapi_document_says(client, about, path):
    document = client.get("/api/v1/schema/").json()
    name = "/api/v1/" + ("pages/{slug}/" if path.count("/") > 1 else path)
    answer = document["paths"][name]["get"]["responses"]["200"]
    rule = answer["content"]["application/json"]["schema"]
    whole = rule | {"components": document["components"]}

    jsonschema.Draft202012Validator(whole).validate(client.get(f"/api/v1/{path}").json())


@pytest.mark.parametrize(
    ("current", "said"),
    [
        (True, ["ACRO is working on this issue"]),
        (False, ["ACRO no longer works on this issue"]),
        (None, []),
    ],
)
def test_worked_on_not_worked_on_and_unknown_are_distinct(client, about, current, said):
    Page.objects.filter(slug="taxation").update(current=current)
    sentences = ("ACRO is working on this issue", "ACRO no longer works on this issue")

    page = words(client, "/about/taxation/")

    assert [sentence for sentence in sentences if sentence in page] == said


@pytest.mark.parametrize("slug", ["about", "issues", "history", "statistics", "stay-connected"])
def test_a_body_that_staff_write_is_shown_on_every_page(client, about, slug):
    Page.objects.filter(slug=slug).update(body="Written by **staff**.")
    page = Page.objects.get(slug=slug)

    html = unescape(client.get(page.get_absolute_url()).content.decode())

    assert "<p>Written by <strong>staff</strong>.</p>" in html


def test_a_page_is_visible_on_its_day_and_not_the_day_before(client, about):
    today = dates.today()
    Page.objects.exclude(slug="taxation").update(published_on=today)

    listed = {row["slug"] for row in client.get("/api/v1/pages/").json()["results"]}

    assert listed == {page.slug for page in Page.objects.all()}


def test_a_loop_of_parents_does_not_keep_a_page_from_being_read(client, about):
    issues = Page.objects.get(slug="issues")
    Page.objects.filter(slug="about").update(parent=issues)

    page = client.get("/api/v1/pages/taxation/").json()

    assert [step["title"] for step in page["breadcrumb"]][-2:] == ["Issues", page["title"]]
    assert client.get("/about/taxation/").status_code == 200


def test_a_page_reads_only_what_it_shows(client, about, django_assert_max_num_queries):
    client.get("/about/")  # Fills the process's caches.

    with django_assert_max_num_queries(5):
        client.get("/about/taxation/")


@pytest.mark.parametrize("address", ["/about/", "/api/v1/about/", "/api/v1/pages/about/"])
def test_without_content_the_pages_are_404(client, no_content, address):
    assert client.get(address).status_code == 404


def test_an_issue_links_its_neighbors_and_visible_related_issues(client, about):
    Page.objects.filter(slug="decentralized-trials").update(published_on="2999-01-01")
    slug = "clinical-trial-participation"

    page = client.get(f"/about/{slug}/").context
    data = client.get(f"/api/v1/pages/{slug}/").json()

    assert page["previous"].slug == "conflicts-of-interest"
    assert page["next"].slug == "safety-and-ethics-in-clinical-research"
    assert [issue.slug for issue in page["related"]] == data["related"]
    assert data["related"] == ["diversity-equity-and-inclusion"]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/about/", ("page", "About ACRO")),
        ("/about/issues/", ("page", "Issues")),
        ("/about/taxation/", ("true", "Issues")),
        ("/stay-connected/", ("page", "Stay connected")),
    ],
)
def test_the_section_navigation_marks_the_current_page(client, about, address, current):
    page = client.get(address).content.decode()
    nav = page[page.index('class="section-nav"') :]
    nav = nav[: nav.index("</nav>")]

    assert re.findall(r'aria-current="(\w+)">([^<]+)<', nav) == [current]
    assert len(re.findall("<a ", nav)) == 6


def test_the_directorys_counts_are_the_same_on_page_and_api(client, sample):
    shown = client.get("/about/").context["live_figures"]

    assert client.get("/api/v1/about/").json()["live_figures"] == shown
    assert [figure["unit"] for figure in shown] == [
        "companies",
        "members",
        "countries",
        "companies",
    ]


def test_every_note_on_the_about_page_leads_to_its_source(client, about):
    page = client.get("/about/").content.decode()

    marks = set(re.findall(r'href="#(source-\d+)"', page))

    assert marks == set(re.findall(r'<li id="(source-\d+)">', page)) != set()
