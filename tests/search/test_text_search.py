import pytest
from factories import make_member


def found(client, **query):
    body = client.get("/api/v1/members/", query).json()
    return [(row["name"], row["matched"]) for row in body["results"]]


def test_a_former_name_finds_the_company(client, sample):
    assert found(client, q="Quintiles") == [
        ("IQVIA", {"kind": "former", "text": "Quintiles", "of": ""})
    ]


def test_a_predecessors_name_finds_the_last_successor_and_says_why(client, sample):
    assert found(client, q="Kendle") == [
        ("Syneos Health", {"kind": "predecessor", "text": "Kendle", "of": "kendle"})
    ]


def test_the_result_page_says_why_a_company_was_found(client, sample):
    page = client.get("/members/?q=Kendle").content.decode()

    mark = "<mark>Kendle</mark>"
    assert f'Formerly <a href="/members/kendle/">{mark}</a>, now part of this company' in page


def test_a_merged_company_keeps_its_page_and_says_what_became_of_it(client, sample):
    page = " ".join(client.get("/members/kendle/").content.decode().split())

    assert "Kendle is now part of" in page
    assert '<a href="/members/inc-research/">INC Research</a>, which is now part of' in page
    assert '<a href="/members/syneos-health/">Syneos Health</a>' in page


def test_a_slip_hides_no_name_that_is_in_the_text_beside_other_words(client, vocabulary):
    make_member("Novotech Inc")
    for number in range(4):
        make_member(f"Granite Quartz Marble Basalt {number}")

    for name in ("novotech", "novotehc"):
        names = [name for name, _ in found(client, q=f"{name} granite quartz marble basalt")]
        assert "Novotech Inc" in names
        assert len(names) == 5


def test_merged_companies_are_found_when_asked_for(client, sample):
    assert [name for name, _ in found(client, q="kendle", merged="true")] == ["Kendle"]


def test_the_name_itself_comes_first_then_other_names_then_a_to_z(client, vocabulary):
    make_member("Zeta", summary="Works with Orion.")
    make_member("Alpha", summary="Works with Orion.")
    make_member("Middle", other_names=[{"name": "Orion", "type": "former"}])
    make_member("Orion")
    make_member("Orion Labs")
    make_member("Unrelated")

    names = [name for name, _ in found(client, q="ORION")]

    assert names == ["Orion", "Middle", "Orion Labs", "Alpha", "Zeta"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("soci", ["Société Générale Clinique"]),
        ("SOCIETE clin", ["Société Générale Clinique"]),
        ("erale", []),
        ("germany", ["Beta"]),
        ("Deutschland monitoring", ["Beta"]),
        ("!!!", []),
        ("'; DROP TABLE directory_member;--", []),
        ("🙂", []),
        ("مرحبا", []),
    ],
)
def test_every_word_begins_a_word_of_the_company(client, vocabulary, q, expected):
    make_member("Société Générale Clinique")
    make_member("Beta", "DE", services=["clinical-monitoring"])

    assert [name for name, _ in found(client, q=q)] == expected


def test_words_spread_over_fields_are_all_named(client, vocabulary):
    make_member("Beta", "DE", services=["clinical-monitoring"])

    [(_, matched)] = found(client, q="germany monitoring")

    assert matched == {"kind": "several", "text": "Germany, Clinical monitoring", "of": ""}
