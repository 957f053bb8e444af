"""An expired session loses no form data, and no one else can see or save it."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_editor, make_member, make_owner, make_user, republish

from directory.models import Revision
from directory.workflow import drafts as workflow_drafts
from directory.workflow import submissions


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha")


@pytest.fixture
def text(alpha):
    return reverse("portal-edit", args=[alpha.slug, "text"])


@pytest.fixture
def olga(alpha, client):
    olga = make_owner(alpha)
    client.force_login(olga)
    return olga


def expire(client):
    client.session.flush()
    del client.cookies["sessionid"]


def drafts():
    return Revision.objects.filter(state="draft").count()


def test_a_form_is_shown_after_signing_in_again_and_saved_by_the_next_press(
    client, alpha, text, olga, fields
):
    typed = fields(client.get(text), summary="Typed for an hour.")
    expire(client)

    led = client.post(text, typed)
    client.force_login(olga)
    page = client.get(text)
    drafts_before = drafts()
    saved = client.post(text, fields(page))

    assert (led.status_code, led["Location"]) == (303, f"/accounts/login/?next={text}")
    assert fields(page)["summary"] == ["Typed for an hour."]
    assert drafts_before == 0
    assert saved.status_code == 303
    assert workflow_drafts.find_draft(alpha, olga).document["summary"] == "Typed for an hour."
    assert fields(client.get(text))["summary"] == ["Typed for an hour."]


def test_a_preserved_form_can_be_discarded(client, alpha, text, olga, fields):
    typed = fields(client.get(text), summary="Typed.")
    expire(client)
    client.post(text, typed)
    client.force_login(olga)

    client.post(text, {"forget": "1", "author": typed["author"][0]})

    assert fields(client.get(text))["summary"] == [""]


def test_a_colleague_who_signs_in_next_does_not_see_the_form(client, alpha, text, olga, fields):
    typed = fields(client.get(text), summary="Olga's secret.")
    expire(client)
    client.post(text, typed)

    client.force_login(make_editor(alpha))

    assert fields(client.get(text))["summary"] == [""]


def test_a_form_from_before_signing_in_again_is_not_saved_but_preserved(alpha, text, olga, fields):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olga)
    typed = fields(strict.get(text), summary="Typed before.")
    typed["csrfmiddlewaretoken"] = "a" * 64

    led = strict.post(text, typed)
    page = strict.get(text)

    assert (led.status_code, led["Location"]) == (303, text)
    assert fields(page)["summary"] == ["Typed before."]
    assert drafts() == 0


@pytest.mark.parametrize("author", ["", "1", "1:forged:mark"])
def test_another_sites_form_is_refused_and_not_preserved(alpha, text, olga, author):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olga)

    answer = strict.post(text, {"summary": "Planted.", "author": author})

    assert answer.status_code == 403
    assert "kept" not in strict.session
    assert drafts() == 0


def test_another_persons_signature_is_refused(alpha, text, olga, client, fields):
    mark = fields(client.get(text))["author"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_editor(alpha))

    answer = strict.post(text, {"summary": "Planted.", "author": mark})

    assert answer.status_code == 403
    assert "kept" not in strict.session


def test_without_a_signature_a_visitor_is_only_sent_to_sign_in(client, text):
    answer = client.post(text, {"summary": "x" * 1000})

    assert answer["Location"] == f"/accounts/login/?next={text}"
    assert "kept" not in client.session


def test_an_autosave_without_a_session_gets_an_error(client, alpha, text, olga, fields):
    typed = fields(client.get(text), summary="Typed.", autosave="1")
    expire(client)

    assert client.post(text, typed).status_code == 403


def test_a_stranger_who_signs_in_next_gets_404(client, alpha, text, olga, fields):
    typed = fields(client.get(text), summary="Olga's.")
    expire(client)
    client.post(text, typed)

    client.force_login(make_user())

    assert client.get(text).status_code == 404


def test_a_preserved_form_does_not_overwrite_a_later_save_unseen(client, text, olga, fields):
    typed = fields(client.get(text), summary="Typed first.")
    expire(client)
    client.post(text, typed)
    client.force_login(olga)
    other = Client()
    other.force_login(olga)
    other.post(text, fields(other.get(text), summary="Saved meanwhile."))

    page = client.get(text)
    answer = client.post(text, fields(page))

    assert fields(page)["summary"] == ["Typed first."]
    assert answer.status_code == 409
    assert [choice.theirs for choice, _ in answer.context["overlap"]["choices"]] == [
        "Saved meanwhile."
    ]


def test_two_pages_that_outlived_the_session_are_both_kept(client, alpha, text, olga, fields):
    links = reverse("portal-edit", args=["alpha", "identity"])
    typed = {address: fields(client.get(address)) for address in (text, links)}
    typed[text]["summary"], typed[links]["name"] = ["Typed."], ["Alpha Two"]
    expire(client)

    for address, data in typed.items():
        client.post(address, data)
    client.force_login(olga)

    assert fields(client.get(text))["summary"] == ["Typed."]
    assert fields(client.get(links))["name"] == ["Alpha Two"]


@pytest.mark.parametrize("page", ["portal-submit", "portal-restore"])
def test_the_message_outlives_the_session(client, alpha, olga, fields, page):
    republish(alpha, summary="Now.")
    workflow_drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 1999}
    )
    address = reverse(page, args=["alpha", 1] if page == "portal-restore" else ["alpha"])
    typed = fields(client.get(address), message="As our lawyers asked.")
    expire(client)

    client.post(address, typed)
    client.force_login(olga)
    page = client.get(address)

    assert fields(page)["message"] == ["As our lawyers asked."]
    assert client.post(address, fields(page)).status_code == 303
    sent = submissions.find_waiting_submission(alpha)
    assert (sent.message, sent.author) == ("As our lawyers asked.", olga)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_sites_page_stores_nothing_in_a_session(client, alpha, text, olga, fields, headers):
    typed = fields(client.get(text), summary="Theirs.")
    expire(client)

    answer = client.post(text, typed, headers=headers)

    assert "sessionid" not in answer.cookies


def test_a_closed_accounts_form_is_not_preserved(client, alpha, text, olga, fields):
    typed = fields(client.get(text), summary="Late.")
    expire(client)
    olga.is_active = False
    olga.save()

    assert "sessionid" not in client.post(text, typed).cookies


def test_the_size_of_preserved_forms_in_a_session_is_limited(client, alpha, olga, fields):
    addresses = [reverse("portal-edit", args=["alpha", part]) for part in ("text", "links")]
    typed = fields(client.get(addresses[0]), summary="x" * 600_000)
    expire(client)

    for address in addresses:
        client.post(address, typed)

    assert list(client.session["kept"]) == [addresses[1]]


def test_a_message_entered_after_signing_in_again_survives_a_refused_submission(
    client, alpha, olga, fields
):
    workflow_drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 1999}
    )
    address = reverse("portal-submit", args=["alpha"])
    typed = fields(client.get(address), message="Typed before.")
    expire(client)
    client.post(address, typed)
    client.force_login(olga)
    again = fields(client.get(address), message="Typed after.")
    workflow_drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": "soon"}
    )

    refused = client.post(address, again)

    assert (refused.status_code, refused.context["message"]) == (400, "Typed after.")


@pytest.mark.parametrize("page", ["portal-submit", "portal-restore"])
def test_a_signed_out_user_sees_that_nothing_was_submitted(client, alpha, olga, fields, page):
    republish(alpha, summary="Now.")
    workflow_drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 1999}
    )
    address = reverse(page, args=["alpha", 1] if page == "portal-restore" else ["alpha"])
    typed = fields(client.get(address), message="As our lawyers asked.")
    expire(client)

    client.post(address, typed)
    client.force_login(olga)
    said = client.get(address).context["said"]

    assert said == (
        "You were signed out before this was submitted. Your changes are safe. Submit again."
    )


def test_a_form_too_large_to_preserve_is_refused_and_stays_in_the_browser(
    client, text, olga, fields
):
    typed = fields(client.get(text), description="é" * 200_000)
    expire(client)

    answer = client.post(text, typed)

    assert (answer.status_code, client.session.get("kept")) == (403, None)
