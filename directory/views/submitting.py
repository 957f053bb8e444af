"""What becomes of a draft: looked at as the public would see it, submitted, merged."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory import drafting, permissions, profiles, publishing, revising, search
from directory.document import schema, words
from directory.forms import sections
from directory.forms.sides import decided
from directory.markdown import render as render_markdown
from directory.models import Member
from directory.publishing import Conflict
from directory.text import clean
from directory.views import kept
from directory.views.after import see_other
from directory.views.editing import problems_of
from directory.views.guarded import of_member
from directory.views.portal import ASKED, asks

SIGNED_OUT = "You were signed out before this was handed in: look it over, and press again."
MESSAGE = "submission-message"  # in the session, while a merge comes between


@require_safe
@of_member(permissions.may_edit)
def portal_preview(request, member):
    """The draft as the public would see it; without one what waits, or the profile."""
    draft = revising.draft_of(member, request.user)
    if moved_on(draft, member):
        return see_other("portal-merge", member.slug)
    draft = draft or revising.waiting_for(member)
    document = draft.document if draft else revising.live_document(member)
    problems = problems_of(document, member, request.user)
    if found := mend(problems, member):
        context = {"title": "Preview", "mend": found}
        return asks(request, member, "portal/no_preview.html", context)
    canonical = publishing.validate(document, member)
    profile = profiles.describe(profiles.as_published(member, canonical))
    profile["description_html"] = render_markdown(profile["description"])
    crumbs = [("My companies", reverse("portal")), (member.name, "")]
    context = {"member": member, "profile": profile, "crumbs": crumbs, "revision": draft}
    return render(request, "portal/preview.html", context)


def mend(problems, member):
    """What is to be mended: (section, address, label, message)."""
    found = []
    for problem in problems:
        section = sections.of_path(problem.path)
        slug = section.slug if section else "identity"
        address = reverse("portal-edit", args=[member.slug, slug])
        found.append((section.label if section else "", address, problem.path, problem.message))
    return found


@kept.keeps_what_was_posted
@ASKED
@of_member(permissions.may_edit)
def portal_submit(request, member):
    """Show what would change and whether it waits for review; on POST hand it in."""
    draft = revising.draft_of(member, request.user)
    if moved_on(draft, member) and request.method != "POST":
        return see_other("portal-merge", member.slug)
    if draft is None or request.method != "POST":
        return submission(request, member, draft, status=409 if request.method == "POST" else 200)
    message = message_of(request)
    request.session[MESSAGE] = [str(draft.pk), message]
    kept.forget(request)
    try:
        revision = revising.submit(revision=draft, message=message)
    except revising.Moved:
        return see_other("portal-merge", member.slug)
    except schema.DocumentInvalid:
        return submission(request, member, draft, status=400)
    except Conflict as conflict:
        return submission(request, member, draft, said=str(conflict), status=409)
    del request.session[MESSAGE]
    messages.success(request, outcome(revision))
    return see_other("portal-member", member.slug)


def message_of(request):
    """The word that goes along with a submission."""
    return message_in(request.POST)


def message_in(data):
    """The word in what was posted; PostgreSQL keeps no NUL."""
    return clean(data.get("message", "").replace("\0", ""))[:500]


def kept_message(request, draft):
    """What was typed beside this draft before a merge, a refusal or signing in came between."""
    if typed := kept.typed(request):
        return message_in(typed)
    key, message = request.session.get(MESSAGE) or ("", "")
    return message if draft and key == str(draft.pk) else ""


def moved_on(draft, member):
    """Whether the profile was published anew since a draft was begun."""
    return draft is not None and draft.base != revising.live_number(member)


def outcome(revision):
    """What became of a submission."""
    if revision.number and revision.member.status == Member.Status.ARCHIVED:
        return "Accepted: it shows once the company is in the directory again."
    if revision.number:
        return f"Published: this is revision {revision.number} of the profile."
    if revision.member.status == Member.Status.ARCHIVED:
        return "Submitted: the association's staff will review it. The profile stays archived."
    return "Submitted: the association's staff will review it. The public profile stays meanwhile."


def submission(request, member, draft, *, said="", status=200):
    """The page that asks whether to submit a draft."""
    document = draft.document if draft else revising.live_document(member)
    found = mend(problems_of(document, member, request.user), member)
    live = revising.live_document(member)
    context = {
        "title": "Submit",
        "said": said or (SIGNED_OUT if draft and kept.typed(request) else ""),
        "draft": draft,
        "author": kept.mark(request.user),
        "mend": found,
        "differs": draft is not None and not drafting.is_public(draft, member),
        "changes": [] if found or not draft else changes(live, document, member),
        "message": kept_message(request, draft) or (draft.message if draft else ""),
        "at_once": revising.will_publish(member, permissions.origin_of(request.user)),
        "waiting": revising.waiting_for(member),
    }
    return asks(request, member, "portal/submit.html", context, status=status)


def changes(before, after, member):
    """What a valid document changes, in words."""
    canonical = publishing.validate(after, member)
    return words.in_words(before, canonical, search.vocabulary())


@ASKED
@of_member(permissions.may_edit)
def portal_merge(request, member):
    """Carry one's draft over to what was published since; ask where both changed one thing."""
    draft = revising.draft_of(member, request.user)
    if not moved_on(draft, member):
        return see_other("portal-submit", member.slug)
    if request.method == "POST" and request.POST.get("live") == str(member.revision.number):
        try:
            revising.rebase(revision=draft, decided=decided(request.POST))
        except revising.Moved:
            return merging(request, member, draft, status=409)
        messages.success(request, "Your draft rests on the present profile now: look it over.")
        return see_other("portal-submit", member.slug)
    return merging(request, member, draft, status=409 if request.method == "POST" else 200)


def merging(request, member, draft, *, status):
    """The page that shows what others changed, and what both did."""
    moved = revising.moved(draft, member)
    base = revising.base_document(draft, member)
    vocabulary = search.vocabulary()
    chosen = decided(request.POST)
    choices = words.choices(moved.conflicts, vocabulary)
    context = {
        "title": "Changed meanwhile",
        "live": member.revision,
        "changes": words.in_words(base, moved.live, vocabulary),
        "conflicts": [(choice, chosen.get(choice.path, "")) for choice in choices],
    }
    return asks(request, member, "portal/merge.html", context, status=status)
