"""The head of a page: its position, title, and other representations."""

from html.parser import HTMLParser

import pytest
from factories import make_member, republish

from directory.models import Member

HOST = "http://testserver"


class Head(HTMLParser):
    """The links and meta elements of a page by name."""

    def __init__(self, response):
        super().__init__()
        self.links, self.metas = {}, {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "link":
            self.links[attributes["rel"], attributes.get("type")] = attributes["href"]
        elif tag == "meta":
            self.metas[attributes.get("property") or attributes.get("name")] = attributes.get(
                "content"
            )

    @property
    def canonical(self):
        return self.links.get(("canonical", None))


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/members/", "/members/"),
        ("/members/?utm_source=x&gclid=1", "/members/"),
        ("/members/?country=&q=", "/members/"),
        ("/members/?country=de", "/members/?country=DE"),
        (
            "/members/?service=rtsm&country=FR&country=DE",
            "/members/?country=DE&country=FR&service=rtsm",
        ),
        ("/members/?membership=current&membership=unconfirmed&merged=false", "/members/"),
        ("/members/?ordering=name&page=1", "/members/"),
        ("/members/?ordering=relevance&trials_min=007", "/members/?trials_min=7"),
        ("/members/?ordering=-name&page=2", "/members/?ordering=-name&page=2"),
        ("/members/?q=a+b%26&ordering=name", "/members/?q=a+b%26&ordering=name"),
        ("/members/fortrea/?fbclid=1", "/members/fortrea/"),
        ("/about/?a=1", "/about/"),
        ("/about/history/", "/about/history/"),
        ("/stay-connected/", "/stay-connected/"),
        ("/api/v1/docs/", "/api/v1/docs/"),
    ],
)
def test_every_spelling_of_a_url_has_one_canonical_url(client, sample, address, canonical):
    response = client.get(address, follow=True)

    head = Head(response)

    assert response.status_code == 200
    assert (head.canonical, head.metas["og:url"]) == (HOST + canonical, HOST + canonical)
    assert client.get(canonical).status_code == 200


def test_a_canonical_url_keeps_a_moment_as_written(client, sample):
    query = "updated_since=2020-01-01T00%3A00%3A00Z"

    assert Head(client.get(f"/members/?{query}")).canonical == f"{HOST}/members/?{query}"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/members/?country=XX", 400), ("/members/?page=9", 404), ("/nowhere", 404)],
)
def test_an_error_has_no_address_to_share(client, sample, address, status):
    response = client.get(address)

    head = Head(response)

    assert response.status_code == status
    assert (head.canonical, head.metas.get("og:url")) == (None, None)
    assert ("alternate", "application/json") not in head.links


@pytest.mark.parametrize(
    ("address", "robots"),
    [
        ("/", None),
        ("/members/", None),
        ("/members/?page=2", None),
        ("/members/?country=DE", None),
        ("/members/?country=DE&country=FR", "noindex, follow"),
        ("/members/?country=DE&service=rtsm", "noindex, follow"),
        ("/members/?q=c", "noindex, follow"),
        ("/members/fortrea/", None),
    ],
)
def test_a_search_by_words_or_by_several_values_is_not_for_search_engines(
    client, sample, address, robots
):
    assert Head(client.get(address)).metas.get("robots") == robots


@pytest.mark.parametrize(
    ("address", "api", "feed"),
    [
        ("/", "/api/v1/", "/feeds/members.atom"),
        ("/members/", "/api/v1/members/", "/feeds/members.atom"),
        (
            "/members/?country=de&ordering=-name&page=1&utm_source=x",
            "/api/v1/members/?country=DE&ordering=-name",
            "/feeds/members.atom?country=DE",
        ),
        ("/members/fortrea/", "/api/v1/members/fortrea/", None),
        ("/about/", "/api/v1/about/", None),
        ("/about/history/", "/api/v1/pages/history/", None),
        ("/stay-connected/", "/api/v1/pages/stay-connected/", "/feeds/members.atom"),
    ],
)
def test_a_page_names_itself_as_data_and_the_feed_of_the_same(client, sample, address, api, feed):
    links = Head(client.get(address)).links

    assert links["alternate", "application/json"] == api
    assert links.get(("alternate", "application/atom+xml")) == feed
    assert {client.get(found).status_code for found in (api, feed) if found} == {200}


def test_a_profile_is_shared_by_its_name_its_summary_and_its_picture(client, vocabulary):
    make_member("A <b> & Co", slug="alpha", summary='Runs "trials" <i>.')

    metas = Head(client.get("/members/alpha/")).metas

    title = "A <b> & Co, clinical research organization: ACRO member directory"
    shared = {
        key: text for key, text in metas.items() if key and key.startswith(("og:", "twitter:"))
    }
    assert metas["description"] == 'Runs "trials" <i>.'
    assert shared == {
        "og:site_name": "ACRO member directory",
        "og:locale": "en_US",
        "og:type": "website",
        "og:title": title,
        "og:description": 'Runs "trials" <i>.',
        "og:url": f"{HOST}/members/alpha/",
        "og:image": f"{HOST}/members/alpha/picture.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A <b> & Co in the ACRO member directory",
        "twitter:card": "summary_large_image",
    }


def test_titles_and_descriptions_of_pages_differ(client, sample):
    addresses = ["/", "/members/", "/members/?country=DE", "/about/", "/about/history/"]
    addresses += ["/stay-connected/", "/api/v1/docs/"]
    addresses += [member.get_absolute_url() for member in Member.objects.all()[:8]]

    metas = [Head(client.get(address)).metas for address in addresses]

    for name in ("og:title", "og:description"):
        assert len({found[name] for found in metas}) == len(addresses)
        assert all(found[name].strip() for found in metas)


def test_a_renamed_company_is_found_at_one_address(client, vocabulary):
    republish(make_member("Alpha"), slug="beta")

    assert Head(client.get("/members/alpha/", follow=True)).canonical == f"{HOST}/members/beta/"
