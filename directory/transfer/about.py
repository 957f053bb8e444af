"""Loading the About content from its fixture; rows that staff added are kept."""

import json
import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction

from directory import dates
from directory.document.problems import list_first
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

# Name in the fixture, table, and columns that identify a row. There is one organization.
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
    """The fixture has problems, one per line, each with its path; nothing was changed."""


def load_about(path):
    """Load the association's content from a fixture; return counts by outcome.

    The outcomes are `created`, `changed`, and `unchanged`. Everything happens in one transaction:
    raise `AboutRefusedError` with all problems if there are any, and change nothing. The content
    generation is raised only if a row changed.
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
    """Raise `AboutRefusedError` with all problems, if there are any."""
    if problems:
        raise AboutRefusedError("\n".join(list_first(problems)))


def read_about(path):
    """Return the fixture: an object with one key per table.

    Raise `AboutRefusedError` if the file is anything else.
    """
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
    """Return (table, key columns, rows) of every table, each row with its path in the fixture."""
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
    """Yield the problems that need no validation by a table."""
    for table, keys, rows in tables:
        seen = []
        for place, row in rows:
            row_problems = list(find_row_problems(table, row))
            if not row_problems:
                identity = [row[key] for key in keys]
                if identity in seen:
                    row_problems.append(f"Another row has the same {', '.join(keys)}.")
                seen.append(identity)
            yield from (f"{place}: {text}" for text in row_problems)
        if table is Page:
            yield from find_parent_problems(rows)
            yield from find_related_problems(rows)


def find_parent_problems(rows):
    """Yield pages whose parent is not listed before them; this order rules out cycles."""
    slugs_before = [None]
    for place, row in rows:
        if isinstance(row, dict):
            if row.get("parent") not in slugs_before:
                yield f"{place}: parent: This must be a page listed before this one."
            slugs_before.append(row.get("slug"))


def find_related_problems(rows):
    """Yield pages whose related pages are themselves, or not issues."""
    pages = [(place, row) for place, row in rows if isinstance(row, dict)]
    issues = {row.get("slug") for _, row in pages if row.get("kind") == Page.Kind.ISSUE}
    for place, row in pages:
        related = row.get("related")
        if is_json_column_value("related", related) and not set(related) <= issues - {
            row.get("slug")
        }:
            yield f"{place}: related: List the slugs of other issues in this fixture."


def find_row_problems(table, row):
    """Yield the problems of one row's keys and JSON values."""
    columns = {field.name for field in table._meta.concrete_fields} - {"id"}  # noqa: SLF001 - documented by Django
    if not isinstance(row, dict):
        yield "This must be an object."
        return
    yield from (f"{name}: This key is missing." for name in sorted(columns - set(row)))
    yield from (f"{name}: Unknown key." for name in sorted(set(row) - columns))
    for name in sorted(JSON_COLUMNS & columns & set(row)):
        if not is_json_column_value(name, row[name]):
            yield f"{name}: This value doesn't have the format of `{name}`."


def is_json_column_value(name, value):
    """Return whether a value has the form of its JSON column."""
    if name == "headquarters":
        texts = isinstance(value, dict) and set(value) == HEADQUARTERS_KEYS
        return texts and all(isinstance(text, str) for text in value.values())
    if not isinstance(value, list):
        return False
    forms = {"facts": is_fact, "related": is_text} | dict.fromkeys(STATEMENT_KEYS, is_statement)
    return all(map(forms.get(name, is_address), value))


def is_text(value):
    """Return whether the value is text."""
    return isinstance(value, str)


def is_fact(value):
    """Return whether this is a statement with an `as_of`: a partial date, or "" if undated."""
    if not isinstance(value, dict) or not is_text(as_of := value.get("as_of")):
        return False
    statement = {key: kept for key, kept in value.items() if key != "as_of"}
    return is_statement(statement) and (not as_of or is_date(as_of))


def is_date(text):
    """Return whether this is a partial date."""
    try:
        return bool(dates.parse_partial_date(text))
    except ValueError:
        return False


def is_statement(value):
    """Return whether this is a sentence with the URLs of its sources."""
    if not isinstance(value, dict) or set(value) != {"text", "sources"}:
        return False
    sources = value["sources"]
    return (
        isinstance(value["text"], str)
        and bool(sources)
        and is_json_column_value("sources", sources)
    )


def is_address(value):
    """Return whether this is an http or https URL."""
    return isinstance(value, str) and WEB_ADDRESS.fullmatch(value) is not None


def resolve_parent(table, row):
    """Return the row with its parent's slug replaced by the page.

    Raise `ValidationError` if the parent doesn't exist, because it was refused itself.
    """
    if table is not Page or row["parent"] is None:
        return row
    parent = Page.objects.filter(slug=row["parent"]).first()
    if parent is None:
        raise ValidationError({"parent": "This page couldn't be loaded."})
    return row | {"parent": parent}


def upsert_about_row(table, row, keys):
    """Create a row, or change its differing columns; return the outcome.

    Raise `ValidationError` if the table refuses it.
    """
    fresh = clean_about_row(table(**row), row)
    stored = table.objects.filter(**{key: row[key] for key in keys}).first()
    if stored and all(getattr(stored, name) == getattr(fresh, name) for name in row):
        return "unchanged"
    target = stored or fresh
    for name in row:
        setattr(target, name, getattr(fresh, name))
    target.validate_constraints()
    target.save()
    return "changed" if stored else "created"


def clean_about_row(fresh, row):
    """Return the new row with its columns converted to their types.

    Raise `ValidationError` if the fixture writes a value in any form but the canonical one.
    """
    nulls = {name for name in row if row[name] is None and fresh._meta.get_field(name).null}  # noqa: SLF001 - documented by Django
    fresh.clean_fields(exclude={"parent"} | JSON_COLUMNS | nulls)
    for name in set(row) - {"parent"}:
        value = getattr(fresh, name)
        written = value.isoformat() if hasattr(value, "isoformat") else value
        if (type(written), written) != (type(row[name]), row[name]):
            raise ValidationError({name: f"Write this as {json.dumps(written)}."})
    return fresh


def list_error_messages(error):
    """Yield a validation error's messages, each with its column if it has one."""
    for name, texts in error.message_dict.items():
        for text in texts:
            yield text if name == "__all__" else f"{name}: {text}"
