import re

import pytest
from factories import make_member

from directory.models import Service


def test_the_search_shows_unmerged_companies_with_their_membership_in_words(client, sample):
    rows = [
        row for n in (1, 2) for row in client.get(f"/members/?page={n}").context["listing"].rows
    ]
    page = client.get("/members/").content.decode()

    assert len(rows) == 32
    assert {(row["merged"], row["membership"]) for row in rows} == {(False, "unconfirmed")}
    assert page.count('badge-unconfirmed">Membership unconfirmed') == 20


@pytest.mark.parametrize("address", ["/members/alpha/", "/members/"])
def test_a_membership_shows_when_the_company_was_last_seen_as_a_member(client, vocabulary, address):
    urls = {"https://example.org/a": "2021-08", "https://example.org/b": "2019"}
    places = [{"url": url, "as_of": as_of} for url, as_of in urls.items()]
    undated = {"url": "https://example.org/c", "as_of": None}
    make_member("Alpha", citations={"membership": [*places, undated]})

    page = client.get(address).content.decode().lower()

    assert "membership unconfirmed" in page
    assert re.search(r"named as a member (or associate )?in\s+2021", page)


def test_a_scripted_visit_gets_the_results_alone_with_count_and_filters_beside(client, sample):
    part = client.get(
        "/members/?q=&country=DE&ordering=name&membership=current&membership=unconfirmed",
        headers={"HX-Request": "true"},
    )
    html = part.content.decode()

    assert html.lstrip().startswith('<section id="results"')
    assert 'id="result-count" data-hx-swap-oob="innerHTML"' in html
    assert re.search('<div id="filters"[^>]* data-hx-swap-oob="outerHTML">', html)
    assert part["HX-Push-Url"] == "/members/?country=DE&ordering=name"


def part_for(client, element, address):
    return client.get(address, headers={"HX-Request": "true", "HX-Trigger": element})


def test_with_each_letter_come_the_results_without_counting_what_filters_would_find(client, sample):
    part = part_for(client, "q", "/members/?q=clinical")
    html = part.content.decode()

    assert html.lstrip().startswith('<section id="results"')
    assert 'id="result-count" data-hx-swap-oob="innerHTML"' in html
    assert 'id="filters"' not in html
    assert part["HX-Push-Url"] == "false"


def test_the_filters_come_when_the_typing_rests_and_say_the_address(client, sample):
    whole = client.get("/members/?q=clinical", headers={"HX-Request": "true"}).content.decode()
    part = part_for(client, "typing-rests", "/members/?q=clinical&country=")
    html = part.content.decode()

    assert html.lstrip().startswith('<div id="filters"')
    assert "data-hx-swap-oob" not in html
    assert re.findall(r"<b>.*?</b>", html) == re.findall(r"<b>.*?</b>", whole) != []
    assert part["HX-Push-Url"] == "/members/?q=clinical"


def test_filters_stay_as_they_are_while_a_search_cannot_be_read(client, sample):
    part = part_for(client, "typing-rests", "/members/?q=clinical&founded_min=soon")

    assert (part.status_code, part.content) == (204, b"")
    assert part_for(client, "q", "/members/?q=clinical&founded_min=soon").status_code == 400


def test_every_scripted_link_leads_somewhere_without_scripts(client, sample):
    page = client.get("/members/").content.decode()

    scripted = re.findall(r"<a [^>]*data-hx-get[^>]*>", page)

    assert scripted
    for link in scripted:
        href = re.search(r' href="([^"]+)"', link)[1]
        assert re.search(r'data-hx-get="([^"]+)"', link)[1] == href
        assert client.get(f"/members/{href}".replace("&amp;", "&")).status_code == 200


def test_each_chosen_value_can_be_removed(client, sample):
    page = client.get("/members/?country=DE&country=FR&service=rtsm&ordering=-name&page=1")

    urls = {item["value_label"]: item["url"] for item in page.context["chosen"]}

    assert urls == {
        "Germany": "?country=FR&service=rtsm&ordering=-name",
        "France": "?country=DE&service=rtsm&ordering=-name",
        Service.objects.get(slug="rtsm").label: "?country=DE&country=FR&ordering=-name",
    }


def test_a_facet_that_offers_no_choice_is_left_out(client, vocabulary):
    make_member("Alpha", "DE")
    make_member("Beta", "DE FR")

    shown = {facet["name"] for facet in client.get("/members/").context["facets"] if facet["shown"]}

    assert shown == {"country", "region", "membership"}


def test_a_profile_shows_the_evidence_of_every_fact(client, sample):
    page = client.get("/members/fortrea/").content.decode()
    document = client.get("/api/v1/members/fortrea/").json()["profile"]

    sources = {place["url"] for places in document["citations"].values() for place in places}
    sources |= {item["source_url"] for item in document["countries"] + document["trial_counts"]}
    for url in sources:
        assert url.replace("&", "&amp;") in page


def test_text_of_a_company_cannot_become_markup(client, vocabulary):
    evil = "<script>alert(1)</script>"
    city = {"city": evil, "country": None}
    make_member("Evil", summary=evil, description=f"{evil}\n\n# Big", headquarters=city)

    for address in ("/members/", "/members/evil/", "/members/?q=%3Cscript%3E"):
        assert b"<script>alert" not in client.get(address).content


@pytest.mark.parametrize(
    "address", ["/", "/members/", "/members/icon/", "/about/", "/api/v1/docs/"]
)
def test_pages_hold_no_inline_script_or_style(client, sample, address):
    page = client.get(address).content.decode()
    page = page.replace('<script type="application/ld+json">', "")  # Data, which isn't run.

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/", "/members/", "/members/icon/", "/about/"])
def test_pages_are_for_reading(client, sample, method, address):
    assert getattr(client, method)(address).status_code == 405


def test_the_health_checks_report_whether_the_site_runs(client, sample):
    assert [client.get(address).status_code for address in ("/healthz", "/readyz")] == [200, 200]
