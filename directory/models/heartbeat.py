"""Signs of life of the programs that run beside the web server."""

from django.db import models
from django.utils import timezone

from directory.models.columns import constrain_values


class HeartbeatManager(models.Manager):
    """The manager that records signs of life."""

    def beat(self, name):
        """Record that this program runs, in one statement."""
        self.bulk_create(
            [self.model(name=name, beat_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["beat_at"],
        )


class Heartbeat(models.Model):
    """The last time that a program ran."""

    class Program(models.TextChoices):
        WORKER = "worker"
        REMINDERS = "reminders"

    name = models.CharField(max_length=20, primary_key=True, choices=Program)
    beat_at = models.DateTimeField()

    objects = HeartbeatManager()

    class Meta:
        ordering = ("name",)
        constraints = (constrain_values("heartbeat", "name", ("worker", "reminders")),)

    def __str__(self):
        return f"{self.name} at {self.beat_at}"
