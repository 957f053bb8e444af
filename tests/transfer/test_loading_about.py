"""Loading the About content: all or nothing, and repeatable."""

import datetime

import pytest

from directory.models import (
    Committee,
    DirectoryState,
    Milestone,
    Officer,
    Organization,
    Page,
    SocialLink,
    Statistic,
)
from directory.transfer.about import AboutRefusedError

TABLES = (Page, Milestone, Statistic, Officer, Committee, SocialLink)


def test_everything_is_created_once_and_then_stays(about, content, load):
    rows = 1 + sum(len(value) for key, value in content.items() if key != "organization")
    before = DirectoryState.objects.now()

    assert about == {"created": rows}
    assert load(content) == {"unchanged": rows}
    assert DirectoryState.objects.now() == before
    assert 1 + sum(table.objects.count() for table in TABLES) == rows


def test_loading_updates_fixture_rows_and_keeps_what_staff_added(about, content, load):
    Organization.objects.update(short_name="Acro")
    Page.objects.filter(slug="taxation").update(body="Other words", current=False)
    day = datetime.date(2026, 1, 1)
    Page.objects.create(slug="ours", title="Ours", published_on=day, parent=Page.objects.first())
    before = DirectoryState.objects.now().content_generation

    report = load(content)

    assert report["changed"] == 2
    assert Organization.objects.get().short_name == "ACRO"
    assert Page.objects.get(slug="taxation").current is None
    assert Page.objects.get(slug="ours").title == "Ours"
    assert DirectoryState.objects.now().content_generation == before + 1


def wrong(content):
    """Change the content to contain every kind of problem."""
    pages, statistics = content["pages"], content["statistics"]
    pages[0]["parent"] = "history"
    pages[1]["color"] = "red"
    del pages[2]["title"]
    pages[3]["sources"] = ["javascript:x"]
    pages[4]["slug"] = pages[5]["slug"] = "twice"
    pages[6]["related"] = [pages[6]["slug"]]
    pages[7]["facts"][0]["as_of"] = "May 2016"
    pages[8]["facts"][0]["sources"] = []
    content["organization"]["mission"][0]["sources"] = []
    statistics[0] = "no row"


def test_all_rows_are_checked_at_once(about, content, load):
    wrong(content)

    with pytest.raises(AboutRefusedError) as refused:
        load(content)

    assert str(refused.value).splitlines() == [
        "organization: mission: This value doesn't have the format of `mission`.",
        "pages[1]: color: Unknown key.",
        "pages[2]: title: This key is missing.",
        "pages[3]: sources: This value doesn't have the format of `sources`.",
        "pages[5]: Another row has the same slug.",
        "pages[7]: facts: This value doesn't have the format of `facts`.",
        "pages[8]: facts: This value doesn't have the format of `facts`.",
        "pages[0]: parent: This must be a page listed before this one.",
        "pages[6]: related: List the slugs of other issues in this fixture.",
        "statistics[0]: This must be an object.",
    ]


@pytest.mark.parametrize(
    ("table", "key", "value", "problem"),
    [
        ("pages", "published_on", "soon", "“soon” value has an invalid date format."),
        ("pages", "kind", "poem", "Value 'poem' is not a valid choice."),
        ("statistics", "slug", "Upper Case", "Enter a valid “slug”"),
        ("pages", "title", "", "This field cannot be blank."),
        ("pages", "title", "x" * 201, "Ensure this value has at most 200 characters"),
        ("pages", "order", "0", "Write this as 0."),
        ("milestones", "year", "MMII", "“MMII” value must be an integer."),
        ("milestones", "year_certain", None, "“None” value must be either True or False."),
        ("statistics", "qualifier", "perhaps", "Constraint “statistic_qualifier_known”"),
        ("statistics", "as_of", "May 2016", "Constraint “statistic_partial_dates”"),
        ("statistics", "value", None, "Constraint “statistic_has_evidence”"),
        ("statistics", "value", "115", "Write this as 115."),
        ("officers", "as_of", "once", "Constraint “officer_partial_dates”"),
        ("committees", "source_url", "", "This field cannot be blank."),
        ("social_links", "network", "", "This field cannot be blank."),
    ],
)
def test_a_wrong_value_is_named_by_row_and_nothing_is_changed(
    about, content, load, table, key, value, problem
):
    before = DirectoryState.objects.now()
    content["organization"]["name"] = "Another name"
    content[table][0][key] = value

    with pytest.raises(AboutRefusedError) as refused:
        load(content)

    assert str(refused.value).startswith(f"{table}[0]: ")
    assert problem in str(refused.value)
    assert Organization.objects.get().name == "Association of Clinical Research Organizations"
    assert DirectoryState.objects.now() == before


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"pages": []}', "null", "pages"],
)
def test_a_file_of_another_kind_is_refused_by_its_name(about, load, text):
    with pytest.raises(
        AboutRefusedError, match=r"about\.json (isn't valid JSON|must be an object)"
    ):
        load(text)


def test_a_table_that_is_no_list_is_refused(about, content, load):
    with pytest.raises(AboutRefusedError, match="pages: This must be a list"):
        load(content | {"pages": {}})
