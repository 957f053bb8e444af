"""Counts pasted into the form: they become rows if possible, otherwise they stay as text."""

import pytest
from django.urls import reverse
from factories import make_member, make_owner

from directory.models import Revision


@pytest.fixture
def figures(client, vocabulary):
    """Return the URL of the section, with the owner signed in."""
    member = make_member("Alpha")
    client.force_login(make_owner(member))
    return reverse("portal-edit", args=[member.slug, "figures"])


def test_pasted_rows_become_counts_with_errors_beside_the_rows(client, figures, fields):
    block = "Trials\tPhase\tAs of\n12\tIII\t2025\nsome\tIX\t2025"

    saved = client.post(figures, fields(client.get(figures), pasted=block))
    page = client.get(saved["Location"])

    wrong = [
        [(control.name, control.value) for control in row["controls"] if control.errors]
        for row in page.context["shown"]["rows"]
    ]
    assert wrong == [[], [("trial_counts[1].trials", "some"), ("trial_counts[1].phase", "IX")]]
    assert fields(page)["trial_counts[1].phase"] == ["IX"]
    assert fields(page)["pasted"] == [""]


def test_a_block_that_cannot_be_read_is_still_there_with_all_else(client, figures, fields):
    block = "Trials\tColor\n9\tred"
    typed = {"pasted": block, "employees.count": "70", "employees.as_of": "2025"}

    page = client.post(figures, fields(client.get(figures), **typed))

    assert page.status_code == 400
    assert fields(page)["pasted"] == [block]
    assert fields(page)["employees.count"] == ["70"]
    assert "Color" in page.context["wrong"]["pasted"]


def test_a_pasted_block_is_not_autosaved(client, figures, fields):
    answer = client.post(figures, fields(client.get(figures), pasted="12", autosave="1"))

    assert answer.status_code == 200
    assert Revision.objects.filter(state="draft").count() == 0
