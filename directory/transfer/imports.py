"""Imports of profile documents from a file: all of them or none.

Every document is validated first, with references to other rows of the file; then all are published
in one transaction. The file is read twice, one row at a time. Valid documents wait in a temporary
file, so that memory holds no more than a batch.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from tempfile import TemporaryFile

from django.db import OperationalError, connection, transaction

from directory.document import projection, schema
from directory.document.problems import MAX_LISTED_PROBLEMS, list_first
from directory.models import (
    Change,
    Member,
    Revision,
    SearchText,
    SlugRedirect,
    log_after_commit,
    write_lock,
)
from directory.transfer.document_rows import DocumentFile, parse_document
from directory.workflow import publishing, validation

IMPORT_BATCH = 500
MAX_HELD_PROBLEMS = 2 * MAX_LISTED_PROBLEMS  # as many of the scan, and as many of validation
IMPORTED_MODELS = (Member, Revision, SearchText, *projection.PROJECTED_TABLES)
import_log = logging.getLogger(__name__)


@dataclass
class ImportReport:
    """The result of an import or a dry run: counts by outcome, and every problem by row."""

    counts: Counter = field(default_factory=Counter)
    problems: list[tuple[int, schema.Problem]] = field(default_factory=list)


class ImportRefusedError(ValueError):
    """The file has problems; nothing was changed.

    `problems` are the first ones by row (from 1) and path, `count` is the number of all.
    """

    def __init__(self, problems, count):
        self.problems, self.count = problems, count
        lines = [f"row {row}: {problem.path}: {problem.message}" for row, problem in problems]
        super().__init__("\n".join(list_first(lines, count)))


def import_members(  # noqa: PLR0913 - the options of a command
    path,
    *,
    origin=Revision.Origin.IMPORT,
    dry_run=False,
    draft=False,
    leave=frozenset(),
    step=None,
):
    """Publish the profile documents of a `.jsonl` file; return an `ImportReport`.

    New slugs are created (as drafts if `draft`), changed documents become new revisions, and equal
    ones change nothing. Rows of the slugs in `leave` are skipped and count as unchanged. `step(n)`
    is called after n rows, twice for each row: once validated, once written. Raise
    `ImportRefusedError` with the first problems and the number of all.
    """
    step = step or (lambda done: None)
    with write_lock(), TemporaryFile() as file:
        source, judged = DocumentFile.scan(path, leave), JudgedDocuments(file)
        order = judge_documents(source, build_context_lookup(source, draft=draft), judged, step)
        report = ImportReport(Counter(unchanged=source.left) if source.left else Counter())
        recorded, written = [], 0
        for rows in split_into_batches(order):
            entries = list_changed_entries(judged.read(rows), report, draft=draft)
            if entries and not dry_run:
                recorded += write_entries(entries, origin, draft)
                written += 1
                if written == 1 and len(order) > IMPORT_BATCH:
                    analyze_tables()
            step(len(rows))
        if written > 1:
            analyze_tables()
        if recorded:
            Change.objects.record([change for batch in recorded for change in batch])
        if not dry_run:
            log_after_commit("imported", origin=str(origin), **report.counts)
    return report


def analyze_tables():
    """Run ANALYZE on the PostgreSQL tables that an import writes.

    Autovacuum can't see an import's rows before the commit. If earlier changes make it analyze
    these tables during a long import, every later batch and the next index are planned as if the
    directory were empty. Run after the first batch, this keeps autovacuum from the tables until the
    commit; run after the last, it makes the statistics right. See "ANALYZE" in the documentation of
    PostgreSQL. The import goes on without it if other sessions hold the tables.
    """
    if connection.vendor != "postgresql":
        return
    names = [connection.ops.quote_name(table._meta.db_table) for table in IMPORTED_MODELS]  # noqa: SLF001 - documented by Django
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(names)}")
    except OperationalError as error:
        import_log.warning(
            "Couldn't update the table statistics, so the import may be slow: %s", error
        )


class JudgedDocuments:
    """The canonical documents of an import, by row, in a temporary file."""

    def __init__(self, file):
        self.file, self.places = file, {}

    def keep(self, row, document):
        """Store the document of a row."""
        self.places[row] = self.file.tell()
        self.file.write(json.dumps(document).encode() + b"\n")

    def read(self, rows):
        """Return the documents of these rows."""
        documents = []
        for row in rows:
            self.file.seek(self.places[row])
            documents.append(json.loads(self.file.readline()))
        return documents


def build_context_lookup(source, *, draft):
    """Return a function from a slug to the validator's context of its row.

    The context covers the directory and the file, and is held in memory. A published profile may
    name members that are published or that this import publishes; a draft may name any member.
    """
    stored = dict(Member.objects.values_list("slug", "successor__slug"))
    status = dict(Member.objects.values_list("slug", "status"))
    new = {slug for slug in source.successor_of if status.get(slug, "draft") == "draft"}
    public = {slug for slug in status if status[slug] == "published"}
    everyone = stored | source.successor_of
    redirects = dict(SlugRedirect.objects.values_list("slug", "member__slug"))
    of_drafts = replace(validation.validation_context(), successor_of=everyone, redirects=redirects)
    named = public if draft else public | new
    published = {slug: to for slug, to in everyone.items() if slug in named}
    of_published = replace(of_drafts, successor_of=published)
    return lambda slug: of_drafts if draft and slug in new else of_published


def judge_documents(source, known, judged, step):
    """Validate every row; return the rows in the order of writing, successors first.

    Valid documents are stored in `judged`, a `JudgedDocuments`. Raise `ImportRefusedError` if any
    row has problems.
    """
    depths, lengths = {}, {}
    problems, count = list(source.problems[:MAX_LISTED_PROBLEMS]), len(source.problems)
    for row, line in source.lines(source.offsets):
        try:
            document = canonicalize_row(line, known)
            depths[row] = measure_successor_chain(
                document["successor"], source.successor_of, lengths
            )
            judged.keep(row, document)
        except schema.DocumentInvalid as invalid:
            count += invalid.found.count
            if len(problems) < MAX_HELD_PROBLEMS:
                problems += [(row, problem) for problem in invalid.found.listed]
        step(1)
    if count:
        problems.sort(key=lambda row_problem: row_problem[0])
        raise ImportRefusedError(problems[:MAX_LISTED_PROBLEMS], count)
    return sorted(source.offsets, key=lambda row: (depths[row], row))


def canonicalize_row(line, known):
    """Return the canonical document of a row; raise `DocumentInvalid` with all its problems."""
    document, repeated = parse_document(line)
    slug = document.get("slug") if isinstance(document, dict) else None
    try:
        canonical = schema.validate_document(document, known(slug if isinstance(slug, str) else ""))
    except schema.DocumentInvalid as invalid:
        raise schema.DocumentInvalid(repeated.join(invalid.found)) from invalid
    if repeated:
        raise schema.DocumentInvalid(repeated)
    return canonical


def measure_successor_chain(successor, successor_of, lengths):
    """Return the length of a chain of successors; `lengths` caches those of other rows.

    A chain ends where it comes back to itself: the validator reports a loop at its own members, not
    at a row that leads into it.
    """
    chain = []
    while successor and successor not in lengths:
        lengths[successor] = 0
        chain.append(successor)
        successor = successor_of.get(successor)
    length = lengths[successor] if successor else 0
    for slug in reversed(chain):
        length += 1
        lengths[slug] = length
    return length


def split_into_batches(rows) -> Iterator[list[int]]:
    """Yield the rows in batches of `IMPORT_BATCH`."""
    for start in range(0, len(rows), IMPORT_BATCH):
        yield rows[start : start + IMPORT_BATCH]


def list_changed_entries(documents, report, *, draft):
    """Return the entries that are new or differ from the directory, counted in the report.

    Without `draft`, a member that is still a draft has no published document, so its row counts as
    changed even if it equals the draft.
    """
    slugs = [document["slug"] for document in documents]
    members = Member.objects.select_for_update(of=("self",)).select_related("revision")
    present = {member.slug: member for member in members.filter(slug__in=slugs)}
    drafts = find_first_drafts(present.values()) if draft else {}
    entries = []
    for document in documents:
        member = present.get(document["slug"])
        current = member and (member.revision or drafts.get(member.pk))
        if current and current.document == document:
            report.counts["unchanged"] += 1
            continue
        report.counts["changed" if member else "new"] += 1
        entries.append(publishing.DocumentToPublish(member, document))
    return entries


def find_first_drafts(members):
    """Return the draft revision of each member that was never published, by member id."""
    never = [member.pk for member in members if member.revision is None]
    drafts = Revision.objects.filter(member__in=never, state=Revision.State.DRAFT)
    return {revision.member_id: revision for revision in drafts}


def write_entries(entries, origin, draft):
    """Publish these entries; with `draft`, keep the unpublished ones as drafts.

    Return what was recorded in a list of one, [] if nothing was published.
    """
    unpublished = [entry for entry in entries if not (entry.member and entry.member.revision)]
    if draft:
        publishing.create_draft_members(unpublished, origin=origin)
        entries = [entry for entry in entries if entry.member and entry.member.revision]
    else:
        publishing.delete_authorless_drafts([entry.member for entry in unpublished if entry.member])
    return [publishing.record_revisions(entries, origin=origin)] if entries else []
