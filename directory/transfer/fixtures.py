"""Loading the vocabulary and the sample directory from their fixtures.

The About content is in `about`.
"""

import json
from collections import Counter
from pathlib import Path

from django.conf import settings

from directory.models import (
    Change,
    Country,
    Member,
    Modality,
    Phase,
    Region,
    Revision,
    Service,
    ServiceGroup,
    SlugRedirect,
    TherapeuticArea,
    write_lock,
)
from directory.transfer.about import load_about
from directory.transfer.imports import import_members

FIXTURES_FOLDER = Path(settings.BASE_DIR) / "fixtures"


class SampleRefusedError(ValueError):
    """The directory holds members that are not in the sample and would be mixed with it."""


def load_vocabulary(folder=FIXTURES_FOLDER):
    """Create or update the vocabulary from the files; return counts by outcome.

    Values that are not in the files are kept, because profiles may use them.
    """
    taxonomy = json.loads((folder / "taxonomy.json").read_text("utf-8"))
    places = json.loads((folder / "countries.json").read_text("utf-8"))
    counts = Counter()
    with write_lock():
        for table, rows in (*list_place_rows(places), *list_term_rows(taxonomy)):
            counts += upsert_vocabulary(table, rows)
        if counts["created"] or counts["changed"]:
            Change.objects.record([Change.of(Change.Kind.VOCABULARY)])
    return counts


def list_place_rows(places):
    """Yield the tables of regions (parents before children) and countries, with rows by key."""
    parents = {region["code"]: region["parent"] for region in places["regions"]}

    def depth(code):
        return 0 if parents[code] is None else 1 + depth(parents[code])

    regions = sorted(places["regions"], key=lambda region: depth(region["code"]))
    yield (
        Region,
        {
            region["code"]: {
                "slug": region["slug"],
                "name": region["name"],
                "parent_id": region["parent"],
            }
            for region in regions
        },
    )
    yield (
        Country,
        {
            country["code"]: {
                "numeric": country["numeric"],
                "name": country["name"],
                "region_id": country["region"],
                "synonyms": country["synonyms"],
            }
            for country in places["countries"]
        },
    )


def list_term_rows(taxonomy):
    """Yield the tables of services, groups, areas, modalities, and phases, with rows by key."""
    groups, words = taxonomy["service_groups"], ("label", "definition", "synonyms")
    yield ServiceGroup, number_rows(groups, "slug", "label", "definition")
    services = [
        service | {"group_id": group["slug"]} for group in groups for service in group["services"]
    ]
    yield Service, number_rows(services, "slug", *words, "group_id")
    yield TherapeuticArea, number_rows(taxonomy["areas"], "slug", *words, "mesh")
    yield Modality, number_rows(taxonomy["modalities"], "slug", *words)
    yield Phase, number_rows(taxonomy["phases"], "code", *words)


def number_rows(entries, key, *columns):
    """Return rows by key, each with its position in the list."""
    return {
        entry[key]: {column: entry[column] for column in columns} | {"position": position}
        for position, entry in enumerate(entries)
    }


def upsert_vocabulary(table, rows):
    """Create missing rows and update changed ones; return counts by outcome."""
    stored, counts = table.objects.in_bulk(), Counter()
    for key, columns in rows.items():
        row = stored.get(key)
        if row is None:
            table.objects.create(pk=key, **columns)
            counts["created"] += 1
        elif any(getattr(row, name) != value for name, value in columns.items()):
            table.objects.filter(pk=key).update(**columns)
            counts["changed"] += 1
        else:
            counts["unchanged"] += 1
    return counts


def load_sample(folder=FIXTURES_FOLDER):
    """Load the vocabulary, the About content, and the sample's members; return the import report.

    A company that exists already, under its slug or an old one, is not changed, because it may have
    been edited. Raise `SampleRefusedError` if a member is not in the sample.
    """
    path = folder / "members.jsonl"
    slugs = [json.loads(line)["slug"] for line in path.read_text("utf-8").splitlines()]
    with write_lock():
        renamed = SlugRedirect.objects.filter(slug__in=slugs)
        others = Member.objects.exclude(slug__in=slugs)
        if others.exclude(pk__in=renamed.values("member")).exists():
            raise SampleRefusedError(
                "This directory contains companies that aren't part of the sample. Load the sample"
                " into an empty database: set DATABASE_URL."
            )
        load_vocabulary(folder)
        load_about(folder / "about.json")
        present = Member.objects.filter(slug__in=slugs).values_list("slug", flat=True)
        leave = {*present, *renamed.values_list("slug", flat=True)}
        return import_members(path, origin=Revision.Origin.SAMPLE, leave=leave)
