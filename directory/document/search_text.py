"""The folded text of a member, kept beside it for the search: what each word was found in.

A predecessor's names count as its successor's other names, along the whole chain. A company that
was taken out of the directory hands on the names of those before it, without its own.
"""

from collections import defaultdict

from directory.models import Country, Member, OtherName, SearchText, Service, TherapeuticArea
from directory.text import fold

BATCH = 500
VOCABULARIES = {
    "service": ("services", Service, "label"),
    "area": ("areas", TherapeuticArea, "label"),
    "country": ("countries", Country, "name"),
}
OTHER_NAMES = {"legal_name", "former", "alias", "acronym", "predecessor"}


def write(members):
    """Write the search text of these members (ids) and of all who succeeded them, anew."""
    tree = Tree()
    ids = sorted(tree.with_successors(members))
    terms = {kind: read_terms(table, label) for kind, (_, table, label) in VOCABULARIES.items()}
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        documents = Member.objects.filter(pk__in=batch, revision__isnull=False)
        rows = [
            search_text(pk, list(entries_of(document, tree.names_before(pk), terms)))
            for pk, document in documents.values_list("pk", "revision__document")
        ]
        SearchText.objects.filter(member__in=batch).delete()
        SearchText.objects.bulk_create(rows, batch_size=BATCH)


class Tree:
    """Who succeeded whom, held in memory for one writing: few members have a successor."""

    def __init__(self):
        self.successor, self.predecessors = {}, defaultdict(list)
        self.names = defaultdict(list)
        merged = Member.objects.ever_published().merged([True]).order_by("folded_name", "slug")
        for pk, successor in merged.values_list("pk", "successor"):
            self.successor[pk] = successor
            self.predecessors[successor].append(pk)
        shown = merged.published()
        for pk, slug, *own in shown.values_list("pk", "slug", "name", "legal_name"):
            self.names[pk] += [(slug, name) for name in own if name]
        others = OtherName.objects.filter(member__in=shown)
        for pk, slug, name in others.values_list("member", "member__slug", "name"):
            self.names[pk].append((slug, name))

    def with_successors(self, members):
        """These members and everyone along their chains of successors."""
        found = set()
        for member in members:
            pk = member
            while pk is not None and pk not in found:
                found.add(pk)
                pk = self.successor.get(pk)
        return found

    def names_before(self, member):
        """(slug, name) of all that became part of this member, however far back."""
        # Without recursion: a chain may be longer than Python's stack is deep.
        waiting = self.predecessors[member][::-1]
        while waiting:
            predecessor = waiting.pop()
            yield from self.names[predecessor]
            waiting += self.predecessors[predecessor][::-1]


def read_terms(table, label):
    """Each value of a vocabulary: its label, and label and synonyms as one text."""
    return {
        row.pk: (getattr(row, label), " ".join([getattr(row, label), *row.synonyms]))
        for row in table.objects.all()
    }


def entries_of(document, predecessors, terms):
    """The parts of a member's text: {kind, text as shown, folded words, slug of a predecessor}.

    They come in the order in which a result explains itself: names before lists before texts.
    """
    yield entry("name", document["name"])
    if document["legal_name"]:
        yield entry("legal_name", document["legal_name"])
    for item in document["other_names"]:
        yield entry(item["type"], item["name"])
    for slug, name in predecessors:
        yield entry("predecessor", name, of=slug)
    for kind, (key, _, _) in VOCABULARIES.items():
        for item in document[key]:
            label, text = terms[kind][item["code"] if kind == "country" else item]
            yield entry(kind, label, text)
    for kind in ("summary", "description"):
        if document[kind]:
            yield entry(kind, "", document[kind])


def entry(kind, text, searched="", of=""):
    """One part of the text; `searched` where it is more than what is shown."""
    return {"kind": kind, "text": text, "words": fold(searched or text), "of": of}


def search_text(member, entries):
    """The row of one member. Each word follows a space, so " ab" finds words that begin so."""
    names = [part["words"] for part in entries if part["kind"] in OTHER_NAMES]
    return SearchText(
        member_id=member,
        text=" " + " ".join(part["words"] for part in entries),
        names=f"|{'|'.join(names)}|",
        entries=entries,
    )
