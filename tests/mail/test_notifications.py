"""Notices: each action notifies the people it concerns, in words, and no one else."""

import pytest
from django.urls import reverse
from factories import make_editor, make_member, make_owner, make_staff, republish

from directory.mail import notifications
from directory.models import AccessRequest, Representative
from directory.workflow import conflicts, drafts, publishing, review, submissions

pytestmark = pytest.mark.usefixtures("vocabulary")
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def alpha():
    """Create a company with an owner and two editors, and two members of staff."""
    member = make_member("Alpha", "DE", founded=1999)
    make_owner(member)
    make_editor(member)
    make_editor(member, "erna")
    make_staff("stella")
    make_staff("stefan")
    return member


def somebody(member, role="editor"):
    return member.representatives.filter(role=role).first().user


def submitted(member, message="", origin="representative", **changes):
    """Submit a change as an editor."""
    draft = drafts.save_draft(
        member=member, author=somebody(member), origin=origin, changes=changes
    )
    return submissions.submit_draft(revision=draft, message=message)


def letters(mailoutbox, begins=""):
    """Return the recipients of matching emails, their one subject and text; empty the outbox."""
    matching = [letter for letter in mailoutbox if letter.subject.startswith(begins)]
    to = sorted(letter.to[0].partition("@")[0] for letter in matching)
    [subject] = {letter.subject for letter in matching}
    [text] = {letter.body for letter in matching}
    mailoutbox.clear()
    return to, subject, text


def decide(revision, verb=review.approve_submission, **options):
    """Decide as a reviewer who saw the current state."""
    if verb == review.approve_submission:
        options["live"] = conflicts.find_published_number(revision.member)
        options["sent"] = conflicts.hash_document(revision.document)
    return verb(revision=revision, reviewer=make_staff("rita"), **options)


def test_staff_are_notified_of_a_submission_in_words(alpha, mailoutbox):
    revision = submitted(alpha, "We <moved>", founded=2001, countries=[])

    to, subject, text = letters(mailoutbox)

    assert (to, subject) == (["stefan", "stella"], "Awaiting review: changes to Alpha’s profile")
    assert text == (
        "emil@example.org submitted changes to Alpha’s profile. They are awaiting review.\n\n"
        "“We <moved>”\n\n"
        "- Founded changed: 1999 → 2001\n"
        "- Countries removed: Germany (office; undated; no source)\n\n"
        f"Review changes: {HERE}{reverse('desk-revision', args=[revision.pk])}\n\n"
        f"--\nACRO member directory\n{HERE}/\n"
        "You’re receiving this because you review changes for ACRO.\n"
    )


def test_user_input_is_escaped_in_html(alpha, mailoutbox):
    submitted(alpha, "We <moved>", summary="<script>x</script>")

    html = mailoutbox[0].alternatives[0].content

    assert ("<script>" in html, "We &lt;moved&gt;" in html) == (False, True)


def test_author_and_owners_are_notified_of_an_approval(alpha, mailoutbox):
    revision = submitted(alpha, founded=2001)
    mailoutbox.clear()

    decide(revision, note="Well done.")

    to, subject, text = letters(mailoutbox)
    assert (to, subject) == (["emil", "olga"], "Approved: your changes to Alpha’s profile")
    assert "Well done." in text
    assert "- Founded changed: 1999 → 2001\n" in text
    assert f"{HERE}/members/alpha/" in text


def test_author_and_owners_see_what_the_reviewer_edited(alpha, mailoutbox):
    revision = submitted(alpha, founded=2001, website="https://alpha.example")
    mailoutbox.clear()

    decide(revision, document=revision.document | {"founded": 2002})

    _, _, text = letters(mailoutbox)
    assert text == (
        "ACRO approved the changes to Alpha’s profile. The changes are live now.\n\n"
        "- Website added: https://alpha.example\n"
        "- Founded changed: 1999 → 2002\n\n"
        "ACRO staff edited the submission before approving it:\n\n"
        "- Founded changed: 2001 → 2002\n\n"
        f"View the profile: {HERE}/members/alpha/\n\n"
        f"--\nACRO member directory\n{HERE}/\n"
        "You’re receiving this because you manage Alpha’s profile.\n"
    )


def test_author_and_owners_see_why_a_change_was_rejected(alpha, mailoutbox):
    revision = submitted(alpha, founded=2001)
    mailoutbox.clear()

    decide(revision, review.reject_submission, note="The register says 1999.")

    to, subject, text = letters(mailoutbox)
    assert (to, subject) == (["emil", "olga"], "Not approved: your changes to Alpha’s profile")
    assert "“The register says 1999.”" in text
    assert "- Founded changed: 1999 → 2001\n" in text


def test_an_email_describes_the_submission_even_if_the_profile_changed_since(alpha, mailoutbox):
    revision = submitted(alpha, founded=2001)
    mailoutbox.clear()
    republish(alpha, website="https://alpha.example")

    decide(revision, review.reject_submission, note="No.")

    _, _, text = letters(mailoutbox)
    assert ("Founded" in text, "Website" in text) == (True, False)


def test_staff_are_notified_of_a_trusted_companys_publication(alpha, mailoutbox):
    alpha.trusted = True
    alpha.save()

    revision = submitted(alpha, founded=2001)

    to, subject, text = letters(mailoutbox, "Published")
    assert (to, subject) == (["stefan", "stella"], "Published without review: Alpha")
    assert "so its changes are published without review. The changes are live now.\n" in text
    assert "- Founded changed: 1999 → 2001\n" in text
    assert reverse("desk-revision", args=[revision.pk]) in text


def test_the_other_owners_are_notified_of_a_colleagues_publication(alpha, mailoutbox):
    review.trust_member(member=alpha, actor=make_staff("rita"))
    oskar = make_owner(alpha, "oskar")
    changes = {
        "origin": "api",
        "document": conflicts.find_published_document(alpha) | {"founded": 2001},
    }

    submissions.submit_document(member=alpha, author=oskar, base=1, **changes)

    to, subject, text = letters(mailoutbox, "oskar")
    assert (to, subject) == (["olga"], "oskar@example.org changed Alpha’s profile")
    assert text == (
        "oskar@example.org changed Alpha’s profile through the API. The changes are live now.\n\n"
        "- Founded changed: 1999 → 2001\n\n"
        f"View the profile: {HERE}/members/alpha/\n\n"
        f"If something is wrong, edit the profile: {HERE}/portal/alpha/\n\n"
        f"--\nACRO member directory\n{HERE}/\n"
        "You’re receiving this because you manage Alpha’s profile.\n"
    )


def test_owners_are_notified_of_changes_by_staff(alpha, mailoutbox):
    submissions.submit_document(
        member=alpha,
        author=make_staff("rita"),
        origin="staff",
        document=conflicts.find_published_document(alpha) | {"founded": 2001},
        base=1,
        reason="Asked by email.",
    )

    to, subject, text = letters(mailoutbox)
    assert (to, subject) == (["olga"], "ACRO staff changed Alpha’s profile")
    assert "- Founded changed: 1999 → 2001\n" in text


def test_staff_who_are_owners_get_no_notice_of_staff_changes(alpha, mailoutbox):
    rita = make_staff("rita")
    Representative.objects.create(user=rita, member=alpha, role="owner")
    changed = conflicts.find_published_document(alpha) | {"founded": 2001}
    submissions.submit_document(
        member=alpha, author=rita, origin="staff", document=changed, base=1, reason="By phone."
    )
    at_once = letters(mailoutbox)
    alpha.refresh_from_db()
    revision = submitted(alpha, founded=2002)
    mailoutbox.clear()

    review.approve_submission(
        revision=revision, reviewer=rita, live=2, sent=conflicts.hash_document(revision.document)
    )

    assert at_once[0] == ["olga"]
    assert letters(mailoutbox)[0] == ["emil", "olga"]


def test_an_archived_company_gets_no_notice_that_its_change_is_public(alpha, mailoutbox):
    revision = submitted(alpha, founded=2001)
    review.decide_to_archive(member=alpha, actor=make_staff("rupert"), reason="It closed.")
    mailoutbox.clear()

    decide(revision)

    _, subject, text = letters(mailoutbox)
    assert subject == "Approved: your changes to Alpha’s profile"
    assert text.startswith(
        "ACRO approved the changes to Alpha’s profile. "
        "The profile is archived, so the changes will appear when the company is listed again.\n"
    )
    assert ("live now" in text, "/members/alpha/" in text) == (False, False)


def test_users_who_cannot_sign_in_get_no_notices(alpha, mailoutbox):
    revision = submitted(alpha, founded=2001)
    mailoutbox.clear()
    for representative in Representative.objects.select_related("user"):
        representative.user.is_active = False
        representative.user.save()

    decide(revision)

    assert mailoutbox == []


def test_an_import_of_a_thousand_companies_sends_no_notices(alpha, mailoutbox):
    document = conflicts.find_published_document(alpha) | {"founded": 2001}

    publishing.publish_document(member=alpha, document=document, origin="import")

    assert mailoutbox == []


def test_a_long_list_of_changes_is_cut_and_counted(alpha, mailoutbox):
    names = [{"name": f"Alpha {n}", "type": ("alias", "former")[n % 2]} for n in range(90)]
    for number, name in enumerate(names):
        name["until"] = None if name["type"] == "alias" else str(1900 + number)

    submitted(alpha, other_names=names)

    _, _, text = letters(mailoutbox)
    assert text.count("\n- Other names added") == notifications.MOST_CHANGES_IN_LETTER
    assert "\n- and 6 more changes\n" in text


def test_staff_are_notified_of_a_request_and_its_sender_of_the_answer(alpha, mailoutbox):
    request = AccessRequest.objects.create(
        member=alpha, name="Ida", email="ida@example.net", message="I work there.", outcome="No."
    )
    notifications.notify_access_requested(request)
    asked = letters(mailoutbox)

    notifications.notify_access_declined(request)

    assert (asked[0], asked[1]) == (["stefan", "stella"], "Access request: Alpha")
    assert "Ida (ida@example.net) asked" in asked[2]
    to, subject, text = letters(mailoutbox)
    assert (to, subject) == (["ida"], "Declined: access to Alpha’s profile")
    assert "“No.”" in text
