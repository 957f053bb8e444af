"""Conversion between profile documents and the profile tables.

Only this module writes these tables. Documents are projected in batches, a few statements each, so
that an import of 50,000 takes minutes. Validation and publishing decisions belong elsewhere.
"""

from collections import defaultdict

from directory import dates
from directory.document import schema
from directory.document.structure import FIGURE_KEYS
from directory.models import (
    Citation,
    CountryPresence,
    CoveredArea,
    CoveredModality,
    CoveredPhase,
    Member,
    OfferedService,
    OtherName,
    RegisteredTrial,
    TrialCount,
    choose_headline,
    summarize_evidence,
)
from directory.text import fold_name

PROJECTION_BATCH_SIZE = 500
FIGURE_FIELDS = ("employees", "countries_stated")
DATE_KEYS = ("period_start", "period_end", "as_of")
TERM_KEYS = ("phase", "area", "country")
LIST_TABLES = {"services": OfferedService, "areas": CoveredArea, "modalities": CoveredModality}
PROJECTED_TABLES = (
    OtherName,
    CountryPresence,
    *LIST_TABLES.values(),
    CoveredPhase,
    TrialCount,
    Citation,
    RegisteredTrial,
)
# Columns that hold the value of the document key of the same name, unchanged.
COPIED_COLUMNS = (
    "slug",
    "name",
    "legal_name",
    "kind",
    "summary",
    "description",
    "founded",
    "parent",
    "membership",
    "reports_trials",
    "logo",
    "links",
    "identifiers",
)


def project_documents(entries):
    """Write documents to the profile tables; `entries` are (member, canonical document) pairs.

    Saves the members and replaces their rows in the other tables. A successor's slug must be in the
    database or among the entries.
    """
    for member, document in entries:
        set_columns(member, document)
    new = [member for member, _ in entries if member.pk is None]
    for member, _ in entries:
        if member.pk is not None:
            member.save()
    Member.objects.bulk_create(new, batch_size=PROJECTION_BATCH_SIZE)
    link_successors(entries)
    replace_rows(entries, {member.pk for member in new})


def set_columns(member, document):
    """Set the member's columns from the document, except the successor; nothing is saved."""
    for key in COPIED_COLUMNS:
        setattr(member, key, document[key])
    member.folded_name = fold_name(document["name"])
    member.website = document["website"] or ""
    member.headquarters_city = document["headquarters"]["city"] or ""
    member.headquarters_country_id = document["headquarters"]["country"]
    for key in ("member_since", "member_until"):
        set_partial_date(member, key, document[key])
    member.seen_as_member = find_seen_as_member(document)
    for key in FIGURE_FIELDS:
        set_figure(member, key, document[key])
    member.headline = choose_headline(document["trial_counts"])
    member.headline_trials = member.headline["trials"] if member.headline else None
    member.country_count = len(document["countries"])
    member.service_count = len(document["services"])
    member.evidence = summarize_evidence(document)


def find_seen_as_member(document):
    """Return the latest date of a source cited for the membership, "" if none has a date."""
    cited = [place["as_of"] for place in document["citations"].get("membership", [])]
    return max(filter(None, cited), key=lambda day: dates.parse_partial_date(day)[1], default="")


def set_figure(member, key, figure):
    """Set the columns of one figure, or empty them if there is no figure."""
    figure = figure or {}
    setattr(member, f"{key}_count", figure.get("count"))
    for part in ("qualifier", "source_url", "note"):
        setattr(member, f"{key}_{part}", figure.get(part, ""))
    set_partial_date(member, f"{key}_as_of", figure.get("as_of"))


def set_partial_date(row, column, value):
    """Set a partial date's column and the columns of its first and last day."""
    for name, part in split_partial_date(column, value).items():
        setattr(row, name, part)


def split_partial_date(column, value):
    """Return the values of a partial date's three columns, by column."""
    first, last = dates.parse_partial_date(value) if value else (None, None)
    return {column: value or "", f"{column}_first": first, f"{column}_last": last}


def link_successors(entries):
    """Set the successors; every member of the entries must have its row already."""
    slugs = {document["successor"] for _, document in entries} - {None}
    ids = dict(Member.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    changed = []
    for member, document in entries:
        successor = ids[document["successor"]] if document["successor"] else None
        if member.successor_id != successor:
            member.successor_id = successor
            changed.append(member)
    Member.objects.bulk_update(changed, ["successor"], batch_size=PROJECTION_BATCH_SIZE)


def replace_rows(entries, new):
    """Replace the members' rows in every related table; ids in `new` have no rows yet."""
    old = [member.pk for member, _ in entries if member.pk not in new]
    rows = defaultdict(list)
    for member, document in entries:
        for row in build_rows(member, document):
            rows[type(row)].append(row)
    for table in PROJECTED_TABLES:
        for start in range(0, len(old), PROJECTION_BATCH_SIZE):
            table.objects.filter(member__in=old[start : start + PROJECTION_BATCH_SIZE]).delete()
        table.objects.bulk_create(rows[table], batch_size=PROJECTION_BATCH_SIZE)


def build_rows(member, document):
    """Yield every row of the document for the related tables."""
    yield from build_name_rows(member, document)
    yield from build_presence_rows(member, document)
    for key, table in LIST_TABLES.items():
        for slug in document[key]:
            yield table(member=member, value_id=slug)
    yield from build_phase_rows(member, document)
    yield from build_trial_count_rows(member, document)
    yield from build_citation_rows(member, document)
    for item in document["registered_trials"]:
        yield RegisteredTrial(member=member, **item)


def build_name_rows(member, document):
    """Yield other names, each with its folded form."""
    for item in document["other_names"]:
        until = split_partial_date("until", item["until"])
        name, folded = item["name"], fold_name(item["name"])
        yield OtherName(member=member, name=name, folded=folded, type=item["type"], **until)


def build_presence_rows(member, document):
    """Yield countries with the kind of presence there."""
    for item in document["countries"]:
        as_of = split_partial_date("as_of", item["as_of"])
        yield CountryPresence(
            member=member,
            value_id=item["code"],
            kind=item["kind"],
            source_url=item["source_url"] or "",
            **as_of,
        )


def build_phase_rows(member, document):
    """Yield the listed phases, and those that only a trial count names."""
    counted = {item["phase"] for item in document["trial_counts"]} - {None}
    for code in sorted(counted | set(document["phases"])):
        yield CoveredPhase(member=member, value_id=code, listed=code in document["phases"])


def build_trial_count_rows(member, document):
    """Yield trial counts, with the first and last day of each date."""
    for item in document["trial_counts"]:
        parts = {}
        for key, value in item.items():
            if key in DATE_KEYS:
                parts |= split_partial_date(key, value)
            else:
                parts[f"{key}_id" if key in TERM_KEYS else key] = value
        yield TrialCount(member=member, **parts)


def build_citation_rows(member, document):
    """Yield citations, one row per source, in document order."""
    for key, places in document["citations"].items():
        for position, place in enumerate(places):
            as_of = split_partial_date("as_of", place["as_of"])
            yield Citation(member=member, key=key, position=position, url=place["url"], **as_of)


def read_projected_document(member, known):
    """Return the document stored in this member's tables; the inverse of `project_documents`.

    It is built from rows alone, so comparing it with the published revision's document shows
    whether the tables are correct. `known` is the validator's context. A citation key with an empty
    list has no row and is not restored.
    """
    document = {key: getattr(member, key) for key in COPIED_COLUMNS}
    city, country = member.headquarters_city or None, member.headquarters_country_id
    document |= {
        "website": member.website or None,
        "headquarters": {"city": city, "country": country},
        "member_since": member.member_since or None,
        "member_until": member.member_until or None,
        "successor": member.successor.slug if member.successor else None,
    }
    for key in FIGURE_FIELDS:
        document[key] = read_projected_figure(member, key)
    for key, table in LIST_TABLES.items():
        document[key] = list(table.objects.filter(member=member).values_list("value", flat=True))
    listed = member.covered_phases.filter(listed=True)
    document["phases"] = list(listed.values_list("value", flat=True))
    return schema.validate_document(document | read_projected_items(member), known)


def read_projected_figure(member, key):
    """Return one figure of the document from its columns, or None."""
    if getattr(member, f"{key}_count") is None:
        return None
    figure = {part: getattr(member, f"{key}_{part}") for part in FIGURE_KEYS}
    return figure | {"as_of": figure["as_of"] or None}


def read_projected_items(member):
    """Return the document's lists of objects and its citations from their rows."""
    citations = defaultdict(list)
    for row in member.citations.order_by("key", "position"):
        citations[row.key].append({"url": row.url, "as_of": row.as_of or None})
    return {
        "other_names": [
            {"name": row.name, "type": row.type, "until": row.until or None}
            for row in member.other_names.all()
        ],
        "countries": [read_projected_presence(row) for row in member.presences.all()],
        "trial_counts": [read_projected_trial_count(row) for row in member.trial_counts.all()],
        "registered_trials": list(member.registered_trials.values("number", "duties")),
        "citations": dict(citations),
    }


def read_projected_presence(row):
    """Return one country of the document from its row."""
    item = {"code": row.value_id, "kind": row.kind}
    return item | {"as_of": row.as_of or None, "source_url": row.source_url}


def read_projected_trial_count(row):
    """Return one trial count of the document from its row."""
    item = {}
    for key in schema.TRIAL_COUNT_KEYS:
        value = getattr(row, f"{key}_id" if key in TERM_KEYS else key)
        item[key] = (value or None) if key in DATE_KEYS else value
    return item
