"""Tests of a change of a company's name, which may keep the old one as a former name."""

import pytest
from factories import make_member, make_owner, make_staff
from signing_in import enroll
from view_steps import signed_in

from directory.workflow import drafts

IDENTITY = "/portal/alpha/edit/identity/"
KEPT = [{"name": "Alpha", "type": "former", "until": "2025"}]


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


@pytest.fixture
def client(olga):
    return signed_in(olga)


def read_form(response):
    """Return what the browser would send of the identity section."""
    shown = response.context["shown"]
    controls = [*shown["who"], *shown["place"], shown["trials"], *shown["parent"], *shown["staff"]]
    fields = {control.name: control.value for control in controls}
    offer = shown["former_name"]
    return (
        fields
        | {"seen": response.context["seen"]}
        | ({"former_name.name": offer["name"]} if offer else {})
    )


def rename(client, name="Beta", **more):
    form = read_form(client.get(IDENTITY)) | {"name": name, "save": ""}
    return client.post(IDENTITY, form | more)


def keep(until="2025"):
    return {"former_name.keep": "on", "former_name.until": until}


def test_a_renamed_company_keeps_its_old_name_if_its_editor_says_so(alpha, olga, client):
    rename(client, **keep())

    document = drafts.find_draft(alpha, olga).document
    assert (document["name"], document["other_names"]) == ("Beta", KEPT)
    assert client.get(IDENTITY).context["shown"]["former_name"] is None


def test_staff_keep_an_old_name_in_the_same_way(alpha):
    stella = enroll(make_staff())

    rename(signed_in(stella), **keep())

    assert drafts.find_draft(alpha, stella).document["other_names"] == KEPT


def test_the_date_is_optional_and_a_wrong_one_is_named(alpha, olga, client):
    rename(client, **keep(until=""))
    without = drafts.find_draft(alpha, olga).document["other_names"]
    drafts.discard_draft(revision=drafts.find_draft(alpha, olga))

    rename(client, **keep(until="2025-02-30"))
    page = client.get("/portal/alpha/edit/names/").content.decode()

    assert [(other["name"], other["until"]) for other in without] == [("Alpha", None)]
    assert "February 2025 has 28 days." in page


def test_without_the_check_mark_the_name_is_offered_until_it_is_kept(alpha, olga, client):
    rename(client)

    offered = client.get(IDENTITY)
    submit = client.get("/portal/alpha/submit/").content.decode()
    client.post(IDENTITY, read_form(offered) | keep() | {"save": ""})
    afterward = client.get("/portal/alpha/submit/").content.decode()

    assert "The name changes from “Alpha”. Keep the old name?" in offered.content.decode()
    assert "Keep “Alpha” as a former name</a>" in submit
    assert "Keep “Alpha” as a former name</a>" not in afterward
    assert drafts.find_draft(alpha, olga).document["other_names"] == KEPT


@pytest.mark.parametrize("more", [{"name": "Alpha"}, {"autosave": "1"}])
def test_nothing_is_kept_if_the_name_stays_or_is_still_being_typed(alpha, olga, client, more):
    rename(client, founded="1999", **(keep() | more))

    assert drafts.find_draft(alpha, olga).document["other_names"] == []


def test_the_check_mark_outlives_a_conflict(alpha, olga, client):
    form = read_form(client.get(IDENTITY)) | {"name": "Beta", "save": ""} | keep()
    rename(client, name="Gamma")

    conflict = client.post(IDENTITY, form)

    offer = conflict.context["shown"]["former_name"]
    assert conflict.status_code == 409
    assert (offer["keep"], offer["until"].value) == (True, "2025")
