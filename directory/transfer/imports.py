"""Profile documents from a file: all of them or none.

Everything is validated first, with references to other rows of the file; then all is published
in one transaction. The file is read twice, a row at a time; what is valid waits in a file of its
own, so that memory holds no more than a batch.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from tempfile import TemporaryFile

from django.db import OperationalError, connection, transaction

from directory.document import projection, schema
from directory.models import Change, Member, Revision, SearchText, SlugRedirect, write_lock
from directory.transfer.document_rows import DocumentFile, parse_document
from directory.workflow import publishing, validation

IMPORT_BATCH = 500
IMPORTED_MODELS = (Member, Revision, SearchText, *projection.PROJECTED_TABLES)
import_log = logging.getLogger(__name__)


@dataclass
class ImportReport:
    """What an import did, or would do: counts by outcome, and every problem by row."""

    counts: Counter = field(default_factory=Counter)
    problems: list[tuple[int, schema.Problem]] = field(default_factory=list)


class ImportRefusedError(ValueError):
    """The file has problems, named by row (from 1) and path; nothing was changed."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(f"row {row}: {p.path}: {p.message}" for row, p in problems))


def import_members(  # noqa: PLR0913 - the options of a command
    path,
    *,
    origin=Revision.Origin.IMPORT,
    dry_run=False,
    draft=False,
    leave=frozenset(),
    step=None,
):
    """Publish the profile documents of a `.jsonl` file; return a `ImportReport`.

    New slugs are created (with `draft`: as drafts), changed documents become new revisions,
    equal ones change nothing. Raises ImportRefusedError with every problem of every row.
    Rows of the slugs in `leave` are passed over, and count as unchanged.
    `step(n)` is told of n rows done, twice for each row: once judged, once written.
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
    return report


def analyze_tables():
    """Have PostgreSQL count the rows of the tables that an import writes, its own among them.

    Its autovacuum sees none of these before the commit. Where it counts in the midst of a long
    import, for the sake of earlier changes, each further batch and the next index are planned for
    an empty directory. After the first batch this keeps it from the tables until the commit;
    after the last the count is right. See "ANALYZE" in the documentation of PostgreSQL.
    An import does without where others hold the tables.
    """
    if connection.vendor != "postgresql":
        return
    names = [connection.ops.quote_name(table._meta.db_table) for table in IMPORTED_MODELS]  # noqa: SLF001 - Django's word for it
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
        """Keep the document of a row."""
        self.places[row] = self.file.tell()
        self.file.write(json.dumps(document).encode() + b"\n")

    def read(self, rows):
        """The documents of these rows."""
        found = []
        for row in rows:
            self.file.seek(self.places[row])
            found.append(json.loads(self.file.readline()))
        return found


def build_context_lookup(source, *, draft):
    """What the validator knows for a row of this slug: the directory and the file, in memory.

    A published profile names published ones, or those that this import publishes; a draft anyone.
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
    """The rows in the order of writing, successors first; every problem of the file is raised.

    The documents are kept in `judged`, a `JudgedDocuments`.
    """
    problems, depth, found = list(source.problems), {}, {}
    for row, line in source.lines(source.offsets):
        try:
            document = canonicalize_row(line, known)
            depth[row] = measure_successor_chain(document["successor"], source.successor_of, found)
            judged.keep(row, document)
        except schema.DocumentInvalid as invalid:
            problems += [(row, problem) for problem in invalid.problems]
        step(1)
    if problems:
        raise ImportRefusedError(sorted(problems, key=lambda found: found[0]))
    return sorted(source.offsets, key=lambda row: (depth[row], row))


def canonicalize_row(line, known):
    """The canonical document of a row; DocumentInvalid with all that is wrong with it."""
    document, problems = parse_document(line)
    slug = document.get("slug") if isinstance(document, dict) else None
    try:
        found = schema.validate_document(document, known(slug if isinstance(slug, str) else ""))
    except schema.DocumentInvalid as invalid:
        raise schema.DocumentInvalid([*problems, *invalid.problems]) from invalid
    if problems:
        raise schema.DocumentInvalid(problems)
    return found


def measure_successor_chain(successor, successor_of, found):
    """How long the chain of successors is; `found` keeps what is known of others for the next.

    A chain ends where it comes back: the validator reports a loop at its members, not at a row
    that leads into it.
    """
    way = []
    while successor and successor not in found:
        found[successor] = 0
        way.append(successor)
        successor = successor_of.get(successor)
    length = found[successor] if successor else 0
    for slug in reversed(way):
        length += 1
        found[slug] = length
    return length


def split_into_batches(rows) -> Iterator[list[int]]:
    """These rows, some hundred at a time."""
    for start in range(0, len(rows), IMPORT_BATCH):
        yield rows[start : start + IMPORT_BATCH]


def list_changed_entries(documents, report, *, draft):
    """What is new or differs from what stands, counted in the report.

    A draft that is published as it is differs from what stands, which is nothing.
    """
    slugs = [document["slug"] for document in documents]
    members = Member.objects.select_for_update(of=("self",)).select_related("revision")
    present = {member.slug: member for member in members.filter(slug__in=slugs)}
    drafts = find_first_drafts(present.values()) if draft else {}
    entries = []
    for document in documents:
        member = present.get(document["slug"])
        stands = member and (member.revision or drafts.get(member.pk))
        if stands and stands.document == document:
            report.counts["unchanged"] += 1
            continue
        report.counts["changed" if member else "new"] += 1
        entries.append(publishing.DocumentToPublish(member, document))
    return entries


def find_first_drafts(members):
    """The first revision of each member that was never published."""
    never = [member.pk for member in members if member.revision is None]
    drafts = Revision.objects.filter(member__in=never, state=Revision.State.DRAFT)
    return {revision.member_id: revision for revision in drafts}


def write_entries(entries, origin, draft):
    """Publish these, or with `draft` keep the new ones as drafts.

    Returns what changed, in a list of one; [] where nothing was published.
    """
    unpublished = [entry for entry in entries if not (entry.member and entry.member.revision)]
    if draft:
        publishing.create_draft_members(unpublished, origin=origin)
        entries = [entry for entry in entries if entry not in unpublished]
    else:
        publishing.delete_authorless_drafts([entry.member for entry in unpublished if entry.member])
    return [publishing.record_revisions(entries, origin=origin)] if entries else []
