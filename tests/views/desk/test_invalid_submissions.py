"""The desk's page of an invalid submission lists the first errors and says how many there are."""

from factories import make_member
from view_steps import submitted

from directory.models import Revision
from directory.workflow.conflicts import hash_document


def test_a_submission_with_many_errors_is_refused_on_a_short_page(vocabulary, desk):
    sent = submitted(make_member("Alpha"), summary="Two.")
    document = sent.document | {"links": {f"network-{number}": "nowhere" for number in range(300)}}
    Revision.objects.filter(pk=sent.pk).update(document=document)

    shown = {"live": 1, "sent": hash_document(document), "note": ""}
    page = desk.post(f"/desk/revisions/{sent.pk}/approve/", shown)

    text = page.content.decode()
    assert page.status_code == 400
    assert text.count("Enter a valid URL") == 100
    assert "<li>and 200 more</li>" in text
