"""People: who signs in, for which company, and who was invited or asked to."""

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from directory.models.columns import constrain_values


class UserManager(BaseUserManager):
    """Makes users; an email address is the whole of a user's name."""

    def create_user(self, email, password=None, **fields):
        """Save a new user; without a password the account cannot sign in by one."""
        user = self.model(email=email.strip().lower(), **fields)  # as allauth keeps addresses
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Save a new user who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """The user of this address, in whatever case it is typed."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account, known by an email address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_ignoring_case",
                violation_error_message="There is an account with this address already.",
            ),
        )

    def __str__(self):
        return self.email


class Role(models.TextChoices):
    """What somebody may do for a company: an owner also invites, removes and makes tokens."""

    OWNER = "owner"
    EDITOR = "editor"


class RepresentativeQuerySet(models.QuerySet):
    """The questions asked about those who act for companies."""

    def active(self):
        """Those who can sign in."""
        return self.filter(user__is_active=True)

    def owners(self):
        """Owners who can sign in."""
        return self.active().filter(role=Role.OWNER)


class Representative(models.Model):
    """Somebody who keeps a company's profile right."""

    user = models.ForeignKey("directory.User", models.CASCADE, related_name="representations")
    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="representatives")
    role = models.CharField(max_length=8, choices=Role, default=Role.EDITOR)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ("member", "user__email")
        constraints = (
            models.UniqueConstraint(fields=["user", "member"], name="representative_once"),
            constrain_values("representative", "role", ("owner", "editor")),
        )

    def __str__(self):
        return f"{self.user}, {self.role}"


class InvitationQuerySet(models.QuerySet):
    """The questions asked about invitations."""

    def open(self):
        """Invitations that were neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def valid(self):
        """Open invitations whose time has not run out."""
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A way to an account, sent to one address; only a hash of its token is kept."""

    email = models.EmailField(max_length=254)
    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8, choices=Role, default=Role.EDITOR)
    name = models.CharField(max_length=200, blank=True, default="")  # what the sender calls them
    token_hash = models.CharField(max_length=64, unique=True)
    sender = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("member", "-created_at", "id")
        constraints = (
            constrain_values("invitation", "role", ("owner", "editor")),
            models.UniqueConstraint(
                F("member"),
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
            ),
        )

    def __str__(self):
        return f"{self.email}, {self.role}"


class AccessRequestQuerySet(models.QuerySet):
    """The questions asked about requests for access."""

    def confirmed(self):
        """Requests whose address was confirmed: staff see no others."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        """Confirmed requests that nobody decided, oldest first."""
        return self.confirmed().filter(closed_at=None).order_by("confirmed_at", "id")

    def unanswered(self, email):
        """Requests of this address that nobody decided, confirmed or not."""
        return self.filter(email__iexact=email, closed_at=None)

    def of_today(self, email):
        """Requests that this address, or somebody in its name, made in the last 24 hours."""
        return self.filter(email__iexact=email, created_at__gt=timezone.now() - timedelta(days=1))

    def unconfirmed_since(self, moment):
        """Requests that were made before this and that nobody confirmed."""
        return self.filter(confirmed_at=None, created_at__lt=moment)


class AccessRequest(models.Model):
    """Somebody says that they represent a company that has no owner here; staff decide."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="access_requests")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    message = models.CharField(max_length=1000, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=500, blank=True, default="")

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=["confirmed_at"], name="access_request_confirmed"),)

    def __str__(self):
        return f"{self.email} for {self.member_id}"
