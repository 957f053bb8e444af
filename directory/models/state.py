"""What moved, and when: the generation that every cache of the directory asks for."""

import uuid
from typing import NamedTuple

from django.db import connection, models


class Moment(NamedTuple):
    """One state of the directory: answers of one moment belong together."""

    epoch: uuid.UUID
    generation: int
    content_generation: int


def quote_table_name(model):
    """The name of a model's table, as SQL has it."""
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's word for it


class DirectoryStateManager(models.Manager):
    """Reads and raises the one row."""

    def now(self):
        """The present `Moment`, by one tiny query."""
        # In SQL: each request asks several times, and the ORM takes eight times as long.
        with connection.cursor() as cursor:
            table = quote_table_name(self.model)
            cursor.execute(f"SELECT epoch, generation, content_generation FROM {table}")  # noqa: S608 - no outside text
            epoch, *generations = cursor.fetchone()
        return Moment(epoch if isinstance(epoch, uuid.UUID) else uuid.UUID(epoch), *generations)

    def raise_generation(self):
        """Add one to the generation and return it; the row stays locked until the commit."""
        return self._raise("generation")

    def raise_content_generation(self):
        """Add one to the generation of the About content and return it."""
        return self._raise("content_generation")

    def _raise(self, column):
        # In SQL: the ORM of Django 5.2 has no word for RETURNING, and reading afterwards would
        # be a second trip while every other writer waits.
        with connection.cursor() as cursor:
            table = quote_table_name(self.model)
            cursor.execute(f"UPDATE {table} SET {column} = {column} + 1 RETURNING {column}")  # noqa: S608 - no outside text
            return cursor.fetchone()[0]


class DirectoryState(models.Model):
    """The one row that says which state of the directory this is."""

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


class ChangeManager(models.Manager):
    """Writes what changed; see `record`."""

    def record(self, changes):
        """Raise the generation and say what changed; return the generation.

        `changes` come from `Change.of`. Call it last in a transaction: from here to the commit
        all other publications wait, and so the order of generations is the order of commits.
        """
        generation = DirectoryState.objects.raise_generation()
        # Each generation has a row, so that whoever follows them knows that none was lost.
        changes = changes or [Change(kind=Change.Kind.NOTED)]
        for change in changes:
            change.generation = generation
        self.bulk_create(changes, batch_size=500)
        return generation

    def between(self, before, now):
        """(generation, member or None, kind) of all after one generation, up to another."""
        # In SQL, as `now` of the state: the first search after each change waits for it.
        table, asked = quote_table_name(self.model), "generation > %s AND generation <= %s"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT generation, member_id, kind FROM {table} WHERE {asked}",  # noqa: S608 - no outside text
                [before, now],
            )
            return cursor.fetchall()


class Change(models.Model):
    """One member that changed in one generation; a row without a member: something else did."""

    class Kind(models.TextChoices):
        PUBLISHED = "published"
        RENAMED = "renamed"
        ARCHIVED = "archived"
        UNARCHIVED = "unarchived"
        CONFIRMED = "confirmed"
        VOCABULARY = "vocabulary"
        NOTED = "noted"  # nothing to tell anybody of, but what is shown elsewhere may have moved

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
        """A change to a member, or to the vocabulary, to be recorded.

        It keeps the member's id and slug, not the member: an import has 50,000 of them.
        """
        if member is None:
            return cls(kind=kind)
        return cls(kind=kind, member_id=member.pk, slug=member.slug)

    def __str__(self):
        return f"{self.slug} {self.kind} in {self.generation}"
