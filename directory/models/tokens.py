"""API tokens, shown once and stored as a hash, for reading at a higher rate or for writing.

knox identifies and hashes tokens.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from knox.models import AbstractAuthToken, AuthTokenManager

from directory.models.columns import constrain_values
from directory.models.people import Role


class TokenQuerySet(models.QuerySet):
    """Queries about tokens."""

    def alive(self):
        """Valid tokens: not expired, with an active user who, for writing, is an owner.

        A user who is no longer an owner can no longer write, though their tokens still exist.
        """
        is_usable = Q(kind=Token.Kind.READ) | Q(representation__role=Role.OWNER)
        return self.filter(is_usable, expiry__gt=timezone.now(), user__is_active=True)

    def reading(self):
        """Tokens that staff issued for reading at a higher rate."""
        return self.filter(kind=Token.Kind.READ)

    def writing_for(self, member):
        """Tokens that act for a company, whichever owner created them."""
        return self.filter(representation__member=member)


class TokenManager(AuthTokenManager.from_queryset(TokenQuerySet)):
    """The token manager; `create` returns the token and its secret, which is never shown again."""


class Token(AbstractAuthToken):
    """An API key that reads public data or acts for one company; it is never its user."""

    class Kind(models.TextChoices):
        READ = "read"
        WRITE = "write"

    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=100)
    # A writing token belongs to this representation and is deleted with it.
    representation = models.ForeignKey(
        "directory.Representative", models.CASCADE, null=True, related_name="tokens"
    )

    # The generation of the token's last publication, which its next reads must show.
    last_write = models.PositiveBigIntegerField(default=0)

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
        """The company the token acts for; None for a reading token."""
        return self.representation.member if self.representation else None

    @property
    def has_expired(self):
        """Whether the token's expiry has passed."""
        return self.expiry <= timezone.now()
