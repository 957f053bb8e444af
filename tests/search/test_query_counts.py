import re
from collections import Counter

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
    search.fetch_snapshot()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


MOST = {
    "/": 3,
    "/members/": 2,
    "/members/?q=formerly&country=DE&trials_min=1&employees_max=9&founded_max=9": 3,
    "/api/v1/members/?include=facets&q=formerly": 2,
    "/api/v1/members/": 2,
    "/api/v1/members/?merged=true": 3,
    "/api/v1/members/facets/": 2,
    "/members/company-1/": 6,
    "/api/v1/members/company-1/": 4,
    "/api/v1/countries/": 3,
    "/api/v1/about/": 10,
    "/about/": 10,
    "/countries/": 5,
    "/countries/DE/": 8,
    "/services/": 5,
    "/services/rtsm/": 8,
    "/areas/": 4,
    "/areas/oncology/": 6,
    "/members/company-1/history/": 7,
    "/api/v1/members/company-1/revisions/": 6,
    "/api/v1/services/": 3,
    "/api/v1/suggest/?q=comp": 2,
}


def test_an_answer_costs_the_same_queries_however_large_the_directory(client, vocabulary):
    for number in range(3):
        make_member(f"Company {number}", "DE FR", **PROFILE)
        make_member(f"Part {number}", "DE", successor=f"company-{number}")
    few = {address: queries(client, address) for address in MOST}
    for number in range(3, 25):
        make_member(f"Company {number}", "DE FR JP US", **PROFILE)
        make_member(f"Part {number}", "DE", successor=f"company-{number}")

    assert {address: queries(client, address) for address in MOST} == few
    assert {address: min(few[address], most) for address, most in MOST.items()} == few


def test_an_unchanged_answer_costs_two_queries_at_most(client, vocabulary):
    make_member("Alpha", "DE")
    for address in ("/members/", "/members/alpha/", "/api/v1/members/", "/api/v1/members/alpha/"):
        tag = client.get(address)["ETag"]
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert len(captured) <= 2


@pytest.mark.parametrize(
    ("address", "tables"),
    [
        ("/members/?q=formerly+germ&trials_min=1&country=DE", {"state", "member"}),
        ("/api/v1/members/?q=formerly&include=facets&ordering=-trials", {"state", "member"}),
        ("/api/v1/members/facets/?q=formerly&region=europe", {"state"}),
    ],
)
def test_a_search_asks_the_database_for_its_state_and_its_rows_alone(
    client, vocabulary, address, tables
):
    make_member("Alpha", "DE", **PROFILE)
    search.fetch_snapshot()

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200

    queries = [re.findall(r'FROM "directory_(\w+)"', query["sql"]) for query in captured]
    asked = Counter(name.removeprefix("directory") for tables in queries for name in tables)
    assert set(asked) == tables
    assert len(queries) == 2
    assert asked["member"] <= 1
