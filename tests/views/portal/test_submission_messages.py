"""The message with a submission: sent as it was typed, or refused with the text kept."""

import pytest
from factories import make_member, make_owner
from view_steps import signed_in

from directory.models import Revision
from directory.workflow import drafts

SUBMIT = "/portal/alpha/submit/"


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def olga(alpha):
    owner = make_owner(alpha)
    changes = {"summary": "A new summary."}
    drafts.save_draft(member=alpha, author=owner, origin="representative", changes=changes)
    return signed_in(owner)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Please check \u202eme", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("x" * 501, "The message has 501 characters. Shorten it to 500."),
        ("a\0b", "U+0000 NULL"),
    ],
)
def test_a_message_that_cannot_be_sent_as_typed_is_refused_and_kept(olga, message, said):
    response = olga.post(SUBMIT, {"message": message})

    page = response.content.decode()
    assert (response.status_code, Revision.objects.get(base=1).state) == (400, "draft")
    assert said in page
    assert message.replace("\0", "") in page


def test_a_message_is_sent_with_its_lines(olga):
    olga.post(SUBMIT, {"message": " One.\r\nTwo. "})

    assert Revision.objects.get(base=1).message == "One.\nTwo."
