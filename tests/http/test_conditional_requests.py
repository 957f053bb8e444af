import pytest
from factories import make_member, republish

ADDRESSES = ["/", "/members/?country=DE", "/members/alpha/", "/about/", "/about/history/"]
ADDRESSES += ["/api/v1/members/", "/api/v1/members/alpha/", "/api/v1/members/facets/"]
ADDRESSES += ["/api/v1/countries/", "/api/v1/about/", "/api/v1/schema/", "/api/v1/docs/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_answer_is_304_until_something_is_published(client, vocabulary, address):
    member = make_member("Alpha", "DE")
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    weak = client.get(address, headers={"If-None-Match": f"W/{first['ETag']}"})
    republish(member, summary="Something new.")
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, weak.status_code) == (200, 304, 304)
    assert (again.content, again["ETag"]) == (b"", first["ETag"])
    assert (changed.status_code, first["Cache-Control"]) == (200, "public, no-cache")
    assert changed["ETag"] != first["ETag"]


def test_a_profiles_tag_begins_with_its_revision(client, vocabulary):
    member = make_member("Alpha")

    tag = client.get("/api/v1/members/alpha/")["ETag"]

    assert tag.strip('"').partition(".")[0] == str(member.revision_id)


def test_a_page_and_its_parts_have_tags_of_their_own(client, vocabulary):
    page = client.get("/members/")
    parts = [
        client.get("/members/", headers={"HX-Request": "true", "HX-Trigger": element})
        for element in ("search", "q", "typing-rests")
    ]

    assert len({page["ETag"], *(part["ETag"] for part in parts)}) == 4
    assert {"HX-Request", "HX-Trigger"} <= set(page["Vary"].split(", "))
    assert b"<html" in page.content
    assert not any(b"<html" in part.content for part in parts)


def test_a_part_from_another_page_is_sent_again_because_it_sets_another_address(client, vocabulary):
    part = {"HX-Request": "true", "HX-Trigger": "search"}
    here, before = "http://testserver/members/?country=DE", "http://testserver/members/"
    first = client.get(here, headers=part | {"HX-Current-URL": here})

    held = {"If-None-Match": first["ETag"]}
    again = client.get(here, headers=part | {"HX-Current-URL": here} | held)
    other = client.get(here, headers=part | {"HX-Current-URL": before} | held)

    assert (first["HX-Push-Url"], again.status_code) == ("false", 304)
    assert (other.status_code, other["HX-Push-Url"]) == (200, "/members/?country=DE")


def test_a_part_for_a_page_whose_address_cannot_be_read_sets_its_own(client, vocabulary):
    part = {"HX-Request": "true", "HX-Current-URL": "http://[/members/"}
    response = client.get("/members/?country=DE", headers=part)

    assert (response.status_code, response["HX-Push-Url"]) == (200, "/members/?country=DE")


@pytest.mark.parametrize("address", ["/members/?country=XX", "/members/nobody/", "/nowhere"])
def test_an_error_has_no_tag(client, vocabulary, address):
    assert "ETag" not in client.get(address)
    assert "ETag" not in client.get(f"/api/v1{address}")


def test_a_compressed_answer_keeps_its_tag_weakly(client, sample):
    response = client.get("/members/", headers={"Accept-Encoding": "gzip"})

    again = client.get("/members/", headers={"If-None-Match": response["ETag"]})

    assert response["Content-Encoding"] == "gzip"
    assert response["ETag"].startswith('W/"')
    assert again.status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_says_what_get_says_without_the_body(client, vocabulary, address):
    make_member("Alpha", "DE")
    get, head = client.get(address), client.head(address)

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_any_copy_is_current_where_there_is_something(client, vocabulary, address, method):
    make_member("Alpha", "DE")
    tag = client.get(address)["ETag"]

    response = getattr(client, method)(address, headers={"If-None-Match": " * "})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("sent", ['"other", {tag}', 'W/"other",W/{tag}', '{tag} , "other"'])
@pytest.mark.parametrize("address", ADDRESSES)
def test_one_tag_of_a_list_is_enough(client, vocabulary, address, sent):
    make_member("Alpha", "DE")
    tag = client.get(address)["ETag"]

    response = client.get(address, headers={"If-None-Match": sent.format(tag=tag)})

    assert response.status_code == 304


@pytest.mark.parametrize("sent", ['"other', ",", "other", 'w/"a"', '"a" "b"', "**", "é"])
@pytest.mark.parametrize("address", ["/members/", "/api/v1/members/", "/api/v1/members/alpha/"])
def test_a_malformed_tag_is_ignored(client, vocabulary, address, sent):
    make_member("Alpha", "DE")

    assert client.get(address, headers={"If-None-Match": sent}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_ranges_dates_and_languages_change_nothing(client, vocabulary, address):
    make_member("Alpha", "DE")
    plain = client.get(address)
    ignored = {"Range": "bytes=0-9", "Accept-Language": "de, *;q=0"}
    ignored |= {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}

    response = client.get(address, headers=ignored)

    assert (response.status_code, response["ETag"]) == (200, plain["ETag"])
    assert len(response.content) == len(plain.content)
