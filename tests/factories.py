"""Factories for published members, people, and tokens."""

from contextlib import contextmanager

from django.db import connection

from directory import search
from directory.document.projection import PROJECTED_TABLES
from directory.models import (
    AccessRequest,
    Change,
    Decision,
    Invitation,
    Member,
    Reminder,
    Representative,
    Revision,
    SearchText,
    SlugRedirect,
    Token,
    User,
)
from directory.people import tokens
from directory.text import fold_text
from directory.workflow import publishing


def document(name="Alpha", countries="", **keys):
    """Return a profile document. `countries` are codes of countries with offices: "DE FR"."""
    presences = [{"code": code, "kind": "office"} for code in countries.split()]
    slug = fold_text(name).replace(" ", "-")
    return {"slug": slug, "name": name, "kind": "cro", "countries": presences} | keys


def make_member(name="Alpha", countries="", **keys):
    """Publish a new member with these keys in its document."""
    return publish(document(name, countries, **keys))


def publish(whole):
    """Publish a new member with this document."""
    return publishing.publish_document(document=whole, origin=Revision.Origin.STAFF).member


def republish(member, **keys):
    """Publish the member's current document with some keys changed; return the revision."""
    member.refresh_from_db()
    changed = member.revision.document | keys
    return publishing.publish_document(
        member=member, document=changed, origin=Revision.Origin.STAFF
    )


def trial_count(trials=100, **keys):
    """Return a company's own count of all the trials it worked on."""
    usual = {"trials": trials, "qualifier": "stated", "measure": "worked_on", "basis": "company"}
    return usual | {"as_of": "2024"} | keys


def make_user(name="stranger", **fields):
    """Create a user with the email address `name` at example.org."""
    return User.objects.create_user(f"{name}@example.org", "a long pass phrase", **fields)


def make_owner(member, name="olga"):
    """Create an owner of a company."""
    user = make_user(name)
    Representative.objects.create(user=user, member=member, role="owner")
    return user


def make_editor(member, name="emil"):
    """Create an editor of a company."""
    user = make_user(name)
    Representative.objects.create(user=user, member=member, role="editor")
    return user


def make_staff(name="stella"):
    """Create a member of ACRO staff."""
    return make_user(name, is_staff=True)


def make_token(owner, name="Nightly sync", days=90):
    """Create a token that writes for an owner's only company; return its secret."""
    return tokens.create_company_token(
        representation=owner.representations.get(), name=name, days=days
    )[1]


def make_reading_token(name="A partner", days=90):
    """Create a read token issued by staff; return its secret."""
    staff = User.objects.filter(is_staff=True).first() or make_staff()
    return tokens.create_reading_token(issuer=staff, name=name, days=days)[1]


def with_token(secret, **headers):
    """Return the headers of a request with a token. `If_Match` is sent as `If-Match`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"Authorization": f"Token {secret}"} | named


@contextmanager
def without_decision_triggers():
    """Let the log of decisions be emptied, which the site never does."""
    names = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    table = Decision._meta.db_table  # noqa: SLF001 - Django's own name of the table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # No check may be pending.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER decision_not_deleted")
            yield
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER decision_not_deleted")
            return
        triggers = cursor.execute(names, [table]).fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def empty_the_directory():
    """Delete all members and users, ignoring all rules. The vocabulary and About content stay."""
    people = (Decision, AccessRequest, Invitation, Reminder, Token, Representative)
    with without_decision_triggers():
        for table in (
            Change,
            SearchText,
            SlugRedirect,
            *PROJECTED_TABLES,
            *people,
            Revision,
            Member,
        ):
            table.objects.all()._raw_delete("default")  # noqa: SLF001 - ignores all rules
    User.objects.all().delete()
    search.forget_snapshot()
