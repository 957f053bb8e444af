"""Names with ™, ℠, ®, and the like: the sign isn't a part of the name."""

import importlib

import pytest
from django.apps import apps
from factories import document, make_member

from directory.document.schema import DocumentInvalid
from directory.models import Member, OtherName, SearchText
from directory.sharing.images import make_drawable
from directory.workflow.publishing import publish_document

SIGNS = "™℠®©℗"


def found(client, **parameters):
    body = client.get("/api/v1/members/", parameters).json()
    return [row["slug"] for row in body["results"]]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_name_is_found_with_and_without_its_sign(client, vocabulary, sign):
    make_member(f"Acme{sign} Trials", slug="acme", summary=f"We run Zeta{sign}.")
    make_member("Unrelated")

    for q in ("acme trials", f"Acme{sign} Trials", "Acme™ trials", "zeta"):
        assert found(client, q=q) == found(client, q=q, exact="true") == ["acme"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_name_and_the_same_with_a_sign_are_one_name(vocabulary, sign):
    others = [{"name": f"Acme{sign}", "type": "alias"}]

    with pytest.raises(DocumentInvalid):
        publish_document(document=document("Acme", other_names=others), origin="staff")


def test_names_sort_as_if_they_had_no_sign(client, vocabulary):
    for number, name in enumerate(["Acme™ Beta", "Acme Alpha", "Acme Gamma"]):
        make_member(name, slug=f"s{number}")

    assert found(client, ordering="name") == ["s1", "s0", "s2"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_shared_picture_has_the_name_without_the_sign(sign):
    assert make_drawable(f"Acme{sign} Trials") == "Acme Trials"


def test_texts_folded_before_are_folded_again(vocabulary):
    others = [{"name": "Zeta℠ Labs", "type": "former"}]
    member = make_member("Acme™", other_names=others)
    before = {"folded_name": "acmetm", "summary": "Acme\u2060Plus and Eta™ run trials."}
    Member.objects.filter(pk=member.pk).update(**before)
    OtherName.objects.filter(member=member).update(folded="zetasm labs")
    SearchText.objects.filter(member=member).update(names="acmetm\nzetasm labs", summary="etatm")
    migration = importlib.import_module("directory.migrations.0023_signs_in_names")

    migration.fold_again(apps, None)

    member.refresh_from_db()
    text = SearchText.objects.get(member=member)
    assert member.folded_name == "acme"
    assert [row.folded for row in member.other_names.all()] == ["zeta labs"]
    assert (text.names, text.summary) == ("acme\nzeta labs", "acmeplus and eta run trials")
