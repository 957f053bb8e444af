"""`bench_names` reads IANA's registry, types its names, and reports how many were found."""

import json
import re
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from directory.benchmark.registry_names import OrganizationName, read_registry
from directory.benchmark.typing_habits import TYPING_WAYS, NameToType, make_typo

ENTRIES = """
Orion Trials GmbH
Orion Trials Inc.
Lumen Laboratories (formerly 'Candela Services Ltd')
Northern Test Authority (NTA)
Vega (https://vega.example )
none
Kestrel Data Management Co., Ltd.
""".strip().splitlines()
REGISTRY = "PRIVATE ENTERPRISE NUMBERS\n\nDecimal\n| Organization\n| | Contact\n" + "".join(
    f"{number}\n  {name}\n    Ada Example\n      ada&example.org\n"
    for number, name in enumerate(ENTRIES)
)
NAMES = [
    OrganizationName("Orion Trials GmbH"),
    OrganizationName("Lumen Laboratories", "Candela Services Ltd", "former"),
    OrganizationName("Northern Test Authority", "NTA", "acronym"),
    OrganizationName("Vega"),
    OrganizationName("Kestrel Data Management Co., Ltd."),
]


@pytest.fixture
def bench(tmp_path, vocabulary):
    (tmp_path / "registry.txt").write_text(REGISTRY)

    def bench(*options):
        out = StringIO()
        call_command("bench_names", tmp_path / "registry.txt", *options, stdout=out)
        return out.getvalue()

    return bench


def test_each_organization_is_read_once_with_former_and_short_names():
    assert read_registry(REGISTRY, 100) == NAMES
    assert read_registry(REGISTRY, 2) == NAMES[:2]


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("As it is written.", "Kestrel Data Management Co., Ltd."),
        ("Without legal words.", "kestrel data management"),
        (
            "With legal words written differently.",
            "kestrel data management company limited",
        ),
        ("Its last word unfinished: two letters of three.", "kestrel data manage"),
        ("Words shortened: Intl, Univ, Tech.", "kestrel data mgmt"),
        ("Its rarest word alone, which at most five names have.", "kestrel"),
    ],
)
def test_a_name_is_typed_as_the_way_says(way, text):
    name_counts = {"kestrel": 1, "data": 9, "management": 8}
    case = NameToType(OrganizationName("Kestrel Data Management Co., Ltd."), name_counts, Random(1))
    found = {way.__doc__: way for way in TYPING_WAYS}[way]

    assert " ".join(found(case)) == text


def test_a_typo_is_in_the_longest_word_and_never_in_its_first_letter():
    random = Random(1)
    typos = {make_typo("Vega Trials", random) for _ in range(200)}

    assert typos >= {"vega trals", "vega triaals", "vega tirals", "vega trisls"}
    assert all(text.startswith("vega t") and text != "vega trials" for text in typos)
    assert make_typo("Ege X1", random) is None


def test_all_names_of_a_small_directory_are_found_as_they_are_written(bench):
    figures = json.loads(bench("--names", "5", "--each", "3", "--json"))

    assert figures["names"] == 5
    assert figures["ways"]["As it is written."]["right"] == {
        "typed": 3,
        "first": 3,
        "among_five": 3,
    }
    assert set(figures["ways"]) == {way.__doc__ for way in TYPING_WAYS}
    for kind in ("right", "slip"):
        typed = sum(found[kind]["typed"] for found in figures["ways"].values())
        assert figures["all_ways"][kind]["typed"] == typed


def test_the_report_has_a_line_for_each_way(bench):
    report = bench("--names", "5")

    assert report.startswith("5 names.")
    assert re.search(r"^A former name\. +100\.0 +100\.0 of +1 ", report, re.MULTILINE)
    assert "Texts that may mean many:" in report


def test_too_few_names_and_a_missing_file_are_errors(bench, tmp_path):
    with pytest.raises(CommandError, match=r"has only 5 names\. Set --names lower"):
        bench()
    with pytest.raises(CommandError, match=r"No such file or directory\. Download it from https:"):
        call_command("bench_names", tmp_path / "nothing.txt")
