"""A section of the form: its values become the draft, and errors appear beside the fields."""

import pytest
from django.urls import reverse
from factories import make_member, make_owner, make_user, trial_count
from signing_in import enter

from directory.workflow import checks, conflicts, drafts

URL = "https://example.org/news"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE FR", founded=1999)


@pytest.fixture
def olga(alpha, client):
    olga = make_owner(alpha)
    enter(client, olga)
    return olga


def edit(member, section):
    return reverse("portal-edit", args=[member.slug, section])


def drafted(member, user):
    return drafts.find_draft(member, user).document


def test_input_is_kept_and_errors_appear_beside_it(client, alpha, olga, fields):
    address = edit(alpha, "identity")

    saved = client.post(address, fields(client.get(address), founded="about 1980"))
    page = client.get(saved["Location"])

    assert drafted(alpha, olga)["founded"] == "about 1980"
    assert fields(page)["founded"] == ["about 1980"]
    (control,) = [found for found in page.context["shown"]["who"] if found.name == "founded"]
    assert control.errors == (
        "This is not a whole number. Enter a whole number from 1000 to 2026.",
    )
    assert 'id="founded-errors"' in page.content.decode()


def test_an_owner_without_a_name_is_kept_and_reported(client, alpha, olga, fields):
    address = edit(alpha, "identity")

    saved = client.post(address, fields(client.get(address), **{"parent.source_url": URL}))
    page = client.get(saved["Location"])

    assert drafted(alpha, olga)["parent"]["source_url"] == URL
    assert fields(page)["parent.source_url"] == [URL]
    (control,) = [found for found in page.context["shown"]["parent"] if found.errors]
    assert control.name == "parent.name"


def test_a_source_without_a_field_is_kept_until_one_is_chosen(client, alpha, olga, fields):
    address = edit(alpha, "identity")

    saved = client.post(address, fields(client.get(address), **{"citations[0].url": URL}))
    page = client.get(saved["Location"])
    kept = fields(page)["citations[0].url"]
    client.post(address, fields(page, **{"citations[0].of": "founded"}))

    assert kept == [URL]
    assert "This source has no field. Choose the field that it supports." in page.content.decode()
    assert drafted(alpha, olga)["citations"] == {"founded": [{"url": URL, "as_of": None}]}


def test_a_repeated_count_is_named_by_its_label(client, alpha, olga, fields):
    address = edit(alpha, "figures")
    typed = {f"trial_counts[{row}].{key}": "2025" for row in (0, 1) for key in ("trials", "as_of")}
    typed |= {"trial_counts[1].qualifier": "stated", "trial_counts[1].measure": "worked_on"}
    typed |= {"trial_counts[1].basis": "company"}

    saved = client.post(address, fields(client.get(address), **typed))
    page = client.get(saved["Location"]).content.decode()

    assert page.count("This repeats Count 1. Remove one of the two.") == 2
    assert "This repeats trial_counts" not in page


def test_a_second_link_to_the_same_network_replaces_nothing(client, alpha, olga, fields):
    address = edit(alpha, "links")
    first, second = (f"https://www.linkedin.com/company/{name}" for name in ("alpha", "beta"))
    rows = {"links[0].network": "linkedin", "links[0].url": first}
    rows |= {"links[5].network": "", "links[5].url": second}

    client.post(address, fields(client.get(address), **rows))

    assert drafted(alpha, olga)["links"] == {"linkedin": first, "linkedin-2": second}


def test_numbers_are_read_as_people_write_them(client, alpha, olga, fields):
    address = edit(alpha, "figures")
    typed = {"employees.count": "12,500", "employees.as_of": "2025"}

    client.post(address, fields(client.get(address), **typed))

    figure = {"count": 12500, "qualifier": "stated", "as_of": "2025", "source_url": "", "note": ""}
    assert drafted(alpha, olga)["employees"] == figure


def test_a_whole_region_is_checked_at_once_and_all_countries_get_one_date(
    client, alpha, olga, fields
):
    address = edit(alpha, "countries")
    typed = {"region": ["australia-and-new-zealand"], "add": ["JP", "NZ"], "added.kind": "office"}

    client.post(address, fields(client.get(address), **typed, **{"all.as_of": "2026-01"}))

    found = {
        item["code"]: (item["kind"], item["as_of"]) for item in drafted(alpha, olga)["countries"]
    }
    new = dict.fromkeys(["JP", "NZ", "AU", "CC", "CX", "HM", "NF"], ("office", None))
    assert found == new | dict.fromkeys(["DE", "FR"], ("office", "2026-01"))


def test_an_unchecked_country_is_removed(client, alpha, olga, fields):
    address = edit(alpha, "countries")

    client.post(address, fields(client.get(address), **{"countries[0].keep": None}))

    assert [item["code"] for item in drafted(alpha, olga)["countries"]] == ["FR"]


def test_sources_stay_with_what_they_show_and_go_with_what_is_removed(client, vocabulary, fields):
    sources = [{"url": URL, "as_of": None}]
    cited = {"services[clinical-monitoring]": sources, "services[rater-training]": sources}
    cited |= {"founded": sources}
    listed = ["clinical-monitoring", "rater-training"]
    member = make_member("Alpha", founded=1999, services=listed, citations=cited)
    olga = make_owner(member)
    enter(client, olga)
    address = edit(member, "services")

    client.post(address, fields(client.get(address), services=["clinical-monitoring"]))

    assert drafted(member, olga)["citations"] == {
        "founded": sources,
        "services[clinical-monitoring]": sources,
    }


def test_a_renamed_name_takes_its_sources_along(client, vocabulary, fields):
    sources = [{"url": URL, "as_of": None}]
    names = [{"name": "Alfa", "type": "former", "until": None}]
    member = make_member("Alpha", other_names=names, citations={"other_names[Alfa]": sources})
    olga = make_owner(member)
    enter(client, olga)
    address = edit(member, "names")

    client.post(address, fields(client.get(address), **{"other_names[0].name": "Alfa Inc."}))

    assert drafted(member, olga)["other_names"] == [names[0] | {"name": "Alfa Inc."}]
    assert drafted(member, olga)["citations"] == {"other_names[Alfa Inc.]": sources}


def test_a_representative_never_changes_staff_fields(client, vocabulary, fields):
    published = trial_count(70, basis="publication", source_url=URL)
    member = make_member("Alpha", trial_counts=[published])
    olga = make_owner(member)
    enter(client, olga)
    forged = {"membership": "current", "slug": "beta", "kind": "technology"}
    count = trial_count(9000, basis="publication", source_url=URL)
    forged |= {f"trial_counts[0].{key}": str(value) for key, value in count.items()}

    for section in ("identity", "figures"):
        address = edit(member, section)
        client.post(address, fields(client.get(address), **forged, legal_name="Alpha Ltd"))

    live, draft = conflicts.find_published_document(member), drafted(member, olga)
    keys = ("membership", "slug", "kind", "trial_counts")
    changed = [key for key in keys if draft[key] != live[key]]
    assert changed == ["trial_counts"]  # A forged count is added as another one, and refused.
    assert [
        found.code for found in checks.check_document(draft, member, "representative").problems
    ] == ["repeated"]


def test_staff_change_staff_fields(client, alpha, stella, fields):
    enter(client, stella)
    address = edit(alpha, "identity")

    client.post(address, fields(client.get(address), membership="current", member_since="2020"))

    draft = drafts.find_draft(alpha, stella)
    assert (draft.origin, draft.document["membership"]) == ("staff", "current")
    assert draft.document["member_since"] == "2020"


def test_two_sections_are_saved_beside_one_another(client, alpha, olga, fields):
    text, identity = client.get(edit(alpha, "text")), client.get(edit(alpha, "identity"))
    client.post(edit(alpha, "text"), fields(text, summary="One."))

    saved = client.post(edit(alpha, "identity"), fields(identity, founded="1980"))

    assert saved.status_code == 303
    assert (drafted(alpha, olga)["summary"], drafted(alpha, olga)["founded"]) == ("One.", 1980)


def test_a_section_saves_itself_again_and_again_from_one_page(client, alpha, olga, fields):
    address = edit(alpha, "countries")
    data = fields(client.get(address), add=["JP"], autosave="1")

    for _ in range(2):
        answer = client.post(address, data)
        data["seen"] = answer.json()["seen"]

    codes = [item["code"] for item in drafted(alpha, olga)["countries"]]
    assert (answer.status_code, codes) == (200, ["DE", "FR", "JP"])


def test_saving_leads_to_the_next_section_unless_there_are_errors(client, alpha, olga, fields):
    address = edit(alpha, "identity")

    wrong = client.post(address, fields(client.get(address), founded="soon", next=""))
    right = client.post(address, fields(client.get(address), founded="1980", next=""))

    assert [wrong["Location"], right["Location"]] == [address, edit(alpha, "names")]


def test_a_stranger_finds_nothing_and_a_visitor_is_led_to_sign_in(client, alpha):
    address = edit(alpha, "identity")

    visitor = client.get(address)
    enter(client, make_user())
    stranger = client.get(address), client.post(address, {"name": "Beta"})

    assert visitor["Location"] == f"/accounts/login/?next={address}"
    assert [answer.status_code for answer in stranger] == [404, 404]


def test_an_unknown_section_is_not_there(client, alpha, olga):
    assert client.get(edit(alpha, "colors")).status_code == 404


def test_markdown_is_shown_as_the_public_page_would(client, alpha, olga, fields):
    address = edit(alpha, "text")
    client.post(address, fields(client.get(address), description="**Bold** <script>no</script>"))

    html = client.get(address).content.decode()

    assert "<strong>Bold</strong> &lt;script&gt;" in html


def test_a_button_pressed_twice_saves_once(client, alpha, olga, fields, confirmation):
    address = edit(alpha, "figures")
    page = client.post(address, fields(client.get(address), pasted="12\n7"))
    data = fields(page, **confirmation(page))

    answers = [client.post(address, data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [item["trials"] for item in drafted(alpha, olga)["trial_counts"]] == [12, 7]
