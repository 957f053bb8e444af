"""The directory's state: the generation that every cache checks, and the changes behind it."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.db import connection, models

from directory.models.locks import log_after_commit

_collecting: ContextVar[tuple[list[int], ...]] = ContextVar("collecting_generations", default=())


class Moment(NamedTuple):
    """One state of the directory; responses from the same moment are consistent with each other."""

    epoch: uuid.UUID
    generation: int
    content_generation: int


def quote_table_name(model):
    """Return the quoted name of a model's table."""
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's documented name


class DirectoryStateManager(models.Manager):
    """The manager that reads and increments the single state row."""

    def now(self):
        """Return the current `Moment`, with one small query."""
        # Raw SQL: each request reads this several times, and the ORM takes eight times as long.
        with connection.cursor() as cursor:
            table = quote_table_name(self.model)
            cursor.execute(f"SELECT epoch, generation, content_generation FROM {table}")  # noqa: S608 - no user input
            epoch, *generations = cursor.fetchone()
        return Moment(epoch if isinstance(epoch, uuid.UUID) else uuid.UUID(epoch), *generations)

    def raise_generation(self):
        """Increment the generation and return it; the row stays locked until the commit."""
        return self._raise("generation")

    def raise_content_generation(self):
        """Increment the generation of the About content and return it."""
        return self._raise("content_generation")

    def _raise(self, column):
        # Raw SQL: the ORM of Django 5.2 doesn't support RETURNING, and a separate read would be
        # a second round trip while every other writer waits.
        with connection.cursor() as cursor:
            table = quote_table_name(self.model)
            cursor.execute(f"UPDATE {table} SET {column} = {column} + 1 RETURNING {column}")  # noqa: S608 - no user input
            return cursor.fetchone()[0]


class DirectoryState(models.Model):
    """The single row with the directory's epoch and generations."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.UUIDField(default=uuid.uuid4)
    generation = models.PositiveBigIntegerField(default=0)
    content_generation = models.PositiveBigIntegerField(default=0)

    objects = DirectoryStateManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="directory_state_is_one_row"),
        )

    def __str__(self):
        return f"generation {self.generation} of {self.epoch}"


@contextmanager
def collect_generations() -> Iterator[list[int]]:
    """Yield a list that gets the generation of each change recorded in the block."""
    generations: list[int] = []
    outer = _collecting.set((*_collecting.get(), generations))
    try:
        yield generations
    finally:
        _collecting.reset(outer)


class ChangeManager(models.Manager):
    """The manager that records changes; see `record`."""

    def record(self, changes):
        """Increment the generation, save `changes` under it, and return it.

        Create the changes with `Change.of`. Call this last in a transaction: from here to the
        commit all other publications wait, so generations are in commit order.
        """
        generation = DirectoryState.objects.raise_generation()
        # Each generation has at least one row, so that readers can tell that none is missing.
        changes = changes or [Change(kind=Change.Kind.NOTED)]
        for change in changes:
            change.generation = generation
        self.bulk_create(changes, batch_size=500)
        for generations in _collecting.get():
            generations.append(generation)
        kinds = Counter(str(change.kind) for change in changes)
        one = {"member": changes[0].slug} if len(changes) == 1 and changes[0].slug else {}
        log_after_commit("directory_changed", generation=generation, **one, **kinds)
        return generation

    def between(self, before, now):
        """Return (generation, member id or None, kind) of changes after `before`, up to `now`."""
        # Raw SQL for speed, as in `now`: the first search after each change waits for this.
        table, condition = quote_table_name(self.model), "generation > %s AND generation <= %s"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT generation, member_id, kind FROM {table} WHERE {condition}",  # noqa: S608 - no user input
                [before, now],
            )
            return cursor.fetchall()


class Change(models.Model):
    """A change to a member in one generation; without a member, a change elsewhere."""

    class Kind(models.TextChoices):
        PUBLISHED = "published"
        RENAMED = "renamed"
        ARCHIVED = "archived"
        UNARCHIVED = "unarchived"
        CONFIRMED = "confirmed"
        VOCABULARY = "vocabulary"
        NOTED = "noted"  # Not worth announcing, but other pages may change.

    generation = models.PositiveBigIntegerField()
    member = models.ForeignKey("directory.Member", models.CASCADE, null=True, related_name="+")
    slug = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=12, choices=Kind)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChangeManager()

    class Meta:
        ordering = ("generation", "id")
        indexes = (models.Index(fields=["generation"], name="change_generation"),)

    @classmethod
    def of(cls, kind, member=None):
        """Return an unsaved change to a member, or to the vocabulary if `member` is None.

        It keeps the member's id and slug, not the member, because an import has 50,000 of them.
        """
        if member is None:
            return cls(kind=kind)
        return cls(kind=kind, member_id=member.pk, slug=member.slug)

    def __str__(self):
        return f"{self.slug} {self.kind} in {self.generation}"
