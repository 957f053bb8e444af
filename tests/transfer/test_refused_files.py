"""A file with many problems is refused with the first hundred of them and the number of all."""

import json

import pytest
from django.core.management import CommandError, call_command

from directory.models import Member
from directory.transfer.about import AboutRefusedError
from directory.transfer.imports import ImportRefusedError, import_members

WRONG = {"slug": "a", "name": "A", "kind": "cro", "founded": "x", "website": "y"}


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_an_import_names_the_first_problems_by_row_and_counts_all(vocabulary, tmp_path):
    rows = [WRONG | {"slug": f"a-{number // 2}"} for number in range(400)]

    with pytest.raises(ImportRefusedError) as refused:
        import_members(write(tmp_path / "many.jsonl", rows))

    found = refused.value
    assert (len(found.problems), found.count) == (100, 400 * 2 + 200)
    assert [row for row, _ in found.problems] == sorted(row for row, _ in found.problems)
    assert [(row, problem.path) for row, problem in found.problems[:5]] == [
        (1, "website"),
        (1, "founded"),
        (2, "slug"),
        (2, "website"),
        (2, "founded"),
    ]
    assert Member.objects.count() == 0


def test_the_command_prints_a_hundred_lines_and_how_many_more(vocabulary, tmp_path):
    one = WRONG | {"citations": {f"nothing-{number}": [] for number in range(5_000)}}

    with pytest.raises(CommandError) as refused:
        call_command("import_members", write(tmp_path / "one.jsonl", [one]))

    lines = str(refused.value).splitlines()
    assert lines[0] == "Nothing was changed."
    assert (len(lines), lines[-1]) == (102, "and 4,902 more")


def test_a_row_of_deeply_nested_repeated_keys_has_short_problems(vocabulary, tmp_path):
    keys = ", ".join(f'"{"k" * 70}{number}": {{"a": 1, "a": 2}}' for number in range(1_000))
    nested = f'{{"{"n" * 70}": ' * 300 + f"{{{keys}}}" + "}" * 300
    path = tmp_path / "nested.jsonl"
    path.write_text(nested + "\n", encoding="utf-8")

    with pytest.raises(ImportRefusedError) as refused:
        import_members(path)

    assert refused.value.count > 1_000
    assert len(str(refused.value)) < 200_000


def test_about_content_names_the_first_problems(vocabulary, content, load):
    content["milestones"] = [{"nothing": number} for number in range(500)]

    with pytest.raises(AboutRefusedError) as refused:
        load(content)

    lines = str(refused.value).splitlines()
    assert len(lines) == 101
    assert lines[-1].startswith("and ")
