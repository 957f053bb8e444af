"""The history of a profile: each published revision, its date, and its changes.

A withheld revision leaves a visible gap, and the revision after it is compared with the one before
the gap, so that the withheld changes aren't revealed.
"""

from dataclasses import dataclass
from functools import cached_property

from directory import search
from directory.document import diff_documents
from directory.document.changes import describe_changes
from directory.document.labels import ORIGIN_LABELS

HISTORY_PAGE_SIZE = 10


@dataclass(frozen=True)
class ComparedRevision:
    """A published revision and the one it is compared with, None for the first."""

    revision: object
    before: object
    vocabulary: object

    @property
    def number(self):
        """The number of the revision."""
        return self.revision.number

    @property
    def withheld(self):
        """Whether staff removed the revision from the public history."""
        return self.revision.withheld

    @property
    def origin(self):
        """The origin of the revision in words, without names."""
        edited = ", edited by ACRO staff" if self.revision.was_edited else ""
        return f"{ORIGIN_LABELS[self.revision.origin]}{edited}"

    @property
    def documents(self):
        """The previous document ({} for the first) and the published one."""
        return self.before.document if self.before else {}, self.revision.document

    @cached_property
    def changes(self):
        """The changes in words."""
        return describe_changes(*self.documents, self.vocabulary)

    @cached_property
    def differences(self):
        """The changes by path and value."""
        return diff_documents(*self.documents)


@dataclass(frozen=True)
class History:
    """A page of a company's published revisions, newest first."""

    versions: list
    number: int
    count: int

    @property
    def pages(self):
        """The number of pages, at least one."""
        return max(1, -(-self.count // HISTORY_PAGE_SIZE))

    @property
    def past_end(self):
        """Whether the requested page doesn't exist."""
        return self.number > self.pages

    @property
    def next_number(self):
        """The number of the next page, with older revisions, or None."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def previous_number(self):
        """The number of the previous page, or None."""
        return self.number - 1 if self.number > 1 else None


def read_public_history(member, page):
    """Return a page of a company's public revisions, in three queries."""
    return build_history_page(member, page, member.revisions.public())


def read_whole_history(member, page):
    """Return a page of all published revisions, including withheld ones.

    Show it only to those who work on the profile.
    """
    return build_history_page(
        member, page, member.revisions.published().select_related("author", "reviewer")
    )


def build_history_page(member, page, compared):
    """Return a page of published revisions, each with the previous one among those `compared`."""
    first = (page - 1) * HISTORY_PAGE_SIZE
    published = member.revisions.newest_first()
    heads = list(published.defer("document")[first : first + HISTORY_PAGE_SIZE])
    if not heads:
        return History([], page, published.count())
    compared = compared.newest_first(before=heads[0].number + 1).with_edited()
    visible = list(compared[: HISTORY_PAGE_SIZE + 1])
    before = dict(zip([revision.number for revision in visible], [*visible[1:], None], strict=True))
    whole = {revision.number: revision for revision in visible}
    vocabulary = search.fetch_vocabulary()
    versions = [
        ComparedRevision(whole.get(head.number, head), before.get(head.number), vocabulary)
        for head in heads
    ]
    return History(versions, page, published.count())


def find_history_page(revision):
    """Return the number of the history page that lists a published revision."""
    return (revision.member.revision.number - revision.number) // HISTORY_PAGE_SIZE + 1


def compare_with_previous(revision, *, inside=False):
    """Return a revision compared with the published one before it, or with its base.

    With `inside`, for those who work on the profile, withheld revisions are included.
    """
    of_member = revision.member.revisions
    visible = of_member.published() if inside else of_member.public()
    before = visible.newest_first(before=revision.number or (revision.base or 0) + 1).first()
    return ComparedRevision(revision, before, search.fetch_vocabulary())
