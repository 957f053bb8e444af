"""Notes on filters: reversed, in the future, or leaving out companies that report nothing."""

import pytest
from django.http import QueryDict
from factories import document, make_member, publish, trial_count
from hypothesis import HealthCheck, given, settings
from oracle import Oracle
from test_every_parameter import queries

from directory import dates, search
from directory.filters import MemberFilterSet


def contradictions(client, query):
    found = client.get(f"/members/?{query}").context["contradictions"]
    return [(item["label"], item["text"], item["url"]) for item in found]


def unreported(client, query):
    found = client.get(f"/members/?{query}").context["unreported"]
    return [(item["count"], item["without"], item["url"]) for item in found]


def shown(client, url):
    return [row["slug"] for row in client.get(f"/members/{url}").context["listing"].rows]


def test_a_reversed_range_says_so_and_offers_the_range_the_right_way_round(client, vocabulary):
    make_member("Alpha", "DE", trial_counts=[trial_count(3)])

    page = client.get("/members/?trials_min=5&trials_max=2&country=DE&ordering=-name")
    [item] = page.context["contradictions"]

    assert (page.status_code, page.context["listing"].count) == (200, 0)
    assert item["url"] == "?country=DE&ordering=-name&trials_min=2&trials_max=5"
    assert page.content.decode().count("reversed: 5 is greater than 2.") == 2
    assert shown(client, item["url"]) == ["alpha"]


@pytest.mark.parametrize("name", ["trials", "founded", "employees"])
def test_every_range_can_be_reversed_and_equal_ends_are_not(client, vocabulary, name):
    [(_, text, url)] = contradictions(client, f"{name}_min=2000&{name}_max=1999")

    assert text == "This range is reversed: 2000 is greater than 1999."
    assert url == f"?{name}_min=1999&{name}_max=2000"
    assert contradictions(client, f"{name}_min=2000&{name}_max=2000") == []
    assert contradictions(client, f"{name}_min=2000") == []


def test_a_day_in_the_future_is_named(client, vocabulary):
    future = ("Updated since", "This day is in the future.", "?hq=US")

    assert contradictions(client, "updated_since=2999-01-01&hq=US") == [future]
    assert contradictions(client, f"updated_since={dates.today()}") == []


def test_a_range_says_how_many_companies_do_not_report_the_figure(client, vocabulary):
    for place in range(22):
        make_member(f"With {place:02}", "DE", founded=1990 + place % 2)
    for name in ("Never", "Nowhere"):
        make_member(name, "DE")
    make_member("Elsewhere", "FR")

    [note] = unreported(client, "founded_min=1991&country=DE")

    assert note == (2, "a founding year", "?country=DE&ordering=-founded&page=2")
    assert shown(client, note[2])[-3:] == ["with-20", "never", "nowhere"]


def test_a_figure_without_an_order_leads_to_the_list_without_the_filter(client, vocabulary):
    make_member("Alpha", "DE")

    assert unreported(client, "employees_min=1&employees_max=9&ordering=-name") == [
        (1, "a number of employees", "?ordering=-name")
    ]


def test_other_filters_say_how_many_companies_list_nothing(client, vocabulary):
    make_member("Alpha", "DE", services=["rtsm"])
    make_member("Beta", "FR")
    make_member("Gamma", "")

    assert unreported(client, "country=DE&country_all=FR") == [
        (1, "listed countries", "?ordering=-countries")
    ]
    assert unreported(client, "region=europe&service_all=rtsm") == [
        (1, "listed services", "?region=europe")
    ]
    assert unreported(client, "region=africa") == [(1, "listed countries", "?ordering=-countries")]
    assert unreported(client, "q=alpha&service=rtsm&membership=unconfirmed") == []
    assert shown(client, "?ordering=-countries")[-1] == "gamma"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=queries())
def test_the_number_of_companies_that_report_nothing_is_what_the_documents_say(sample, query):
    oracle = Oracle(dates.today())
    filterset = MemberFilterSet(parameters_of(query), None)

    found = search.run_query(filterset.query).unreported

    assert {name: lacking for name, (_, lacking) in found.items()} == {
        name: oracle.unreported(name, **query) for name in found
    }


def parameters_of(query):
    """Return a query of the oracle as the data of a filterset."""
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    return data


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2025-01-01", "January 1, 2025"),
        ("2025-01-01T12:30:00Z", "January 1, 2025, 12:30 UTC"),
        ("2025-01-01T23:30:15-01:00", "January 2, 2025, 00:30:15 UTC"),
    ],
)
def test_the_day_since_which_profiles_were_updated_is_shown_in_words(
    client, vocabulary, given, shown
):
    [item] = client.get("/members/", {"updated_since": given}).context["chosen"]

    assert (item["label"], item["value_label"]) == ("Updated since", shown)


@pytest.mark.parametrize("address", ["/members/", "/api/v1/members/", "/feeds/members.atom"])
def test_a_day_is_read_everywhere_as_its_midnight_utc(client, sample, address):
    day, midnight, later = (
        client.get(address, {"updated_since": value})
        for value in ("2025-01-01", "2025-01-01T00:00:00Z", "2999-12-31")
    )

    assert [each.status_code for each in (day, midnight, later)] == [200, 200, 200]
    if address == "/api/v1/members/":
        assert [each.json()["count"] for each in (day, midnight)] == [32, 32]
        assert later.json()["count"] == 0


@pytest.mark.parametrize("value", ["2026-02-30", "2026-13-01", "2026-01", "2026", "20260131", "31"])
def test_a_day_that_does_not_exist_is_refused_with_the_forms_that_are_read(
    client, vocabulary, value
):
    [error] = client.get(f"/api/v1/members/?updated_since={value}").json()["errors"]

    assert error["code"] == "not_a_time"
    assert error["message"].startswith("Enter a day, such as 2026-01-31, or an RFC 3339 time")


def test_a_day_is_a_date_input_and_a_time_stays_as_it_was_written(client, vocabulary):
    day = client.get("/members/?updated_since=2025-01-01").content.decode()
    moment = client.get("/members/?updated_since=2025-01-01T12:00:00Z").content.decode()

    assert 'id="updated_since" name="updated_since" type="date"' in day
    assert 'type="date"' not in moment
    assert 'value="2025-01-01T12:00:00Z"' in moment


def test_active_filters_are_grouped_by_facet_and_each_can_be_removed(client, vocabulary):
    publish(document("Alpha") | {"founded": 1990})
    query = "country=DE&founded_min=1980&hq=US&founded_max=1999&country=PL&country_all=FR"

    groups = client.get(f"/members/?{query}").context["chosen_groups"]

    assert [(label, [item["value_label"] for item in items]) for label, items in groups] == [
        ("Country", ["Germany", "Poland"]),
        ("Year founded", ["in or after 1980", "in or before 1999"]),
        ("Headquarters", ["United States"]),
        ("Country (all of)", ["France"]),
    ]
    assert len({item["url"] for _, items in groups for item in items}) == 6
