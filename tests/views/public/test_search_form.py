"""The search form: any or all of the choices, ways out of an empty result, rows at a glance."""

import pytest
from factories import document, make_member, publish, trial_count


def facet(client, query, name):
    found = client.get(f"/members/?{query}").context["facets"]
    return next(facet for facet in found if facet["id"] == name)


def three(vocabulary):
    make_member("Alpha", "DE FR")
    make_member("Beta", "DE")
    make_member("Gamma", "FR JP")


def test_choices_may_be_met_by_any_or_by_all(client, vocabulary):
    three(vocabulary)

    any_of = facet(client, "country=DE&country=FR&ordering=-name", "country")
    all_of = facet(client, "country_all=DE&country_all=FR", "country")

    assert any_of["modes"] == [
        ("any", "country", "?country=DE&country=FR&ordering=-name", True),
        ("all", "country_all", "?country_all=DE&country_all=FR&ordering=-name", False),
    ]
    assert [now for *_, now in all_of["modes"]] == [False, True]
    assert (any_of["name"], all_of["name"]) == ("country", "country_all")
    assert [(v["value"], v["count"]) for v in all_of["first"] if v["selected"]] == [
        ("FR", 1),
        ("DE", 1),
    ]


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("q=&country=DE&country=FR&match=country_all", "?country_all=DE&country_all=FR"),
        ("country_all=DE&match=country&q=x", "?country=DE&q=x"),
        ("match=service_all&country=DE", "?country=DE"),
    ],
)
def test_any_and_all_keep_the_boxes_of_a_form_without_scripts(client, vocabulary, sent, address):
    three(vocabulary)

    response = client.get(f"/members/?{sent}")

    assert (response.status_code, response["Location"]) == (302, f"/members/{address}")


@pytest.mark.parametrize("value", ["kind_all", "q", "nonsense"])
def test_any_or_all_of_what_has_no_such_choice_is_an_error(client, vocabulary, value):
    assert client.get(f"/members/?match={value}").status_code == 400


def test_nothing_chosen_is_neither_any_nor_all(client, vocabulary):
    three(vocabulary)

    assert facet(client, "", "country")["modes"] == []


def test_required_values_stay_beside_alternative_values(client, vocabulary):
    three(vocabulary)

    found = facet(client, "country=DE&country=JP&country_all=FR", "country")

    assert (found["name"], found["required"]) == ("country", [("FR", "France")])


def test_chosen_values_stay_visible_in_a_long_list(client, sample):
    found = facet(client, "country=TR", "country")

    assert [value["label"] for value in found["first"] if value["selected"]] == ["Turkey"]
    assert found["first"][12:] == [value for value in found["first"] if value["selected"]]
    assert "Turkey" not in [value["label"] for value in found["rest"]]


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("&".join(["country=DE"] * 300), [("Germany", "?")]),
        ("country=de&country=DE", [("Germany", "?")]),
        (
            "country=de&country=FR&country=DE&hq=us&ordering=-name",
            [
                ("Germany", "?country=FR&hq=US&ordering=-name"),
                ("France", "?country=DE&hq=US&ordering=-name"),
                ("United States", "?country=DE&country=FR&ordering=-name"),
            ],
        ),
    ],
)
def test_a_value_chosen_twice_is_one_choice(client, vocabulary, query, chips):
    three(vocabulary)

    chosen = client.get(f"/members/?{query}").context["chosen"]

    assert [(item["value_label"], item["url"]) for item in chosen] == chips


def test_an_empty_result_suggests_wider_searches(client, vocabulary):
    three(vocabulary)
    make_member("Old", "SE", successor="alpha")

    empty = client.get("/members/?country=SE&q=alpha").context["wider_searches"]
    found = [(way["label"], way["value_label"], way["count"]) for way in empty]

    assert found == [("Remove country", "Sweden", 1)]
    for way in empty:
        assert client.get(f"/members/{way['url']}").context["listing"].count == way["count"]


def test_a_company_that_became_part_of_another_is_offered_where_only_it_matches(client, vocabulary):
    three(vocabulary)
    make_member("Old", "SE", successor="alpha")

    [way] = client.get("/members/?country=SE").context["wider_searches"][-1:]

    assert way["value_label"] == "companies that are now part of another"
    assert client.get(f"/members/{way['url']}").context["listing"].count == 1


def test_a_row_shows_services_places_and_evidence(client, vocabulary):
    presence = {"code": "DE", "kind": "office", "as_of": "2018", "source_url": "https://x.org/a"}
    other = {"code": "JP", "kind": "subsidiary", "as_of": "2019", "source_url": "https://x.org/b"}
    cited = {
        "founded": [{"url": "https://x.org/c", "as_of": "2011-02"}],
        "general": [{"url": "https://x.org/d", "as_of": None}],
    }
    facts = {
        "founded": 1990,
        "countries": [presence, other],
        "services": ["rtsm", "clinical-monitoring"],
        "citations": cited,
        "trial_counts": [trial_count(7, area="oncology")],
    }
    publish(document("Alpha") | facts)

    [row] = client.get("/members/?country=DE&service=rtsm").context["listing"].rows

    assert row["services"][0].startswith("Randomization")
    assert row["regions"] == [("Asia", 1), ("Europe", 1)]
    assert [(place["name"], place["as_of"]) for place in row["places"]] == [("Germany", "2018")]
    assert row["sources"] == {"count": 2, "undated": 1, "years": ["2011"]}
    assert row["partial"] == 1
