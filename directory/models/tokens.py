"""Tokens of the API, shown once and kept as a hash: to read more often, or write for a company.

How a token is told from another, and hashed, is knox's business.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from knox.models import AbstractAuthToken, AuthTokenManager

from directory.models.columns import constrain_values
from directory.models.people import Role


class TokenQuerySet(models.QuerySet):
    """The questions asked about tokens."""

    def alive(self):
        """Tokens that open something: in time, of an open account, of an owner where they write.

        Whoever is an owner no longer writes no longer, though their tokens are still there.
        """
        rests = Q(kind=Token.Kind.READ) | Q(representation__role=Role.OWNER)
        return self.filter(rests, expiry__gt=timezone.now(), user__is_active=True)

    def reading(self):
        """Tokens that staff issued, to read at a higher rate."""
        return self.filter(kind=Token.Kind.READ)

    def writing_for(self, member):
        """Tokens that act for a company, of all its people."""
        return self.filter(representation__member=member)


class TokenManager(AuthTokenManager.from_queryset(TokenQuerySet)):
    """Makes tokens: `create` returns the token, and the secret that nobody sees again."""


class Token(AbstractAuthToken):
    """A key to the API. It is never its user: it reads what anyone may, or acts on one company."""

    class Kind(models.TextChoices):
        READ = "read"
        WRITE = "write"

    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=100)
    # What a token that writes rests on: with it the token is gone, for good.
    representation = models.ForeignKey(
        "directory.Representative", models.CASCADE, null=True, related_name="tokens"
    )

    objects = TokenManager()

    class Meta:
        ordering = ("-created", "digest")
        constraints = (
            constrain_values("token", "kind", ("read", "write")),
            models.CheckConstraint(
                condition=Q(kind="write", representation__isnull=False)
                | Q(kind="read", representation__isnull=True),
                name="token_writes_for_an_owner",
            ),
            models.CheckConstraint(condition=Q(expiry__isnull=False), name="token_expires"),
            models.UniqueConstraint(
                fields=["representation", "name"],
                condition=Q(kind="write"),
                name="token_write_name_once",
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(kind="read"), name="token_read_name_once"
            ),
        )

    def __str__(self):
        return f"{self.name} ({self.kind})"

    @property
    def member(self):
        """The company that the token acts for; None for one that reads."""
        return self.representation.member if self.representation else None

    @property
    def has_expired(self):
        """Whether its time has run out."""
        return self.expiry <= timezone.now()
