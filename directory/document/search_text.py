"""The folded search text of a member, stored for the search, and the kind of each part of it.

A predecessor's names count as other names of its successor, along the whole chain. A company that
was removed from the directory passes on its predecessors' names but not its own.
"""

from collections import defaultdict

from directory.models import Member, OtherName, SearchText
from directory.text import fold_text

SEARCH_TEXT_BATCH_SIZE = 500
PLACE_KINDS = {"city", "parent"}


def write_search_texts(members):
    """Rewrite the search text of these members (ids) and of all their successors."""
    tree = SuccessionTree()
    ids = sorted(tree.with_successors(members))
    for start in range(0, len(ids), SEARCH_TEXT_BATCH_SIZE):
        batch = ids[start : start + SEARCH_TEXT_BATCH_SIZE]
        documents = Member.objects.filter(pk__in=batch, revision__isnull=False)
        rows = [
            build_search_text(pk, document, tree.names_before(pk))
            for pk, document in documents.values_list("pk", "revision__document")
        ]
        SearchText.objects.filter(member__in=batch).delete()
        SearchText.objects.bulk_create(rows, batch_size=SEARCH_TEXT_BATCH_SIZE)


class SuccessionTree:
    """The successors of all members, held in memory for one write: few members have one."""

    def __init__(self):
        self.successor, self.predecessors = {}, defaultdict(list)
        self.names = defaultdict(list)
        # `successor__gt=0` instead of a null check, and sorting in Python: otherwise SQLite
        # scans the whole table.
        merged = Member.objects.ever_published().filter(successor__gt=0).order_by()
        columns = ("folded_name", "slug", "pk", "successor", "status", "name", "legal_name")
        for _, slug, pk, successor, status, *own in sorted(merged.values_list(*columns)):
            self.successor[pk] = successor
            self.predecessors[successor].append(pk)
            if status == Member.Status.PUBLISHED:
                self.names[pk] += [(slug, name) for name in own if name]
        shown = merged.published()
        others = OtherName.objects.filter(member__in=shown)
        for pk, slug, name in others.values_list("member", "member__slug", "name"):
            self.names[pk].append((slug, name))

    def with_successors(self, members):
        """Return these members and all members along their chains of successors."""
        reached = set()
        for member in members:
            pk = member
            while pk is not None and pk not in reached:
                reached.add(pk)
                pk = self.successor.get(pk)
        return reached

    def names_before(self, member):
        """Yield (slug, name) of each company that became part of this member, directly or not."""
        # No recursion, because a chain may be longer than Python's stack is deep.
        pending = self.predecessors[member][::-1]
        while pending:
            predecessor = pending.pop()
            yield from self.names[predecessor]
            pending += self.predecessors[predecessor][::-1]


def build_search_text(member, document, predecessors):
    """Return the search text row of one member; `predecessors` are (slug, name) pairs."""
    entries = list(list_search_entries(document, predecessors))
    places = [part for part in entries if part["kind"] in PLACE_KINDS]
    return SearchText(
        member_id=member,
        names=fold_entries(part for part in entries if part["kind"] not in PLACE_KINDS),
        places=fold_entries(places),
        summary=fold_text(document["summary"]),
        description=fold_text(document["description"]),
        entries=entries,
    )


def list_search_entries(document, predecessors):
    """Yield the names and places of a member: {kind, text, of}, `of` a predecessor's slug or "".

    The order is the one in which a search result explains its match.
    """
    yield build_search_entry("name", document["name"])
    if document["legal_name"]:
        yield build_search_entry("legal_name", document["legal_name"])
    for item in document["other_names"]:
        yield build_search_entry(item["type"], item["name"])
    for slug, name in predecessors:
        yield build_search_entry("predecessor", name, of=slug)
    if document["headquarters"]["city"]:
        yield build_search_entry("city", document["headquarters"]["city"])
    if document["parent"]:
        yield build_search_entry("parent", document["parent"]["name"])


def build_search_entry(kind, text, of=""):
    """Return one entry; `of` is the slug of a predecessor."""
    return {"kind": kind, "text": text, "of": of}


def fold_entries(entries):
    """Return the folded texts of these entries, one per line."""
    return "\n".join(fold_text(part["text"]) for part in entries)
