"""The reminders already sent, so that none is sent twice."""

from django.db import models


class Reminder(models.Model):
    """A reminder to a company's owners, `months` months after `since`, to confirm the profile."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="reminders")
    since = models.DateField()  # Last confirmation, else first owner.
    months = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("member", "since", "months")
        constraints = (
            models.UniqueConstraint(fields=["member", "since", "months"], name="reminder_once"),
        )

    def __str__(self):
        return f"{self.member_id}, {self.months} months after {self.since}"
