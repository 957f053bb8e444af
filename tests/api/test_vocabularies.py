import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import make_member

from directory.models import Country, Modality, Phase, Region, Service, TherapeuticArea


def by_key(client, name, key):
    body = client.get(f"/api/v1/{name}/").json()
    assert (body["next"], body["previous"], body["count"]) == (None, None, len(body["results"]))
    return {row[key]: row for row in body["results"]}


@pytest.mark.parametrize(
    ("name", "key", "value", "expected"),
    [
        ("countries", "code", "GB", {"name": "United Kingdom", "region": "northern-europe"}),
        ("countries", "code", "AQ", {"name": "Antarctica", "region": None}),
        ("regions", "slug", "northern-europe", {"code": "154", "parent": "europe"}),
        ("regions", "slug", "europe", {"code": "150", "parent": None}),
        ("services", "slug", "rtsm", {"group": "technology-decentralized"}),
        ("areas", "slug", "oncology", {"label": "Oncology"}),
        ("modalities", "slug", "device", {"label": "Medical device"}),
        ("phases", "code", "PHASE3", {"label": "Phase 3"}),
    ],
)
def test_a_vocabulary_is_given_whole(client, sample, name, key, value, expected):
    row = by_key(client, name, key)[value]

    assert row | expected == row
    assert client.get(row["url"]).json() == row
    assert client.get(row["html_url"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("services", Service),
        ("areas", TherapeuticArea),
        ("modalities", Modality),
        ("phases", Phase),
    ],
)
def test_every_term_comes_with_its_definition(client, vocabulary, name, table):
    rows = client.get(f"/api/v1/{name}/").json()["results"]

    assert [row["definition"] for row in rows] == [term.definition for term in table.objects.all()]
    assert all(row["definition"] for row in rows)


@pytest.mark.parametrize("name", ["countries", "regions"])
def test_places_need_no_definition(client, vocabulary, name):
    rows = client.get(f"/api/v1/{name}/").json()["results"]

    assert [row for row in rows if "definition" in row] == []


def test_counts_are_of_the_default_result(client, vocabulary):
    make_member("Alpha", "DE")
    make_member("Former", "DE", membership="former")
    make_member("Merged", "DE", successor="alpha")

    assert by_key(client, "countries", "code")["DE"]["count"] == 1
    assert by_key(client, "regions", "slug")["europe"]["count"] == 1
    assert by_key(client, "countries", "code")["FR"]["count"] == 0
    assert len(by_key(client, "countries", "code")) == Country.objects.count()


FACET_OF = {"countries": "country", "regions": "region", "services": "service"}
FACET_OF |= {"areas": "area", "modalities": "modality", "phases": "phase"}


@pytest.mark.parametrize(
    "name", ["countries", "regions", "services", "areas", "modalities", "phases"]
)
def test_every_count_is_what_the_search_finds(client, sample, name):
    for row in client.get(f"/api/v1/{name}/").json()["results"]:
        value = row.get("slug") or row["code"]
        count = client.get(f"/api/v1/members/?{FACET_OF[name]}={value}").json()["count"]
        assert count == row["count"]


@pytest.mark.parametrize("table", [Country, Region])
def test_places_have_the_same_order_on_every_database(vocabulary, table):
    names = list(table.objects.values_list("name", flat=True))

    assert names == sorted(names)


def test_one_value_reads_only_its_row(client, sample):
    listed = by_key(client, "countries", "code")["DE"]

    with CaptureQueriesContext(connection) as queries:
        value = client.get("/api/v1/countries/DE/").json()

    assert value == listed
    statements = [query["sql"] for query in queries]
    [read] = [sql for sql in statements if 'FROM "directory_country"' in sql]
    assert "'DE'" in read


@pytest.mark.parametrize("key", ["XX", "de", "%00", "D%00E", "%FF"])
def test_a_value_that_is_not_in_the_vocabulary_is_not_found(client, sample, key):
    assert client.get(f"/api/v1/countries/{key}/").status_code == 404
