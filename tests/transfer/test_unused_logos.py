"""Clearing deletes the logos that nothing has named for a week, and no others."""

import os
import time
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from factories import make_member, make_owner, make_staff, republish
from pictures import make_picture

from directory.profile import logos
from directory.workflow import conflicts, drafts, review, submissions

pytestmark = pytest.mark.usefixtures("logo_folder")

DAY = 24 * 60 * 60


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    return make_owner(alpha)


def upload(width=40):
    """Upload a picture, another one for each width; return it as a document names it."""
    picture = SimpleUploadedFile("a.png", make_picture(size=(width, 20)))
    return {"sha256": logos.store_logo(picture), "alt": ""}


def wait(days):
    """Let that many days pass for all stored logos."""
    for digest in logos.list_logos():
        path = default_storage.path(logos.build_logo_path(digest))
        then = os.stat(path).st_mtime - days * DAY  # noqa: PTH116 - as `utime`
        os.utime(path, (then, then))


def clear(*options):
    output = StringIO()
    call_command("clear_expired", *options, stdout=output)
    return output.getvalue()


def draft(member, author, **changes):
    return drafts.save_draft(member=member, author=author, origin="representative", changes=changes)


def test_a_logo_that_nothing_names_is_deleted_after_a_week(alpha):
    upload()
    wait(days=6)

    early = clear(), logos.list_logos() != []
    wait(days=1.1)
    late = clear("--dry-run"), clear(), logos.list_logos()

    assert early == ("Cleared: nothing.\n", True)
    assert late == ("Would clear: unused logos 1.\n", "Cleared: unused logos 1.\n", [])


def test_logos_of_drafts_submissions_and_all_history_are_kept(alpha, olga):
    stella, beta = make_staff(), make_member("Beta")
    former, rejected, edited, named = (upload(width) for width in (41, 42, 43, 44))
    republish(alpha, logo=former)
    republish(alpha, logo=None)
    sent = submissions.submit_draft(revision=draft(alpha, olga, logo=rejected))
    review.reject_submission(
        revision=sent, reviewer=stella, sent=conflicts.hash_document(sent.document), note="No."
    )
    sent = submissions.submit_draft(revision=draft(alpha, olga, logo=edited))
    mine = drafts.save_draft(
        member=alpha,
        author=stella,
        origin="staff",
        changes=sent.document | {"logo": None, "founded": 1999},
    )
    review.approve_edited_submission(
        revision=sent,
        reviewer=stella,
        draft=mine,
        live=alpha.revisions.published().count(),
        sent=conflicts.hash_document(sent.document),
        edited=conflicts.hash_document(mine.document),
        note="",
    )
    draft(beta, make_owner(beta, "bea"), logo=named)
    before = logos.list_logos()
    wait(days=30)

    said = clear()

    assert (said, logos.list_logos()) == ("Cleared: nothing.\n", before)
    assert len(before) == 4


def test_the_week_begins_when_nothing_names_a_logo_anymore(alpha, olga):
    mine = draft(alpha, olga, logo=upload())
    wait(days=30)
    clear()
    drafts.discard_draft(revision=mine)

    soon = clear()
    wait(days=8)
    late = clear()

    assert (soon, late) == ("Cleared: nothing.\n", "Cleared: unused logos 1.\n")


def test_the_same_picture_of_two_companies_is_kept_for_the_one_that_still_names_it(alpha, olga):
    mine = draft(alpha, olga, logo=upload())
    republish(make_member("Beta"), logo=upload())
    drafts.discard_draft(revision=mine)
    wait(days=30)

    assert (clear(), len(logos.list_logos())) == ("Cleared: nothing.\n", 1)


def test_uploading_an_old_unused_picture_again_begins_a_new_week(alpha):
    first = upload()
    wait(days=30)

    again = upload()

    assert (clear(), logos.list_logos()) == ("Cleared: nothing.\n", [first["sha256"]])
    assert again == first


def test_an_upload_between_the_check_and_the_end_keeps_its_picture(alpha):
    digest = upload()["sha256"]
    wait(days=30)
    unnamed = logos.list_unnamed_logos()
    upload()

    is_deleted = logos.delete_old_logo(digest)

    assert (unnamed, is_deleted, logos.list_logos()) == ({digest}, False, [digest])


def test_a_file_that_a_killed_process_left_is_deleted(alpha, tmp_path):
    upload()
    left = tmp_path / "logos" / ".old.png.part"
    left.write_bytes(b"half")
    then = time.time() - 8 * DAY
    os.utime(left, (then, then))

    clear()

    assert (left.exists(), len(logos.list_logos())) == (False, 1)
