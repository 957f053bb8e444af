import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_member, trial_count

from directory import search

PROFILE = {
    "services": ["clinical-monitoring", "rtsm"],
    "areas": ["oncology"],
    "phases": ["PHASE1", "PHASE2"],
    "modalities": ["drug"],
    "trial_counts": [trial_count(100), trial_count(10, area="oncology")],
    "other_names": [{"name": "Formerly", "type": "former"}],
}


def queries(client, address):
    search.current()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


MOST = {
    "/": 20,
    "/members/": 20,
    "/members/?q=formerly&country=DE&trials_min=1&employees_max=9&founded_max=9": 20,
    "/api/v1/members/?include=facets&q=formerly": 20,
    "/api/v1/members/": 7,
    "/api/v1/members/facets/": 18,
    "/members/company-1/": 12,
    "/api/v1/members/company-1/": 12,
    "/api/v1/countries/": 8,
    "/api/v1/about/": 16,
    "/about/": 16,
}


def test_an_answer_costs_the_same_queries_however_large_the_directory(client, vocabulary):
    for number in range(3):
        make_member(f"Company {number}", "DE FR", **PROFILE)
    few = {address: queries(client, address) for address in MOST}
    for number in range(3, 25):
        make_member(f"Company {number}", "DE FR JP US", **PROFILE)

    assert {address: queries(client, address) for address in MOST} == few
    assert {address: min(few[address], most) for address, most in MOST.items()} == few


def test_an_unchanged_answer_costs_two_queries_at_most(client, vocabulary):
    make_member("Alpha", "DE")
    for address in ("/members/", "/members/alpha/", "/api/v1/members/", "/api/v1/members/alpha/"):
        tag = client.get(address)["ETag"]
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert len(captured) <= 2


def statements(client, address, status=200):
    search.current()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == status
    return [query["sql"] for query in captured]


FACES = ["/members/", "/api/v1/members/facets/", "/api/v1/members/?include=facets"]


@pytest.mark.parametrize("face", FACES)
def test_the_text_is_looked_through_once_for_an_answer(client, vocabulary, face):
    make_member("Alpha", "DE", **PROFILE)
    address = f"{face}{'&' if '?' in face else '?'}q=formerly+germ"

    through = [sql for sql in statements(client, address) if "% germ%" in sql]

    assert len(through) == 1


@pytest.mark.parametrize("face", ["/members/", "/api/v1/members/"])
def test_a_page_past_the_end_counts_no_choices(client, vocabulary, face):
    make_member("Alpha", "DE", **PROFILE)
    include = "" if face == "/members/" else "&include=facets"

    asked = statements(client, f"{face}?page=2{include}", status=404)

    assert [sql for sql in asked if "directory_countrypresence" in sql] == []
