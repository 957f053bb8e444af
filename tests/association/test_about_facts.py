"""All facts of ACRO's own About page, on `/about/` and in the API."""

import datetime
import json
import re

import pytest

from directory.models import Page

FACTS = [
    "safe, ethical, high-quality medical research",
    "patients benefit from new treatments",
    "bring efficiency, innovation, and value to clinical research",
    "represents the world’s leading clinical research organizations",
    "specialized services are integral to developing drugs, biologics, and medical devices",
    "advances clinical outsourcing",
    "improve the quality, efficiency, and safety of biomedical research",
    "thousands of clinical trials and provide related services each year",
    "in more than 115 countries",
    "nearly 2 million research participants",
    "Founded in 2002",
    "helps the public understand and trust clinical research",
    "highlights the expertise of CROs",
    "Pharmaceutical, biotechnology, and medical device companies",
    "Regulators and legislators",
    "Peer associations",
    "Academic organizations",
    "Patient groups",
    "The media and the public",
    "a leading voice for safe and ethical trials",
    "new models of research and development",
    "a better, more efficient trial process",
    "the strategic value of clinical outsourcing",
    "the contributions of CROs as partners",
    "Globalization of clinical trials",
    "Health IT and privacy",
    "Comparative effectiveness research",
    "Conflicts of interest",
    "Clinical trial participation",
    "Safety and ethics in clinical research",
    "Global regulatory issues",
]
# The About page offers these, but their addresses are unknown, so the site shows no links to them.
CHANNELS = ["Subscribe to ACRO’s news", "Follow ACRO on LinkedIn", "Become a fan on Facebook"]


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_of_the_about_page_is_on_ours_and_in_the_api(client, sample, fact):
    page = client.get("/about/").content.decode().replace("&#x27;", "'")
    data = json.dumps(client.get("/api/v1/about/").json(), ensure_ascii=False)

    assert fact in page
    assert fact in data


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_without_an_address_is_in_the_api_alone(client, sample, channel):
    links = client.get("/api/v1/about/").json()["social_links"]

    assert [link["url"] for link in links if link["label"] == channel] == [None]
    assert channel not in client.get("/about/").content.decode()
    assert channel not in client.get("/stay-connected/").content.decode()


def test_every_statement_of_the_association_names_its_sources(client, sample):
    about = client.get("/api/v1/about/").json()

    for key in ("mission", "activities", "audiences", "milestones", "issues", "officers"):
        assert about[key]
        assert all(row["sources"] for row in about[key]), key
    assert all(row["source_url"] for row in about["statistics"] + about["committees"])
    assert all(fact["sources"] for issue in about["issues"] for fact in issue["facts"])


def test_sources_that_disagree_are_shown_side_by_side_with_their_years(client, sample):
    rows = client.get("/api/v1/about/").json()["statistics"]
    page = client.get("/about/statistics/").content.decode()

    found = {(row["value"], row["as_of"]) for row in rows if row["slug"] == "countries"}

    assert found == {(115, None), (142, "2014"), (140, "2016"), (100, "2016-12")}
    said = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert (
        "Sources differ for 2016: 140 countries (2016), at least 100 countries (December 2016)."
        in said
    )
    assert "Later figures are lower: 142 countries (2014), then 140 countries (2016)" in said
    assert "at least 115 countries (about 2010–2013)" in said


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


def test_a_page_is_visible_from_its_day_on(client, sample):
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    Page.objects.filter(slug="taxation").update(published_on=tomorrow)

    assert client.get("/about/taxation/").status_code == 404
    assert client.get("/api/v1/pages/taxation/").status_code == 404
    assert "taxation" not in client.get("/about/").content.decode()
    assert "taxation" not in json.dumps(client.get("/api/v1/about/").json()["issues"])


@pytest.mark.parametrize(("slug", "status"), [("nowhere", 404), ("about", 301), ("a.b", 404)])
def test_addresses_below_about(client, sample, slug, status):
    assert client.get(f"/about/{slug}/").status_code == status
