"""Users, representatives of companies, invitations, and requests for access."""

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from directory.email_addresses import EMAIL_LIMIT, normalize_email, read_known_email
from directory.models.columns import constrain_values
from directory.text import normalize_text


class UserManager(BaseUserManager):
    """The manager that creates users; the email address is the username."""

    def create_user(self, email, password=None, **fields):
        """Save a new user; an account without a password can't sign in with one."""
        user = self.model(email=normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Save a new user with all permissions."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Return the user with this email address, ignoring case."""
        return self.get(email__iexact=read_known_email(email))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, identified by an email address."""

    email = models.EmailField(max_length=EMAIL_LIMIT, unique=True)
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

    def set_password(self, raw_password):
        """Set the password in Unicode NFC, whichever form the keyboard sent."""
        first, *others = list_password_forms(raw_password)
        super().set_password(first)
        if self._state.adding:  # allauth does this to take as long as checking an account's.
            for other in others:
                make_password(other)

    def check_password(self, raw_password):
        """Return whether this is the password, in any Unicode form; older ones are not in NFC."""
        return any(
            super(User, self).check_password(form) for form in list_password_forms(raw_password)
        )


def list_password_forms(password):
    """Return the password in NFC, in NFD, and as entered, each once."""
    if password is None:
        return [None]
    composed, decomposed = (normalize_text(form, password) for form in ("NFC", "NFD"))
    return list(dict.fromkeys((composed, decomposed, password)))


class Role(models.TextChoices):
    """A representative's role; owners can also invite and remove people and create tokens."""

    OWNER = "owner"
    EDITOR = "editor"


class RepresentativeQuerySet(models.QuerySet):
    """Queries about representatives."""

    def active(self):
        """Representatives who can sign in."""
        return self.filter(user__is_active=True)

    def owners(self):
        """Owners who can sign in."""
        return self.active().filter(role=Role.OWNER)


class Representative(models.Model):
    """A user who maintains a company's profile, as an owner or an editor."""

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
    """Queries about invitations."""

    def open(self):
        """Invitations neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def valid(self):
        """Open invitations that have not expired."""
        return self.open().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An invitation to represent a company, sent to one address; its token is kept as a hash."""

    email = models.EmailField(max_length=EMAIL_LIMIT)
    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8, choices=Role, default=Role.EDITOR)
    name = models.CharField(max_length=200, blank=True, default="")  # The name the sender gave.
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
    """Queries about access requests."""

    def confirmed(self):
        """Requests with a confirmed email address, the only ones staff see."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        """Confirmed requests without a decision, oldest first."""
        return self.confirmed().filter(closed_at=None).order_by("confirmed_at", "id")

    def unanswered(self, email):
        """Requests from this address without a decision, confirmed or not."""
        return self.filter(email__iexact=email, closed_at=None)

    def of_today(self, email):
        """Requests made with this address in the last 24 hours, by its owner or someone else."""
        return self.filter(email__iexact=email, created_at__gt=timezone.now() - timedelta(days=1))

    def unconfirmed_since(self, moment):
        """Unconfirmed requests created before this moment."""
        return self.filter(confirmed_at=None, created_at__lt=moment)


class AccessRequest(models.Model):
    """A request by a person who says they represent a company without an owner; staff decide."""

    member = models.ForeignKey("directory.Member", models.CASCADE, related_name="access_requests")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=EMAIL_LIMIT)
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
