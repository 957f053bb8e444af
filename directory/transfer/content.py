"""The About content from its fixture: created, or brought up to date; what staff added stays."""

import json
from collections import Counter

from django.db import transaction

from directory.models import (
    DirectoryState,
    Milestone,
    Organization,
    Page,
    SocialLink,
    Statistic,
)

# Table, name in the fixture, and what tells its rows apart.
TABLES = (
    (Page, "pages", ("slug",)),
    (Milestone, "milestones", ("year", "order")),
    (Statistic, "statistics", ("slug", "period", "as_of", "source_url")),
    (SocialLink, "social_links", ("network",)),
)


def load_about(path):
    """Load the association's content from a fixture; return how many rows were created or changed.

    One transaction: a fixture that does not hold together changes nothing. The generation of the
    content rises only where something changed.
    """
    fixture = json.loads(path.read_text("utf-8"))
    with transaction.atomic():
        counts = upsert(Organization, fixture["organization"], ("short_name",))
        for table, name, keys in TABLES:
            for row in fixture[name]:
                counts += upsert(table, with_parent(row), keys)
        if counts["created"] or counts["changed"]:
            DirectoryState.objects.raise_content_generation()
    return counts


def with_parent(row):
    """The row, its parent's slug as the page that it names."""
    if not row.get("parent"):
        return row
    return row | {"parent": Page.objects.get(slug=row["parent"])}


def upsert(table, row, keys):
    """Create a row, or change what differs."""
    found = table.objects.filter(**{key: row[key] for key in keys}).first()
    if found is None:
        table.objects.create(**row)
        return Counter(created=1)
    different = {key: value for key, value in row.items() if as_read(found, key) != value}
    for key, value in different.items():
        setattr(found, key, value)
    if different:
        found.save()
    return Counter(changed=1) if different else Counter(unchanged=1)


def as_read(row, key):
    """A column as the fixture writes it: days as text."""
    value = getattr(row, key)
    return value.isoformat() if hasattr(value, "isoformat") else value
