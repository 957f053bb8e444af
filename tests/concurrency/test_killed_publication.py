"""A process killed during publication leaves the old profile unchanged."""

import signal
import time

import pytest
from databases import database_url
from django.db import connection
from factories import make_member, make_owner, make_staff
from processes import start_python

from directory.document import projection
from directory.models import Change, Member, Revision
from directory.workflow import drafts, submissions, validation

# Publishes a submission and stops forever at this place. Before the generation is raised, the
# tables are written; after it, only the commit is missing.
APPROVES = """
import sys, time
import django
django.setup()
from directory.workflow import conflicts, review
from directory.models import Change, Revision, User
place = sys.argv[1]

def stop(*args):
    print("written", flush=True)
    time.sleep(60)

record = type(Change.objects).record
def recorded(self, changes):
    if place == "before":
        stop()
    record(self, changes)
    stop()
type(Change.objects).record = recorded
sent = Revision.objects.waiting().get()
review.approve_submission(revision=sent, reviewer=User.objects.get(is_staff=True), live=1,
                          sent=conflicts.hash_document(sent.document))
"""


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_process_killed_while_it_publishes_leaves_the_old_profile_whole(writers, place):
    member, _ = make_member("Alpha", "DE", services=["rtsm"]), make_staff()
    begun = drafts.save_draft(
        member=member,
        author=make_owner(member),
        origin="representative",
        changes={
            "summary": "Two.",
            "services": [],
            "countries": [{"code": "FR", "kind": "office"}],
        },
    )
    submissions.submit_draft(revision=begun)
    changes = list(Change.objects.values_list("pk", flat=True))
    connection.close()

    kill_while_it_approves(place)

    member = Member.objects.select_related("revision", "successor").get()
    assert member.revision.number == 1
    assert (
        projection.read_projected_document(member, validation.validation_context())
        == member.revision.document
    )
    assert Revision.objects.get(pk=begun.pk).state == "submitted"
    assert list(Change.objects.values_list("pk", flat=True)) == changes
    assert make_member("Beta").revision.number == 1  # No process holds a lock.


def kill_while_it_approves(place):
    """Start another process, wait until it has written all but the commit, and kill it."""
    url = database_url(connection.settings_dict["NAME"])
    with start_python("-c", APPROVES, place, DATABASE_URL=url) as process:
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
    time.sleep(0.2)  # The server needs a moment to notice.
