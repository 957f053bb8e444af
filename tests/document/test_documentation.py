import json
import re
from pathlib import Path

from directory.document.schema import DOCUMENT_KEYS, STAFF_KEYS, validate_document
from directory.terms import RESERVED_SLUGS

PAGE = Path(__file__).parents[2] / "docs" / "profile-document.md"


def test_the_example_is_canonical(known):
    [example] = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    document = json.loads(example)

    canonical = validate_document(document, known)

    assert json.dumps(canonical) == json.dumps(document)


def test_the_table_of_fields_names_every_key_in_order():
    rows = re.findall(r"^\| (`.*?) \|", section("Fields"), re.MULTILINE)

    assert [key for row in rows for key in re.findall("`(.*?)`", row)] == list(DOCUMENT_KEYS)


def test_reserved_slugs_and_staff_keys_are_those_of_the_code():
    [reserved] = re.findall(r"^The reserved slugs are (.*?)\. ", section("Fields"), re.MULTILINE)
    [of_staff] = re.findall(
        r"^- Only ACRO staff change (.*)\.$", section("Who writes what"), re.MULTILINE
    )

    assert re.findall("`(.*?)`", reserved) == list(RESERVED_SLUGS)
    assert re.findall("`(.*?)`", of_staff) == list(STAFF_KEYS)


def section(title):
    """The text below a heading of the page."""
    [text] = re.findall(
        rf"^## {title}$(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return text
