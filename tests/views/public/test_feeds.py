from xml.etree import ElementTree as ET

import pytest
from factories import make_member, republish

from directory.models import Member

ATOM = "{http://www.w3.org/2005/Atom}"
HOST = "http://testserver"


def read(client, address="/feeds/members.atom"):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    return ET.fromstring(response.content)


def entries(feed):
    return [
        {
            "title": entry.findtext(f"{ATOM}title"),
            "link": entry.find(f"{ATOM}link").get("href"),
            "id": entry.findtext(f"{ATOM}id"),
            "updated": entry.findtext(f"{ATOM}updated"),
            "summary": entry.findtext(f"{ATOM}summary"),
        }
        for entry in feed.iter(f"{ATOM}entry")
    ]


def entry(member, summary):
    return {
        "title": member.name,
        "link": f"{HOST}/members/{member.slug}/",
        "id": f"urn:uuid:{member.revision_id}",
        "updated": member.revision.published_at.isoformat(),
        "summary": summary,
    }


def test_the_newest_published_profile_comes_first(client, vocabulary):
    alpha, beta = make_member("Alpha & <b>"), make_member("Beta", summary="<i>x</i>")
    republish(alpha, summary="New.")
    alpha.refresh_from_db()

    feed = read(client)

    assert entries(feed) == [entry(alpha, "New."), entry(beta, "&lt;i&gt;x&lt;/i&gt;")]
    assert feed.findtext(f"{ATOM}title") == "Companies: ACRO member directory"
    assert (
        feed.findtext(f"{ATOM}author/{ATOM}name")
        == "Association of Clinical Research Organizations"
    )
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{HOST}/members/", "self": f"{HOST}/feeds/members.atom"}


def test_a_feed_takes_the_parameters_of_the_search(client, vocabulary):
    make_member("Alpha", "DE")
    beta = make_member("Beta", "FR", kind="technology")

    feed = read(client, "/feeds/members.atom?country=fr&utm_source=x")

    assert entries(feed) == [entry(beta, "Clinical technology company")]
    assert feed.findtext(f"{ATOM}title") == "Companies in France: ACRO member directory"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": f"{HOST}/members/?country=FR",
        "self": f"{HOST}/feeds/members.atom?country=FR",
    }


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("country=XX", "country"),
        ("contry=DE", "contry"),
        ("q=a&q=b", "q"),
        ("q=%ff", "q"),
        ("ordering=name", "ordering"),
        ("page=2", "page"),
        ("page_size=2", "page_size"),
    ],
)
def test_a_feed_refuses_what_it_does_not_understand(client, vocabulary, query, path):
    make_member("Alpha", "DE")

    response = client.get(f"/feeds/members.atom?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode().startswith(f"{path}: ")


def test_a_feed_holds_fifty_entries(client, vocabulary):
    for number in range(52):
        make_member(f"Company {number}")

    titles = [entry["title"] for entry in entries(read(client))]

    assert titles == [f"Company {number}" for number in range(51, 1, -1)]


def test_a_feed_without_entries_and_one_with_odd_letters_can_be_read(client, vocabulary):
    assert entries(read(client)) == []

    make_member("Odd")
    Member.objects.update(name="Odd \uffff")  # as releases before stored it

    assert [found["title"] for found in entries(read(client))] == ["Odd "]
