"""Every fact of the association's own About page, on `/about/` and in the API."""

import datetime
import json
import re

import pytest

from directory.models import Page

FACTS = [
    "safe, ethical and high-quality medical research",
    "patients benefit from new treatments",
    "more efficiently, in new ways and to more value",
    "represents the foremost CROs in the world",
    "specialised work is a necessary part of developing drugs, biologics and medical devices",
    "promotes the outsourcing of clinical work",
    "better, more efficient and safer biomedical research",
    "thousands of clinical trials and related services a year, in more than 115 countries",
    "nearly 2 million research participants",
    "Founded in 2002",
    "the public understands clinical research better and trusts it",
    "people know what CROs are expert in",
    "Pharmaceutical, biotechnology and medical-device companies",
    "Regulators and legislators",
    "Peer associations",
    "Academic organisations",
    "Patient groups",
    "The media and the public",
    "a leading voice for trials that are safe and ethical",
    "new models of research and development",
    "a better and more efficient way to run trials",
    "why outsourcing clinical work makes strategic sense",
    "what CROs add as partners",
    "Globalization of clinical trials",
    "Health IT and privacy",
    "Comparative effectiveness research",
    "Conflicts of interest",
    "Clinical trial participation",
    "Safety and ethics in clinical research",
    "Global regulatory issues",
    "Subscribe to the association's news",
    "Follow us on LinkedIn",
    "Become a fan on Facebook",
]


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_of_the_about_page_is_on_ours_and_in_the_api(client, sample, fact):
    page = client.get("/about/").content.decode().replace("&#x27;", "'")
    data = json.dumps(client.get("/api/v1/about/").json(), ensure_ascii=False)

    assert fact in page
    assert fact in data


def test_every_statement_of_the_association_names_its_sources(client, sample):
    about = client.get("/api/v1/about/").json()

    for key in ("mission", "activities", "audiences", "milestones", "issues", "officers"):
        assert about[key]
        assert all(row["sources"] for row in about[key]), key
    assert all(row["source_url"] for row in about["statistics"] + about["committees"])
    assert all(fact["sources"] for issue in about["issues"] for fact in issue["facts"])


def test_sources_that_disagree_stand_side_by_side_with_their_years(client, sample):
    rows = client.get("/api/v1/about/").json()["statistics"]
    page = client.get("/about/statistics/").content.decode()

    found = {(row["value"], row["as_of"]) for row in rows if row["slug"] == "countries"}

    assert found == {(115, None), (142, "2014"), (140, "2016"), (100, "2016-12")}
    said = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert (
        "Sources disagree about 2016: 140 countries (2016), and at least 100 countries (December"
        " 2016)." in said
    )
    assert "Later numbers are lower: 142 countries (2014), then 140 countries (2016)" in said
    assert "at least 115 countries (undated; about 2010 to 2013)" in said


@pytest.mark.parametrize(
    ("slug", "trail"),
    [
        ("about", ["Home", "About ACRO"]),
        ("history", ["Home", "About ACRO", "History"]),
        ("health-it-and-privacy", ["Home", "About ACRO", "Issues", "Health IT and privacy"]),
    ],
)
def test_every_page_says_the_way_to_it(client, sample, slug, trail):
    page = Page.objects.get(slug=slug)
    html = client.get(page.get_absolute_url()).content.decode()
    data = client.get(f"/api/v1/pages/{slug}/").json()

    assert [step["title"] for step in data["breadcrumb"]] == trail
    assert all(step in html for step in trail)
    assert all(client.get(step["html_url"]).status_code == 200 for step in data["breadcrumb"])


def test_every_page_can_be_read_on_both_faces(client, sample):
    listed = client.get("/api/v1/pages/").json()

    assert listed["count"] == Page.objects.count() == 21
    for row in listed["results"]:
        assert client.get(row["html_url"]).status_code == 200
        assert client.get(row["url"]).json()["title"] == row["title"]


def test_a_page_is_out_from_its_day_on(client, sample):
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    Page.objects.filter(slug="taxation").update(published_on=tomorrow)

    assert client.get("/about/taxation/").status_code == 404
    assert client.get("/api/v1/pages/taxation/").status_code == 404
    assert "taxation" not in client.get("/about/").content.decode()
    assert "taxation" not in json.dumps(client.get("/api/v1/about/").json()["issues"])


@pytest.mark.parametrize(("slug", "status"), [("nowhere", 404), ("about", 301), ("a.b", 404)])
def test_addresses_below_about(client, sample, slug, status):
    assert client.get(f"/about/{slug}/").status_code == status
