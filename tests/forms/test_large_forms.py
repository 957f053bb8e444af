"""Reading and showing a form takes time that grows as its input does, whatever it holds."""

import pytest
from django.http import QueryDict
from factories import trial_count
from growth import TIMES_LARGER, measure_growth

from directory import search
from directory.document.problems import ProblemList
from directory.forms import pasted_block
from directory.forms.bound_section import BoundSection
from directory.forms.post_data import PostData
from directory.forms.sections import EDIT_SECTIONS_BY_SLUG
from directory.terms import LIST_LIMIT
from directory.transfer import invitations

ROWS = LIST_LIMIT // TIMES_LARGER
CHARACTERS = 5_000
USUAL = {"qualifier": "stated", "measure": "worked_on", "basis": "company"}
ACCENTS = "\u0301\u0323"
FIGURES, LINKS = EDIT_SECTIONS_BY_SLUG["figures"], EDIT_SECTIONS_BY_SLUG["links"]

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "1" + " " * n + "1",
        lambda n: "about" + " " * n,
        lambda n: "1,111" * n,
        lambda n: "Trials\n" + "1 + " * n,
        lambda n: "Trials\n1" + "\u0301\u0323" * n,
        lambda n: "Trials," + ",".join(f"heading {number}" for number in range(n)),
    ],
    ids=["spaces", "about", "groups", "signs", "accents", "headings"],
)
def test_the_time_to_read_a_pasted_line_grows_as_it_does(make):
    grown = measure_growth(pasted_block.parse_pasted_block, lambda n: (make(n), USUAL), CHARACTERS)

    assert grown < 2 * TIMES_LARGER


def test_the_time_to_read_pasted_rows_grows_as_their_number_does():
    line = "about 1,200\t9\t2020\t2024\tIII\tnothing\tnowhere\t06/2025\n"

    grown = measure_growth(pasted_block.parse_pasted_block, lambda n: (line * n, USUAL), ROWS)

    assert grown < 2 * TIMES_LARGER


def test_unknown_headings_are_named_up_to_a_few():
    block = "Trials," + ",".join(f"heading {number}" * 50 for number in range(2_000))

    error = pasted_block.parse_pasted_block(block, USUAL).error

    assert ", and 1,990 more. " in error
    assert len(error) < 2_000


def test_the_time_to_read_posted_sources_grows_as_their_number_does():
    def make(size):
        rows = (
            f"citations[{row}].of=general&citations[{row}].url=https%3A%2F%2Fa.example%2F{row}"
            for row in range(size)
        )
        return (QueryDict("&".join(rows)), {})

    grown = measure_growth(lambda data, before: FIGURES.read(data, before, staff=False), make, 250)

    assert grown < 2 * TIMES_LARGER


def test_the_time_to_show_wrong_counts_grows_as_their_number_does():
    labels = search.fetch_vocabulary()

    def make(size):
        problems = ProblemList()
        for row in range(size):
            for key in ("trials", "phase", "area", "note"):
                problems.add(f"trial_counts[{row}].{key}", "This is wrong.", "wrong")
        return ({"trial_counts": [trial_count(row) for row in range(size)]}, problems, labels)

    def show(document, problems, labels):
        bound = BoundSection(document, problems, labels)
        FIGURES.build_context(bound)
        bound.summary(FIGURES.cited)

    assert measure_growth(show, make, ROWS) < 2 * TIMES_LARGER


def test_the_time_to_guess_a_network_grows_as_the_url_does():
    def make(size):
        return (QueryDict(mutable=True), f"https://a{ACCENTS * size}")

    def read(data, url):
        data["links[0].url"] = url
        LINKS.parts[0].read(PostData(data), {}, staff=False)

    assert measure_growth(read, make, CHARACTERS) < 2 * TIMES_LARGER


def test_the_time_to_check_invitations_grows_as_their_number_does():
    def make(size):
        rows = (f"nobody-{row},ana{row}@a.example,owner" for row in range(size))
        return ("company,email,role\n" + "\n".join(rows),)

    grown = measure_growth(invitations.check_invitation_table, make, ROWS)

    assert grown < 2 * TIMES_LARGER


def test_a_file_with_thousands_of_columns_has_one_error():
    text = ",".join(f"column {number}" for number in range(30_000)) + "\n1"

    problems = invitations.check_invitation_table(text).problems

    assert problems == ["The file has 30,000 columns. Use only company, email, role, name."]
