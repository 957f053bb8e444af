"""The About content from its fixture: created, or brought up to date; what staff added stays."""

import json
import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction

from directory import dates
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

# Name in the fixture, its table, and what tells its rows apart. There is one organization.
ABOUT_TABLES = (
    ("organization", Organization, ()),
    ("pages", Page, ("slug",)),
    ("milestones", Milestone, ("year", "order")),
    ("statistics", Statistic, ("slug", "period", "as_of", "source_url")),
    ("officers", Officer, ("role", "name")),
    ("committees", Committee, ("name",)),
    ("social_links", SocialLink, ("network",)),
)
STATEMENT_KEYS = ("mission", "activities", "audiences")
HEADQUARTERS_KEYS = {"city", "region", "country", "note"}
JSON_COLUMNS = {"sources", "headquarters", "facts", "related", *STATEMENT_KEYS}
WEB_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")


class AboutRefusedError(ValueError):
    """The fixture has problems, one a line, each with its path; nothing was changed."""


def load_about(path):
    """Load the association's content from a fixture; return how many rows were created, changed
    or unchanged.

    One transaction: a fixture that does not hold together changes nothing, and raises
    AboutRefusedError with all that is wrong. The generation of the content rises only where
    something changed.
    """
    tables = list_about_rows(read_about(path))
    refuse_about(list(find_structure_problems(tables)))
    counts, problems = Counter(), []
    with transaction.atomic():
        for table, keys, rows in tables:
            for place, row in rows:
                try:
                    counts[upsert_about_row(table, resolve_parent(table, row), keys)] += 1
                except ValidationError as error:
                    problems += [f"{place}: {text}" for text in list_error_messages(error)]
        refuse_about(problems)
        if counts["created"] or counts["changed"]:
            DirectoryState.objects.raise_content_generation()
    return counts


def refuse_about(problems):
    """Stop where there are problems, naming all of them."""
    if problems:
        raise AboutRefusedError("\n".join(problems))


def read_about(path):
    """The fixture: one object with a key for each table."""
    try:
        fixture = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise AboutRefusedError(f"{path.name} isn't valid JSON in UTF-8: {error}") from error
    names = {name for name, *_ in ABOUT_TABLES}
    if not isinstance(fixture, dict) or set(fixture) != names:
        raise AboutRefusedError(
            f"{path.name} must be an object with the keys {', '.join(sorted(names))}."
        )
    return fixture


def list_about_rows(fixture):
    """Every table with its keys and its rows, each row with its place in the fixture."""
    tables = []
    for name, table, keys in ABOUT_TABLES:
        if table is Organization:
            rows = [(name, fixture[name])]
        elif isinstance(fixture[name], list):
            rows = [(f"{name}[{number}]", row) for number, row in enumerate(fixture[name])]
        else:
            raise AboutRefusedError(f"{name}: This must be a list.")
        tables.append((table, keys, rows))
    return tables


def find_structure_problems(tables):
    """What is wrong with the fixture before any row is looked at by its table."""
    for table, keys, rows in tables:
        seen = []
        for place, row in rows:
            found = list(find_row_problems(table, row))
            if not found:
                identity = [row[key] for key in keys]
                if identity in seen:
                    found.append(f"Another row has the same {', '.join(keys)}.")
                seen.append(identity)
            yield from (f"{place}: {text}" for text in found)
        if table is Page:
            yield from find_parent_problems(rows)
            yield from find_related_problems(rows)


def find_parent_problems(rows):
    """Pages whose parent is not among those before them; so no page is above itself."""
    before = [None]
    for place, row in rows:
        if isinstance(row, dict):
            if row.get("parent") not in before:
                yield f"{place}: parent: This must be a page listed before this one."
            before.append(row.get("slug"))


def find_related_problems(rows):
    """Pages that name as related what is no issue, or themselves."""
    pages = [(place, row) for place, row in rows if isinstance(row, dict)]
    issues = {row.get("slug") for _, row in pages if row.get("kind") == Page.Kind.ISSUE}
    for place, row in pages:
        related = row.get("related")
        if is_json_column_value("related", related) and not set(related) <= issues - {
            row.get("slug")
        }:
            yield f"{place}: related: List the slugs of other issues in this fixture."


def find_row_problems(table, row):
    """What is wrong with the form of one row."""
    columns = {field.name for field in table._meta.concrete_fields} - {"id"}  # noqa: SLF001 - Django's word for it
    if not isinstance(row, dict):
        yield "This must be an object."
        return
    yield from (f"{name}: This key is missing." for name in sorted(columns - set(row)))
    yield from (f"{name}: Unknown key." for name in sorted(set(row) - columns))
    for name in sorted(JSON_COLUMNS & columns & set(row)):
        if not is_json_column_value(name, row[name]):
            yield f"{name}: This value doesn't have the format of `{name}`."


def is_json_column_value(name, value):
    """Whether a value has the form of its JSON column."""
    if name == "headquarters":
        texts = isinstance(value, dict) and set(value) == HEADQUARTERS_KEYS
        return texts and all(isinstance(text, str) for text in value.values())
    if not isinstance(value, list):
        return False
    forms = {"facts": is_fact, "related": is_text} | dict.fromkeys(STATEMENT_KEYS, is_statement)
    return all(map(forms.get(name, is_address), value))


def is_text(value):
    """Whether this is a text."""
    return isinstance(value, str)


def is_fact(value):
    """Whether this is a statement with a partial date, or "" where it is undated."""
    if not isinstance(value, dict) or not is_text(as_of := value.get("as_of")):
        return False
    statement = {key: kept for key, kept in value.items() if key != "as_of"}
    return is_statement(statement) and (not as_of or is_date(as_of))


def is_date(text):
    """Whether this is a partial date."""
    try:
        return bool(dates.parse_partial_date(text))
    except ValueError:
        return False


def is_statement(value):
    """Whether this is a sentence with the addresses that it rests on."""
    if not isinstance(value, dict) or set(value) != {"text", "sources"}:
        return False
    sources = value["sources"]
    return (
        isinstance(value["text"], str)
        and bool(sources)
        and is_json_column_value("sources", sources)
    )


def is_address(value):
    """Whether this is an address on the web."""
    return isinstance(value, str) and WEB_ADDRESS.fullmatch(value) is not None


def resolve_parent(table, row):
    """The row, its parent's slug as the page that it names."""
    if table is not Page or row["parent"] is None:
        return row
    parent = Page.objects.filter(slug=row["parent"]).first()
    if parent is None:
        raise ValidationError({"parent": "This page couldn't be loaded."})
    return row | {"parent": parent}


def upsert_about_row(table, row, keys):
    """Create a row, or change what differs; say which. Raises ValidationError."""
    fresh = clean_about_row(table(**row), row)
    found = table.objects.filter(**{key: row[key] for key in keys}).first()
    if found and all(getattr(found, name) == getattr(fresh, name) for name in row):
        return "unchanged"
    kept = found or fresh
    for name in row:
        setattr(kept, name, getattr(fresh, name))
    kept.validate_constraints()
    kept.save()
    return "changed" if found else "created"


def clean_about_row(fresh, row):
    """The new row with each column as its type, where the fixture writes it as that type."""
    nulls = {name for name in row if row[name] is None and fresh._meta.get_field(name).null}  # noqa: SLF001 - Django's word for it
    fresh.clean_fields(exclude={"parent"} | JSON_COLUMNS | nulls)
    for name in set(row) - {"parent"}:
        value = getattr(fresh, name)
        written = value.isoformat() if hasattr(value, "isoformat") else value
        if (type(written), written) != (type(row[name]), row[name]):
            raise ValidationError({name: f"Write this as {json.dumps(written)}."})
    return fresh


def list_error_messages(error):
    """What a table says of a row, by column where it knows one."""
    for name, texts in error.message_dict.items():
        for text in texts:
            yield text if name == "__all__" else f"{name}: {text}"
