"""Counts pasted into the form: shown as they were read, and added once they are confirmed."""

import re

import pytest
from django.urls import reverse
from factories import make_member, make_owner

from directory.models import Revision
from directory.workflow import drafts

PERIOD = "The period was read as a separator of thousands."
NO_COUNTRY = "Read as “not applicable”: no country. For Namibia, write Namibia."
ONE_PHASE = (
    "and a count has one phase. Write one phase, or leave the cell empty and name them in the "
    "Scope column."
)


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


@pytest.fixture
def figures(client, alpha, olga):
    """Return the URL of the section, with the owner signed in."""
    client.force_login(olga)
    return reverse("portal-edit", args=[alpha.slug, "figures"])


def shown_table(page):
    """Return the words of the table that shows what was read, row by row."""
    table = page.content.decode().partition('id="pasted-counts"')[2].partition("</table>")[0]
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.split("<tr[ >]", table)
    ]
    return [[" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in row] for row in rows[1:]]


def test_what_was_read_is_shown_cell_by_cell_before_anything_is_added(
    client, figures, fields, alpha, olga
):
    block = (
        "Trials;Therapeutic area;Country;As of\n1.200;Cardiology;USA;31/12/2025\n7;CNS;NA;2024.0"
    )

    page = client.post(figures, fields(client.get(figures), pasted=block))

    assert page.status_code == 200
    assert shown_table(page) == [
        ["Line", "Trials", "Therapeutic area", "Country", "As of"],
        [
            "Line 2",
            f"1.200 was read as→ 1,200 Check: {PERIOD}",
            "Cardiology was read as→ Cardiovascular",
            "USA was read as→ United States",
            "31/12/2025 was read as→ December 31, 2025",
        ],
        [
            "Line 3",
            "7",
            "CNS was read as→ Neurology / CNS",
            f"NA was read as→ Not applicable Check: {NO_COUNTRY}",
            "2024.0 was read as→ 2024",
        ],
    ]
    assert fields(page)["pasted"] == [block]
    assert drafts.find_draft(alpha, olga) is None


def test_confirmed_cells_become_counts_and_the_box_is_empty(
    client, figures, fields, confirmation, alpha, olga
):
    block = "Trials;Therapeutic area;Country\n1.200;Cardiology;USA\n7;CNS;NA"
    typed = {"pasted.as_of": "Dec 2025", "pasted.source_url": "https://a.example/"}
    page = client.post(figures, fields(client.get(figures), pasted=block, **typed))

    saved = client.post(figures, fields(page, **confirmation(page)))

    keys = ("trials", "area", "country", "as_of", "source_url")
    counts = drafts.find_draft(alpha, olga).document["trial_counts"]
    assert [[count[key] for key in keys] for count in counts] == [
        [1200, "cardiovascular", "US", "2025-12", "https://a.example/"],
        [7, "neurology", None, "2025-12", "https://a.example/"],
    ]
    assert fields(client.get(saved["Location"]))["pasted"] == [""]


def test_cells_that_were_not_understood_become_counts_with_errors_beside_the_rows(
    client, figures, fields, confirmation
):
    block = "Trials\tPhase\tAs of\n12\tIII\t2025\nsome\tPhase 2/3\t2025"
    shown = client.post(figures, fields(client.get(figures), pasted=block))

    saved = client.post(figures, fields(shown, **confirmation(shown)))
    page = client.get(saved["Location"])

    assert shown_table(shown)[2] == [
        "Line 3",
        "some “some” is not a whole number. Write it like 1200 or 1,200.",
        f"Phase 2/3 “Phase 2/3” names phase 2 and phase 3, {ONE_PHASE}",
        "2025",
    ]
    wrong = [
        [(control.name, control.value) for control in row["controls"] if control.errors]
        for row in page.context["shown"]["rows"]
    ]
    assert wrong == [
        [],
        [("trial_counts[1].trials", "some"), ("trial_counts[1].phase", "Phase 2/3")],
    ]
    assert fields(page)["trial_counts[1].phase"] == ["Phase 2/3"]
    assert fields(page)["pasted"] == [""]


def test_cells_changed_after_they_were_shown_are_shown_again(
    client, figures, fields, confirmation, alpha, olga
):
    page = client.post(figures, fields(client.get(figures), pasted="12\n7"))

    again = client.post(figures, fields(page, pasted="12\n70", **confirmation(page)))

    assert (again.status_code, fields(again)["pasted"]) == (200, ["12\n70"])
    assert shown_table(again) == [["Line", "Trials"], ["Line 1", "12"], ["Line 2", "70"]]
    assert drafts.find_draft(alpha, olga) is None


def test_saving_without_confirming_keeps_the_cells_and_their_shared_values(client, figures, fields):
    typed = {"pasted": "12", "pasted.as_of": "2025", "pasted.measure": "ongoing"}
    page = client.post(figures, fields(client.get(figures), **typed))

    again = client.post(figures, fields(page, next=""))

    kept = fields(again)
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert "The pasted cells haven’t been added yet." in again.content.decode()


def test_a_block_that_cannot_be_read_is_still_there_with_all_else(client, figures, fields):
    block = "Trials\tColor\n9\tred"
    typed = {"pasted": block, "pasted.as_of": "2024"}
    typed |= {"employees.count": "70", "employees.as_of": "2025"}

    page = client.post(figures, fields(client.get(figures), **typed))

    assert page.status_code == 400
    kept = fields(page)
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert "Color" in page.context["wrong"]["pasted"]


def test_a_cell_that_begins_with_a_stray_quotation_mark_swallows_no_rows(client, figures, fields):
    block = 'Trials;As of;Note\n12;2025;"Only EU\n13;2024;Asia\n14;2023;US'

    page = client.post(figures, fields(client.get(figures), pasted=block))

    assert page.status_code == 400
    assert fields(page)["pasted"] == [block]
    assert page.context["wrong"]["pasted"].startswith("Line 2 has a cell that begins with a quota")


def test_a_pasted_block_is_not_autosaved_and_the_answer_says_so(client, figures, fields):
    typed = {"pasted": "12", "employees.count": "70", "autosave": "1"}

    answer = client.post(figures, fields(client.get(figures), **typed))

    assert answer.status_code == 200
    assert Revision.objects.get(state="draft").document["trial_counts"] == []
    assert answer.json()["said"].endswith(
        "The pasted cells aren’t saved yet. Select Save changes to check them."
    )


def test_pasted_cells_outlive_a_conflict_and_an_expired_session(
    client, figures, fields, alpha, olga
):
    opened = fields(client.get(figures), pasted="12", **{"employees.count": "70"})
    client.post(figures, fields(client.get(figures), **{"employees.count": "80"}))

    conflict = client.post(figures, opened)
    client.logout()
    client.post(figures, opened)
    client.force_login(olga)
    restored = client.get(figures)

    assert (conflict.status_code, fields(conflict)["pasted"]) == (409, ["12"])
    assert (restored.status_code, fields(restored)["pasted"]) == (200, ["12"])
    assert shown_table(restored) == [["Line", "Trials"], ["Line 1", "12"]]


def test_enter_in_a_field_does_not_confirm_the_pasted_cells(client, figures, fields):
    page = client.post(figures, fields(client.get(figures), pasted="12"))

    form = page.content.decode().partition('id="edit"')[2]
    assert re.findall(r'<button name="([\w.]+)"', form)[:2] == ["save", "pasted.confirm"]
