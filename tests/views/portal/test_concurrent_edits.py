"""Changes by others between opening and saving a section are never undone unseen."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_editor, make_member, make_owner, make_staff, republish

from directory.workflow import drafts, review, submissions


@pytest.fixture
def alpha(vocabulary):
    return make_member("Alpha", "DE FR")


@pytest.fixture
def olga(alpha, client):
    olga = make_owner(alpha)
    client.force_login(olga)
    return olga


def edit(member, section):
    return reverse("portal-edit", args=[member.slug, section])


def drafted(member, user):
    return drafts.find_draft(member, user).document


def publish_by(member, author, **changes):
    """Publish a colleague's change without review, because the company is trusted."""
    member.trusted = True
    member.save()
    begun = drafts.save_draft(
        member=member, author=author, origin="representative", changes=changes
    )
    return submissions.submit_draft(revision=begun)


def codes(document):
    return [item["code"] for item in document["countries"]]


def said(client, answer):
    return [str(message) for message in client.get(answer["Location"]).context["messages"]]


def test_a_colleagues_publication_meanwhile_is_kept_beside_the_saved_change(
    client, alpha, olga, fields
):
    address = edit(alpha, "countries")
    opened = client.get(address)
    emil = make_editor(alpha)
    office = [{"code": code, "kind": "office"} for code in ("DE", "FR", "JP")]
    publish_by(alpha, emil, countries=office)

    answer = client.post(address, fields(opened, add=["BR"]))

    assert answer.status_code == 303
    assert codes(drafted(alpha, olga)) == ["BR", "DE", "FR", "JP"]
    assert said(client, answer)[-1] == (
        "This section was also changed by a colleague (emil@example.org) after you opened it. "
        "Both sets of changes were kept."
    )


@pytest.mark.parametrize(("side", "summary"), [("ours", "Mine."), ("theirs", "Theirs.")])
def test_a_conflict_shows_both_values_until_one_is_chosen(
    client, alpha, olga, fields, side, summary
):
    address = edit(alpha, "text")
    opened = client.get(address)
    republish(alpha, summary="Theirs.", description="New.")

    answer = client.post(address, fields(opened, summary="Mine."))
    again = client.post(address, fields(answer))
    chosen = client.post(address, fields(again, **{"side-0": side}))

    assert [answer.status_code, again.status_code, chosen.status_code] == [409, 409, 303]
    (((choice, _),), who) = (again.context["overlap"][key] for key in ("choices", "who"))
    assert (choice.label, choice.ours, choice.theirs, who) == (
        "Summary",
        "Mine.",
        "Theirs.",
        "ACRO",
    )
    assert fields(again)["summary"] == ["Mine."]
    alpha.refresh_from_db()
    document = drafts.find_or_begin_draft(alpha, olga).document
    assert (document["summary"], document["description"]) == (summary, "New.")


def test_a_choice_is_asked_again_if_the_profile_changed_again(client, alpha, olga, fields):
    address = edit(alpha, "text")
    opened = client.get(address)
    republish(alpha, summary="Theirs.")
    answer = client.post(address, fields(opened, summary="Mine."))
    republish(alpha, summary="Theirs, later.")

    again = client.post(address, fields(answer, **{"side-0": "ours"}))

    assert again.status_code == 409
    assert [choice.theirs for choice, _ in again.context["overlap"]["choices"]] == [
        "Theirs, later."
    ]


def test_a_conflict_between_two_windows_of_a_user_says_so(client, alpha, olga, fields):
    address = edit(alpha, "text")
    first, second = client.get(address), client.get(address)
    client.post(address, fields(first, summary="In one window."))

    answer = client.post(address, fields(second, summary="In another."))

    assert answer.status_code == 409
    assert answer.context["overlap"]["who"] == "you in another window"
    assert fields(answer)["summary"] == ["In another."]
    assert drafted(alpha, olga)["summary"] == "In one window."


def test_two_windows_with_different_fields_both_count(client, alpha, olga, fields):
    address = edit(alpha, "text")
    first, second = client.get(address), client.get(address)
    client.post(address, fields(first, summary="In one window."))

    client.post(address, fields(second, description="In another."))

    document = drafted(alpha, olga)
    assert (document["summary"], document["description"]) == ("In one window.", "In another.")


def test_a_page_that_saves_itself_undoes_nothing_of_what_came_between(client, alpha, olga, fields):
    address = edit(alpha, "countries")
    data = fields(client.get(address), add=["BR"], autosave="1")
    data["seen"] = client.post(address, data).json()["seen"]
    other = Client()
    other.force_login(olga)
    other.post(address, fields(other.get(address), add=["JP"]))

    for _ in range(2):
        answer = client.post(address, data | {"add": ["BR", "CA"]})
        data["seen"] = answer.json()["seen"]

    assert codes(drafted(alpha, olga)) == ["BR", "CA", "DE", "FR", "JP"]
    assert "you in another window" in answer.json()["said"]


def test_a_page_that_saves_itself_decides_nothing(client, alpha, olga, fields):
    address = edit(alpha, "text")
    opened = client.get(address)
    republish(alpha, summary="Theirs.")
    answer = client.post(address, fields(opened, summary="Mine."))

    quiet = client.post(address, fields(answer, autosave="1", **{"side-0": "ours"}))

    assert (quiet.status_code, quiet.json()) == (
        409,
        {"said": "Not saved: this section was changed by ACRO. Select Save changes to compare."},
    )


def test_a_form_that_does_not_say_what_it_was_opened_on_drops_nothing(client, alpha, olga, fields):
    address = edit(alpha, "countries")

    client.post(address, fields(client.get(address), seen="forged", add=["BR"], countries=None))

    assert codes(drafted(alpha, olga)) == ["BR", "DE", "FR"]


def test_a_save_that_makes_a_draft_equal_to_the_profile_ends_it(client, alpha, olga, fields):
    address = edit(alpha, "text")
    client.post(address, fields(client.get(address), summary="One."))
    before = drafts.find_draft(alpha, olga)

    answer = client.post(address, fields(client.get(address), summary=""))

    assert before is not None
    assert drafts.find_draft(alpha, olga) is None
    assert said(client, answer) == ["Your version has no changes, so you don’t have a draft."]


def test_a_draft_that_others_made_needless_offers_to_confirm_or_to_discard(
    client, alpha, olga, fields
):
    address = edit(alpha, "text")
    client.post(address, fields(client.get(address), summary="One."))
    republish(alpha, summary="One.")
    drafts.rebase_draft(revision=drafts.find_draft(alpha, olga))

    pages = [client.get(reverse(f"portal-{name}", args=["alpha"])) for name in ("member", "submit")]

    for page in pages:
        html = page.content.decode()
        assert "Confirm everything is up to date" in html
        assert "Discard draft" in html
        assert "Submit for review" not in html


def test_a_section_says_that_a_change_waits_and_how_to_withdraw_it(client, alpha, olga, fields):
    address = edit(alpha, "text")
    client.post(address, fields(client.get(address), summary="One."))
    submissions.submit_draft(revision=drafts.find_draft(alpha, olga))

    page = client.get(address)
    client.post(address, fields(page, description="More."))
    client.post(reverse("portal-withdraw", args=["alpha"]))

    assert "Awaiting review: changes submitted" in page.content.decode()
    assert reverse("portal-withdraw", args=["alpha"]) in page.content.decode()
    document = drafted(alpha, olga)
    assert (document["summary"], document["description"]) == ("One.", "More.")


def test_what_was_rejected_is_offered_though_others_published_since(client, alpha, olga, stella):
    begun = drafts.save_draft(
        member=alpha, author=olga, origin="representative", changes={"founded": 1980}
    )
    sent = submissions.submit_draft(revision=begun)
    review.reject_submission(revision=sent, reviewer=stella, note="No source.")
    begun = drafts.save_draft(
        member=alpha, author=stella, origin="staff", changes={"summary": "By staff."}
    )
    submissions.submit_draft(revision=begun, reason="Asked by email.")

    offered = client.get(reverse("portal-member", args=["alpha"])).context["rejected"]
    client.post(reverse("portal-take-up", args=["alpha", sent.pk]))

    assert offered == sent
    assert (drafted(alpha, olga)["founded"], drafted(alpha, olga)["summary"]) == (
        1980,
        "By staff.",
    )


def test_an_owner_whose_name_is_emptied_is_removed(client, vocabulary, fields):
    owner = {"name": "Fund", "slug": None, "as_of": "2024", "source_url": "https://f.example/"}
    member = make_member("Beta", parent=owner)
    olga = make_owner(member)
    client.force_login(olga)
    address = edit(member, "identity")

    client.post(address, fields(client.get(address), **{"parent.name": ""}))

    assert drafted(member, olga)["parent"] is None


def test_an_archived_company_is_told_that_accepting_does_not_make_it_public(client, alpha, olga):
    review.decide_to_archive(member=alpha, actor=make_staff("stan"), reason="Asked for.")
    drafts.save_draft(member=alpha, author=olga, origin="representative", changes={"founded": 1980})

    pages = {
        name: client.get(reverse(f"portal-{name}", args=["alpha"])).content.decode()
        for name in ("member", "submit", "preview")
    }

    assert "View the published profile" not in pages["member"]
    assert "become public if ACRO staff restore the company to the directory" in pages["member"]
    assert "stays out of the directory until ACRO staff restore it" in pages["submit"]
    assert "Nothing is public until ACRO staff restore it" in pages["preview"]


def test_a_merged_change_that_an_unreadable_block_comes_back_with_can_be_edited(
    client, alpha, olga, fields
):
    address = edit(alpha, "figures")
    opened = client.get(address)
    employees = {"count": 70, "qualifier": "exact", "as_of": "2025", "source_url": "", "note": ""}
    publish_by(alpha, make_editor(alpha), employees=employees)
    typed = {"countries_stated.count": "3", "countries_stated.as_of": "2025"}

    page = client.post(address, fields(opened, pasted="Trials\tColor\n9\tred", **typed))
    saved = client.post(address, fields(page, pasted="", **{"employees.count": "80"}))

    assert (page.status_code, saved.status_code) == (400, 303)
    assert fields(page)["employees.count"] == ["70"]
    assert "was also changed by a colleague" in page.content.decode()
    figures = drafted(alpha, olga)
    assert (figures["employees"]["count"], figures["countries_stated"]["count"]) == (80, 3)


def test_a_save_that_changes_nothing_says_so_without_a_draft(client, alpha, olga, fields):
    address = edit(alpha, "text")

    answer = client.post(address, fields(client.get(address)))

    assert answer.status_code == 303
    assert drafts.find_draft(alpha, olga) is None
    assert said(client, answer) == ["Your version has no changes, so you don’t have a draft."]
