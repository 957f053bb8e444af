"""Small words of public pages: numbers and nouns, what is undated, titles, clean addresses."""

import re

import pytest
from factories import make_member, trial_count


def text(client, address):
    html = client.get(address).content.decode()
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def title(client, query):
    return (
        client.get(f"/members/?{query}").content.decode().split("<title>")[1].split("</title>")[0]
    )


def test_a_count_of_one_has_its_noun_in_the_singular(client, vocabulary):
    make_member("Alpha", "DE", trial_counts=[trial_count(1)])

    profile, home = text(client, "/members/alpha/"), text(client, "/")

    assert "1 country listed" in profile
    assert "1 trial worked on" in profile
    assert "1 company" in home
    assert re.findall(r"\b1 (?:companies|countries|trials|members)\b", profile + home) == []


def test_a_merged_company_shows_no_unconfirmed_membership(client, vocabulary):
    make_member("Sigma")
    make_member("Kendle", successor="sigma")

    pages = text(client, "/members/kendle/") + text(client, "/members/?merged=true&q=kendle")

    badges = re.findall("badge-unconfirmed", client.get("/members/kendle/").content.decode())
    assert badges == []
    assert "ACRO hasn’t confirmed" not in pages
    assert "Membership unconfirmed" in text(client, "/members/sigma/")


def test_sources_of_the_whole_profile_say_that_they_are(client, vocabulary):
    general = {"general": [{"url": "https://example.org/", "as_of": None}]}
    make_member("Alpha", citations=general)

    assert "Sources for the profile as a whole: Source" in text(client, "/members/alpha/")


def test_titles_of_pages_and_of_any_and_all_differ(client, vocabulary):
    for number in range(21):
        make_member(f"Alpha {number}", "DE PL KR")
    queries = ["", "page=2"]
    for name in ("country", "country_all"):
        queries += [f"{name}=DE&{name}=PL", f"{name}=DE&{name}=PL&{name}=KR"]

    titles = [title(client, query) for query in queries]

    assert len(set(titles)) == len(queries)
    assert titles[1] == "Companies, page 2: ACRO member directory"


@pytest.mark.parametrize(
    ("query", "clean"),
    [
        ("q=&country=DE&hq=&trials_min=", "/members/?country=DE"),
        ("q=&country=", "/members/"),
        ("q=a+b%26&phase=%20", "/members/?q=a+b%26"),
        ("country=XX&q=", "/members/?country=XX"),
    ],
)
def test_empty_parameters_of_a_form_without_scripts_leave_the_address(
    client, vocabulary, query, clean
):
    response = client.get(f"/members/?{query}")

    assert (response.status_code, response["Location"]) == (302, clean)
    assert response["Cache-Control"] == "public, no-cache"


def test_a_part_of_the_page_and_the_api_are_never_redirected(client, vocabulary):
    part = client.get("/members/?q=&country=DE", headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert client.get("/api/v1/members/?q=&country=DE").status_code == 200


def test_a_figure_in_dollars_is_short_and_keeps_its_exact_value(client, sample):
    page = client.get("/about/statistics/").content.decode()

    assert '<data value="14200000000">$14.2 billion</data>' in page
    assert "14,200,000,000" not in page
