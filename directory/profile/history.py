"""What was published of a company, when, and what changed each time.

A withheld revision leaves a gap that says so, and the one after it is compared with the one
before the gap: what was taken back is not told by the way.
"""

from dataclasses import dataclass

from directory import search
from directory.document import diff_documents
from directory.document.changes import describe_changes

HISTORY_PAGE_SIZE = 10
ORIGIN_LABELS = {
    "representative": "By the company",
    "api": "By the company, through the API",
    "staff": "By ACRO staff",
    "import": "Imported by ACRO staff",
    "sample": "Sample data",
    "demo": "Demonstration data",
}


@dataclass(frozen=True)
class ComparedRevision:
    """One published revision and the one it is compared with, None for the first."""

    revision: object
    before: object
    vocabulary: object

    @property
    def number(self):
        """The number of the revision."""
        return self.revision.number

    @property
    def withheld(self):
        """Whether staff took it out of the public history."""
        return self.revision.withheld

    @property
    def origin(self):
        """Who published it, without a name."""
        edited = ", edited by ACRO staff" if self.revision.was_edited else ""
        return f"{ORIGIN_LABELS[self.revision.origin]}{edited}"

    @property
    def documents(self):
        """The document before and the one that was published."""
        return self.before.document if self.before else {}, self.revision.document

    @property
    def changes(self):
        """What changed, in words."""
        return describe_changes(*self.documents, self.vocabulary)

    @property
    def differences(self):
        """What changed, by path and value."""
        return diff_documents(*self.documents)


@dataclass(frozen=True)
class History:
    """A page of a company's published revisions, the newest first."""

    versions: list
    number: int
    count: int

    @property
    def pages(self):
        """How many pages there are; at least one."""
        return max(1, -(-self.count // HISTORY_PAGE_SIZE))

    @property
    def past_end(self):
        """Whether the page asked for does not exist."""
        return self.number > self.pages

    @property
    def next_number(self):
        """The page after this one, with older revisions, if there is one."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def previous_number(self):
        """The page before this one, if there is one."""
        return self.number - 1 if self.number > 1 else None


def read_public_history(member, page):
    """A page of what anybody may know of a company's revisions, in three queries."""
    return build_history_page(member, page, member.revisions.public())


def read_whole_history(member, page):
    """A page of all that was published, withheld or not, for those who work on it."""
    return build_history_page(
        member, page, member.revisions.published().select_related("author", "reviewer")
    )


def build_history_page(member, page, compared):
    """A page of published revisions, each with the one before it among those `compared`."""
    first = (page - 1) * HISTORY_PAGE_SIZE
    published = member.revisions.newest_first()
    heads = list(published.defer("document")[first : first + HISTORY_PAGE_SIZE])
    if not heads:
        return History([], page, published.count())
    compared = compared.newest_first(before=heads[0].number + 1).with_edited()
    told = list(compared[: HISTORY_PAGE_SIZE + 1])
    before = dict(zip([revision.number for revision in told], [*told[1:], None], strict=True))
    whole = {revision.number: revision for revision in told}
    vocabulary = search.fetch_vocabulary()
    versions = [
        ComparedRevision(whole.get(head.number, head), before.get(head.number), vocabulary)
        for head in heads
    ]
    return History(versions, page, published.count())


def find_history_page(revision):
    """The page of the history that a published revision stands on."""
    return (revision.member.revision.number - revision.number) // HISTORY_PAGE_SIZE + 1


def compare_with_previous(revision, *, inside=False):
    """A revision with the published one that it is compared with: the one before it, or its base.

    `inside`: for those who work on the profile, to whom nothing is withheld.
    """
    of_member = revision.member.revisions
    known = of_member.published() if inside else of_member.public()
    before = known.newest_first(before=revision.number or (revision.base or 0) + 1).first()
    return ComparedRevision(revision, before, search.fetch_vocabulary())
