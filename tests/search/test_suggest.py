"""Suggestions during typing, as described in docs/search.md."""

import pytest
from factories import make_member, republish

from directory.workflow.publishing import archive_profile


def suggested(client, q):
    body = client.get("/api/v1/suggest/", {"q": q}).json()
    return [(item["type"], item["label"], item["note"]) for item in body["suggestions"]]


def labels(client, q):
    return [label for _, label, _ in suggested(client, q)]


def formerly(name, kind="former"):
    return {"name": name, "type": kind}


def test_a_suggestion_has_the_keys_of_the_contract_and_both_addresses(client, vocabulary):
    make_member("Fortrea", "DE", other_names=[formerly("Covance")])

    body = client.get("/api/v1/suggest/?q=cova").json()

    assert body == {
        "suggestions": [
            {
                "type": "member",
                "label": "Fortrea",
                "note": "formerly Covance",
                "value": "fortrea",
                "url": "http://testserver/api/v1/members/fortrea/",
                "html_url": "http://testserver/members/fortrea/",
            }
        ]
    }


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("medpace", ["Medpace"]),
        ("MÉDP", ["Medpace"]),
        ("iqv", ["IQVIA"]),
        ("quintiles im", ["IQVIA"]),
        ("bio clin", ["Clario"]),
        ("fort hold", ["Fortrea"]),
        ("medpase", ["Medpace"]),
        ("icno", ["ICON"]),
        ("paraxe", ["Parexel"]),
    ],
)
def test_the_sample_is_found_by_what_people_type(client, sample, q, expected):
    assert labels(client, q)[: len(expected)] == expected


def test_the_name_itself_comes_first_then_what_begins_so_then_what_has_the_words(
    client, vocabulary
):
    for name in ("Alpha Beta", "Beta Gamma", "Betamax", "Beta"):
        make_member(name)
    make_member("Delta", other_names=[formerly("Beta Two")])

    assert suggested(client, "beta") == [
        ("member", "Beta", ""),
        ("member", "Betamax", ""),
        ("member", "Beta Gamma", ""),
        ("member", "Delta", "formerly Beta Two"),
        ("member", "Alpha Beta", ""),
    ]


@pytest.mark.parametrize(
    ("q", "note"),
    [
        ("Sigma", ""),
        ("Sigma Holdings", "legal name Sigma Holdings Inc."),
        ("Tau", "formerly Tau"),
        ("Omega", "also known as Omega"),
        ("SGM", "also known as SGM"),
    ],
)
def test_the_note_says_by_which_other_name_a_company_was_found(client, vocabulary, q, note):
    others = [formerly("Tau"), formerly("Omega", "alias"), formerly("SGM", "acronym")]
    make_member("Sigma", legal_name="Sigma Holdings Inc.", other_names=others)

    assert suggested(client, q) == [("member", "Sigma", note)]


def test_the_names_of_a_merged_company_lead_to_its_successor_once(client, vocabulary):
    make_member("Sigma", other_names=[formerly("Kendle International")])
    make_member("Kendle", successor="sigma")

    assert suggested(client, "kend") == [("member", "Sigma", "formerly Kendle")]


def test_companies_of_one_name_are_told_apart(client, vocabulary):
    make_member("Twin", slug="twin-1", headquarters={"city": "Bern", "country": "CH"})
    make_member("Twin", slug="twin-2")

    assert suggested(client, "twin") == [("member", "Twin", "Bern"), ("member", "Twin", "twin-2")]


def test_services_areas_and_countries_come_by_label_and_synonym_where_a_company_has_them(
    client, vocabulary
):
    assert suggested(client, "pv") == suggested(client, "oncol") == suggested(client, "germ") == []

    make_member("Alpha", "DE", services=["pharmacovigilance"], areas=["oncology"])

    assert suggested(client, "pv") == [
        ("service", "Pharmacovigilance and safety reporting", "also called PV")
    ]
    assert suggested(client, "oncol") == [("area", "Oncology", "")]
    assert suggested(client, "germ") == [("country", "Germany", "")]
    assert suggested(client, "germnay") == [("country", "Germany", "")]


def test_eight_at_most_and_three_places_of_them_for_services_areas_and_countries(
    client, vocabulary
):
    for number in range(1, 10):
        make_member(f"Germ {number}", "DE")

    found = suggested(client, "germ")

    assert found == [
        *(("member", f"Germ {number}", "") for number in range(1, 8)),
        ("country", "Germany", ""),
    ]


@pytest.mark.parametrize("q", ["", "   ", "!!!", "xqzxqz", "\u836f"])
def test_empty_or_unknown_text_has_no_suggestions(client, sample, q):
    response = client.get("/api/v1/suggest/", {"q": q})

    assert (response.status_code, response.json()) == (200, {"suggestions": []})


def test_without_q_nothing_is_suggested(client, sample):
    assert client.get("/api/v1/suggest/").json() == {"suggestions": []}


def test_a_beginning_that_fits_is_never_taken_for_a_slip(client, vocabulary):
    make_member("Parexel")
    make_member("Paraxon")

    assert labels(client, "pare") == ["Parexel"]
    assert labels(client, "para") == ["Paraxon"]


def test_publications_renamings_and_archivings_change_suggestions_at_once(client, vocabulary):
    member = make_member("Alpha")
    before = labels(client, "alph")
    republish(member, name="Omega")
    renamed = labels(client, "alph"), labels(client, "omeg")
    archive_profile(member)

    assert (before, renamed, labels(client, "omeg")) == (["Alpha"], ([], ["Omega"]), [])


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("p=a", "p", "unknown_parameter"),
        ("q=a&q=b", "q", "repeated"),
        ("q=%ff", "q", "not_utf_8"),
        (f"q={'a' * 201}", "q", "too_long"),
        ("utm_source=x", "utm_source", "unknown_parameter"),
    ],
)
def test_parameters_are_read_strictly(client, sample, query, path, code):
    response = client.get(f"/api/v1/suggest/?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [(error["path"], error["code"]) for error in response.json()["errors"]] == [(path, code)]


def test_an_unchanged_directory_answers_304_and_a_change_does_not(client, vocabulary):
    make_member("Alpha")
    tag = client.get("/api/v1/suggest/?q=al")["ETag"]
    same = client.get("/api/v1/suggest/?q=al", headers={"If-None-Match": tag})
    make_member("Albert")

    new = client.get("/api/v1/suggest/?q=al", headers={"If-None-Match": tag})

    assert (same.status_code, new.status_code) == (304, 200)


def test_suggesting_costs_the_generation_and_one_query(
    client, sample, django_assert_max_num_queries
):
    client.get("/api/v1/suggest/?q=ico")

    with django_assert_max_num_queries(5):
        client.get("/api/v1/suggest/?q=med")


def test_suggestions_are_counted_apart_from_all_else(client, vocabulary, settings):
    settings.API_RATE_ANONYMOUS, settings.API_RATE_SUGGEST = (1, 3600), (2, 3600)
    assert client.get("/api/v1/version/").status_code == 200

    answers = [client.get("/api/v1/suggest/?q=a") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"suggest";q=2;w=3600'


@pytest.mark.parametrize(
    ("name", "q"),
    [
        ("O'Neill Trials", "ONeill"),
        ("O'Neill Trials", "oneill tri"),
        ("P.R.X.G.", "PRXG"),
        ("P.R.X.G.", "prx g"),
        ("P.R.X.G.", "p rxg"),
        ("BioClinica", "bio clinica"),
        ("Sigma BioClinica", "sigma bio clinica"),
        ("Acme™", "acme"),
        ("Acme℠ Trials®", "acme trials"),
    ],
)
def test_joined_and_divided_words_are_known_as_in_a_search(client, vocabulary, name, q):
    make_member(name, slug="found")
    make_member("Unrelated")

    assert labels(client, q) == [name]
