"""All numbers of trials, participants, employees, and countries use the one figure template."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from factories import make_member, trial_count

from directory.models import Member, Page

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.*"))
THE_ONE_WAY = "figure.jinja"
FIGURES = {"trials", "participants", "employees", "countries_stated", "country_count", "headline"}
# Counts of companies, of revisions, and of a form's choices, which no company states.
COUNTS_OF_ROWS = {"value", "listing", "operation", "found", "history", "page"}
COUNTS_OF_ROWS |= {"shown", "group", "old"}
# Sentences in documents and pages, which have their sources at the end of the sentence.
SENTENCES = {"lead", "row-summary", "note", "prose", "timeline"}
NUMBER = re.compile(
    r"(?<![-\w])\d[\d,.]*\s{1,3}(?:\w+\s)?(?:trials|participants|employees|countries)\b",
    re.IGNORECASE,
)
VOID = {"meta", "link", "input", "br", "hr", "img"}


def prints_a_figure(expression):
    """Return True if a template variable would print a figure, by name or as a count."""
    path = expression.split("|")[0].strip().split(".")
    counted = path[-1] in {"count", "value"} and len(path) > 1 and path[0] not in COUNTS_OF_ROWS
    length = "length" in expression and path[-1] in {"countries", "presences"}
    return bool(FIGURES & set(path)) or (counted and path[-1] == "count") or length


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_prints_a_figure_but_by_the_figure_tags(path):
    printed = re.findall(r"\{\{(.*?)\}\}", path.read_text("utf-8"))

    found = [expression for expression in printed if prints_a_figure(expression)]

    assert path.name == THE_ONE_WAY or found == []


@pytest.mark.parametrize(
    "expression",
    ["row.country_count", "profile.employees.count", "item.participants|default:0", "x.count"],
)
def test_the_rule_above_catches_a_bare_figure(expression):
    assert prints_a_figure(expression)


class Text(HTMLParser):
    """The text of a page outside figures and sentences, and the figures."""

    def __init__(self, page):
        super().__init__()
        self.open, self.outside, self.figures = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        classes = set((dict(attrs).get("class") or "").split())
        if tag in VOID:
            return
        self.open.append((tag, classes))
        if "figure" in classes:
            self.figures.append("")

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        classes = set().union(*(found for _, found in self.open))
        if "figure" in classes:
            self.figures[-1] += data
        elif not classes & SENTENCES and not {"script", "style", "title"} & {
            t for t, _ in self.open
        }:
            self.outside.append(data)


def pages(client):
    addresses = ["/", "/about/", "/members/?merged=true&merged=false&membership=former&q=c"]
    addresses += [f"/members/?page={page}" for page in (1, 2)]
    addresses += [member.get_absolute_url() for member in Member.objects.all()]
    addresses += [page.get_absolute_url() for page in Page.objects.all()]
    for address in addresses:
        yield address, Text(client.get(address).content.decode())


def test_no_page_says_a_number_outside_a_figure_and_every_figure_says_who_and_when(client, sample):
    seen = 0
    for address, text in pages(client):
        assert NUMBER.findall(" ".join(text.outside)) == [], address
        for figure in text.figures:
            words = " ".join(figure.split())
            counted_here = re.search(r"(listed|companies|members|countries) ", f"{words} ")
            dated = re.search(
                r"\b(19|20)\d\d\b|undated|Not reported|Not applicable|No total reported", words
            )
            assert counted_here or dated, (address, words)
            seen += 1
    assert seen > 300


def test_stated_not_stated_and_not_applicable_are_kept_apart(client, vocabulary):
    make_member("Stated", trial_counts=[trial_count(0)])
    make_member("Silent")
    make_member("Software", kind="technology", reports_trials=False)

    def facts(slug):
        [figure] = Text(client.get(f"/members/?q={slug}").content.decode()).figures[:1]
        return " ".join(figure.split())

    assert facts("stated").startswith("0 trials worked on")
    assert facts("silent") == "Not reported"
    assert facts("software") == "Not applicable"


def test_a_statement_of_the_company_itself_is_shown_as_that(client, vocabulary):
    make_member("Alpha", employees={"count": 1234, "qualifier": "nearly", "as_of": "2020-03"})

    page = " ".join(Text(client.get("/members/alpha/").content.decode()).figures)

    assert (
        "nearly 1,234 employees Reported by the company, March 2020 (may be outdated)"
        in " ".join(page.split())
    )
