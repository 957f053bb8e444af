"""The files that search engines and browsers request from every site."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import make_member

from directory import search
from directory.models import Member, Page
from directory.sitemaps import MemberSitemap, PartCache, render_member_part
from directory.workflow import publishing

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOST = "http://testserver"
ADDRESSES = {
    "/feeds/members.atom": 8,
    "/sitemap.xml": 5,
    "/sitemap-site.xml": 4,
    "/sitemap-browse.xml": 4,
    "/sitemap-about.xml": 5,
    "/sitemap-members.xml": 2,
    "/robots.txt": 3,
    "/site.webmanifest": 2,
    "/picture.png": 2,
    "/apple-touch-icon.png": 2,
    "/members/company-1/picture.png": 7,
}


def lines(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return [
        tuple(part.findtext(f"{MAP}{name}") for name in ("loc", "lastmod"))
        for part in ET.fromstring(response.content)
    ]


def test_the_sitemap_knows_every_page(client, sample):
    parts = [location.removeprefix(HOST) for location, _ in lines(client, "/sitemap.xml")]

    found = [location for part in parts for location, _ in lines(client, part)]

    expected = ["/", "/members/", "/countries/", "/services/", "/areas/", "/api/v1/docs/"]
    known = search.fetch_snapshot().vocabulary
    expected += [reverse("country-detail", args=[code]) for code in known.countries]
    expected += [reverse("service-detail", args=[slug]) for slug in known.services]
    expected += [reverse("area-detail", args=[slug]) for slug in known.areas]
    expected += [page.get_absolute_url() for page in Page.objects.all()]
    expected += [member.get_absolute_url() for member in Member.objects.all()]
    assert sorted(found) == sorted(HOST + address for address in expected)
    for location in found[:10] + found[-100:]:  # Not each of 250 countries.
        assert client.get(location.removeprefix(HOST)).status_code == 200


def test_a_profile_is_in_the_sitemap_with_the_day_of_its_revision(client, vocabulary):
    alpha, gone = make_member("Alpha"), make_member("Gone")
    publishing.archive_profile(member=gone)

    day = alpha.revision.published_at.date().isoformat()

    assert lines(client, "/sitemap-members.xml") == [(f"{HOST}/members/alpha/", day)]


def test_a_large_directory_has_several_parts(client, vocabulary, monkeypatch):
    monkeypatch.setattr(MemberSitemap, "limit", 2)
    for number in range(3):
        make_member(f"Company {number}")

    parts = [location.removeprefix(HOST) for location, _ in lines(client, "/sitemap.xml")]

    assert parts[-2:] == ["/sitemap-members.xml", "/sitemap-members.xml?p=2"]
    assert [len(lines(client, part)) for part in parts[-2:]] == [2, 1]
    assert client.get("/sitemap-members.xml?p=3").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_a_part_of_the_sitemap_reads_no_profile_from_the_database(client, vocabulary):
    make_member("Alpha")
    search.fetch_snapshot()

    with CaptureQueriesContext(connection) as captured:
        found = lines(client, "/sitemap-members.xml")

    tables = {re.search(r'FROM "directory_(\w+)"', query["sql"])[1] for query in captured}
    assert (len(found), tables) == (1, {"directorystate"})


def test_a_part_of_the_sitemap_follows_each_publication(client, vocabulary):
    alpha = make_member("Alpha")
    before = client.get("/sitemap-members.xml")

    make_member("Beta")
    publishing.archive_profile(member=alpha)

    again = client.get("/sitemap-members.xml", headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200
    assert [location for location, _ in lines(client, "/sitemap-members.xml")] == [
        f"{HOST}/members/beta/"
    ]


def test_a_part_of_the_sitemap_is_the_same_compressed_and_not(client, vocabulary):
    make_member("Alpha")

    plain = client.get("/sitemap-members.xml")
    packed = client.get("/sitemap-members.xml", headers={"Accept-Encoding": "gzip"})
    tag = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}

    assert (packed["Content-Encoding"], plain.has_header("Content-Encoding")) == ("gzip", False)
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]
    assert packed["ETag"].startswith("W/")  # Two bodies can't share a strong ETag.
    assert client.get("/sitemap-members.xml", headers=tag).status_code == 304


def test_a_part_of_the_sitemap_names_the_host_it_was_asked_at(client, vocabulary, settings):
    settings.ALLOWED_HOSTS = ["testserver", "directory.example"]
    make_member("Alpha")
    lines(client, "/sitemap-members.xml")

    other = client.get("/sitemap-members.xml", headers={"Host": "directory.example"}, secure=True)

    assert b"<loc>https://directory.example/members/alpha/</loc>" in other.content


def test_crawlers_that_come_at_once_have_a_part_rendered_once(vocabulary):
    make_member("Alpha")
    cache, snapshot, rendered = PartCache(), search.fetch_snapshot(), []

    def render():
        rendered.append(1)
        return render_member_part(snapshot, slice(0, 1), HOST)

    with ThreadPoolExecutor(8) as crawlers:
        parts = list(crawlers.map(lambda _: cache.fetch(snapshot, "part", render), range(8)))

    assert (len(rendered), len(set(parts))) == (1, 1)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/", True),
        ("/members/", True),
        ("/members/fortrea/", True),
        ("/members/fortrea/picture.png", True),
        ("/members/?country=DE", True),
        ("/members/?page=2", True),
        ("/members/?country=DE&service=rtsm", False),
        ("/members/?q=c", False),
        ("/api/v1/members/?country=DE", False),
        ("/feeds/members.atom", True),
        ("/feeds/members.atom?country=DE", False),
        ("/static/directory/icon.svg", True),
        ("/about/history/", True),
    ],
)
def test_robots_are_only_kept_out_of_combinations(client, sample, address, allowed):
    response = client.get("/robots.txt")
    text = response.content.decode()

    rules = re.findall(r"^Disallow: (\S+)$", text, re.MULTILINE)
    kept_out = [rule for rule in rules if re.match(re.escape(rule).replace(r"\*", ".*"), address)]

    assert response["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {HOST}/sitemap.xml" in text.splitlines()
    assert (kept_out == []) == allowed


def test_the_manifest_names_icons_that_are_there(client, sample):
    response = client.get("/site.webmanifest")

    icons = response.json()["icons"]

    assert response["Content-Type"] == "application/manifest+json"
    assert [icon["sizes"] for icon in icons] == ["any", "192x192", "512x512"]
    assert [client.get(icon["src"]).status_code for icon in icons[1:]] == [200, 200]
    assert client.get("/favicon.ico")["Location"] == icons[0]["src"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/favicon.ico"])
def test_these_urls_are_read_only_and_set_no_cookie(client, vocabulary, address):
    make_member("Company 1")

    assert {client.post(address).status_code, client.delete(address).status_code} == {405}
    assert client.head(address).content == b""
    assert "Set-Cookie" not in client.get(address)


def queries(client):
    """Return the number of queries of each URL."""
    found = {}
    for address in ADDRESSES:
        search.fetch_snapshot()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found[address] = len(captured)
    return found


def test_these_addresses_cost_the_same_queries_however_large_the_directory(client, vocabulary):
    make_member("Company 1")
    few = queries(client)
    for number in range(2, 8):
        make_member(f"Company {number}")

    assert queries(client) == few
    assert {address: min(few[address], most) for address, most in ADDRESSES.items()} == few


@pytest.mark.parametrize("address", ADDRESSES)
def test_these_addresses_answer_304_where_nothing_changed(client, vocabulary, address):
    make_member("Company 1")
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "public, no-cache"
