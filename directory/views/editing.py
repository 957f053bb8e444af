"""The edit form of the portal, section by section.

A save keeps what was typed in the draft, valid or not; the page that follows shows what is wrong
beside it. What is read from a form stands in `forms/`, what happens to a draft in `revising.py`.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directory import drafting, logos, permissions, revising, search
from directory.document import words
from directory.forms import sections
from directory.forms.sheet import Sheet
from directory.forms.sides import decided
from directory.markdown import render as render_markdown
from directory.models import Revision
from directory.views import kept
from directory.views.after import see, see_other
from directory.views.guarded import of_member

LEFT_BY_AUTOSAVE = (
    "path",  # of what two changed: who chooses, presses
    "pasted",
    "logo.remove",
    "forget",
    "all.as_of",
    "all.source_url",
)  # these are for a press of the button
SIGNED_OUT = "You were signed out before this was saved. Everything you typed is here: save it now."
MOVED = (
    "This section was changed by {} since you opened it, and you changed some of the same. What "
    "you typed is here, and not saved yet: choose below what stands."
)
JOINED = "This section was changed by {} since you opened it: what changed there is kept beside it."
LEFT = "Nothing differs from what is there already: you have no draft any more."


@kept.keeps_what_was_posted
@require_http_methods(["GET", "HEAD", "POST"])
@of_member(permissions.may_edit)
def portal_edit(request, member, section):
    """One section of the edit form; a POST saves it in the draft."""
    if (section := sections.BY_SLUG.get(section)) is None:
        raise Http404("There is no such section.")
    if request.method == "POST":
        return save(request, member, section)
    if (typed := kept.typed(request)) is None:
        return page(request, member, section)
    return page(request, member, section, typed=typed, said=SIGNED_OUT)


def save(request, member, section):
    """Save what was posted, joined with what others changed since the section was opened."""
    kept.forget(request)
    if "forget" in request.POST:
        return see(request.path)
    data = request.POST.copy()
    for name in LEFT_BY_AUTOSAVE if "autosave" in data else ():
        data.pop(name, None)
    try:
        saved = store(request, member, section, data)
    except revising.Moved as moved:
        return overlapping(request, member, section, data, moved)
    if "autosave" in data:
        return saved_quietly(request, member, section, saved)
    if saved.wrong:
        data["seen"] = saved.seen
        return page(request, member, section, typed=data, wrong=saved.wrong, status=400)
    return go_on(request, member, section, saved)


@dataclass
class Saved:
    """What became of a section: `seen` is what the form holds now, `by` who changed it, too."""

    draft: Revision | None
    wrong: dict
    seen: str
    by: str


def store(request, member, section, data):
    """Put a section as posted into the draft.

    Raises Moved where it was changed meanwhile, and what was typed overlaps with that.
    """
    user, staff = request.user, permissions.is_staff(request.user)
    now = document_of(member, user)
    since, opened = section.unseal(data.get("seen", ""), now)
    changes = section.read(data, opened, staff=staff)
    wrong = {"pasted": section.refused(data)}
    if file := request.FILES.get("logo"):
        try:
            changes["logo"] = {"sha256": logos.keep(file), "alt": data.get("logo.alt", "").strip()}
        except logos.LogoRefused as refused:
            wrong["logo"] = str(refused)
    others = section.shown(now) not in (section.shown(opened), section.shown(opened | changes))
    by = drafting.changed_by(member, user, since) if others else ""
    draft = revising.draft_of(member, user)
    if any(opened.get(key) != value for key, value in changes.items()):
        draft = drafting.save_section(
            member=member,
            author=user,
            origin=permissions.origin_of(user),
            opened=opened,
            changes=changes,
            decided=decided(data),
            shown=data.get("shown", ""),
        )
    return Saved(
        draft,
        {field: said for field, said in wrong.items() if said},
        section.seal(opened | changes, revising.live_number(member)),
        by,
    )


def overlapping(request, member, section, data, moved):
    """What was typed, beside what somebody else made of the same meanwhile, to choose from."""
    since, _ = section.unseal(data.get("seen", ""), moved.live)
    who = drafting.changed_by(member, request.user, since)
    if "autosave" in data:
        said = f"Not saved: changed by {who} meanwhile. Press Save to see what."
        return JsonResponse({"said": said}, status=409)
    chosen = decided(data)
    found = words.choices(moved.conflicts, search.vocabulary())
    overlap = {
        "choices": [(choice, chosen.get(choice.path, "")) for choice in found],
        "who": who,
        "shown": revising.digest(moved.live),
    }
    return page(
        request, member, section, typed=data, said=MOVED.format(who), overlap=overlap, status=409
    )


def document_of(member, user):
    """What somebody works on: their draft, else what it would begin with."""
    return revising.draft_for(member, user).document


def problems_of(document, member, user):
    """All that stands against submitting this."""
    return revising.problems(document, member, permissions.origin_of(user))


def go_on(request, member, section, saved):
    """Where a save leads: back, or to the next section where there is nothing to mend here."""
    found = problems_of(document_of(member, request.user), member, request.user)
    mend = [problem for problem in found if sections.of_path(problem.path) == section]
    following = sections.after(section)
    if mend:
        said = "Saved in your draft. What is to be mended stands beside its field."
    else:
        said = f"{section.label}: saved in your draft."
    if saved.draft is None:
        said = LEFT
    messages.success(request, said)
    if saved.by:
        messages.info(request, JOINED.format(saved.by))
    if "next" in request.POST and not mend:
        if following is None:
            return see_other("portal-submit", member.slug)
        section = following
    return see_other("portal-edit", member.slug, section.slug)


def saved_quietly(request, member, section, saved):
    """What the script of the page is told: the new state of the section, and what is wrong."""
    document = document_of(member, request.user)
    found = problems_of(document, member, request.user)
    mend = sum(sections.of_path(problem.path) == section for problem in found)
    said = f"Saved in your draft at {timezone.localtime():%H:%M} UTC." if saved.draft else LEFT
    if saved.by:
        said += f" Changed by {saved.by}, too: open the section anew to see it."
    if mend:
        said += f" {mend} thing{'' if mend == 1 else 's'} to mend: save to see which."
    answer = {"seen": saved.seen, "said": said}
    if section.slug == "text":
        answer["preview"] = render_markdown(document["description"])
    return JsonResponse(answer)


def page(  # noqa: PLR0913
    request, member, section, *, typed=None, wrong=None, said="", overlap=None, status=200
):
    """The page of a section: the draft, or what was typed over it."""
    staff = permissions.is_staff(request.user)
    draft = revising.draft_of(member, request.user)
    document, seen = document_of(member, request.user), (typed or {}).get("seen")
    if typed:
        _, opened = section.unseal(seen or "", document)
        document = document | section.read(typed, opened, staff=staff)
    problems = problems_of(document, member, request.user)
    sheet = Sheet(document, problems, search.vocabulary(), staff=staff)
    shown = section.show(sheet)
    context = {
        **around(member, draft, problems, section),
        "section": section,
        "shown": shown,
        "summary": sheet.summary(section.cited),
        "wrong": wrong or {},
        "pasted": typed.get("pasted", "") if wrong and typed else "",
        "said": said,
        "seen": seen or section.seal(document, revising.live_number(member)),
        "overlap": overlap,
        "author": kept.mark(request.user),
        "staff": staff,
        "following": sections.after(section),
    }
    if section.slug == "text":
        context["preview"] = render_markdown(str(document.get("description") or ""))
    return render(request, "portal/edit.html", context, status=status)


def around(member, draft, problems, here=None):
    """What stands beside every section: the others, with how much is to be mended in each."""
    at = [sections.of_path(problem.path) for problem in problems]
    return {
        "member": member,
        "draft": draft,
        "moved_on": draft is not None and draft.base != revising.live_number(member),
        "waiting": revising.waiting_for(member),
        "steps": [
            {"section": section, "here": section == here, "mend": at.count(section)}
            for section in sections.SECTIONS
        ],
        "crumbs": [
            ("My companies", reverse("portal")),
            (member.name, reverse("portal-member", args=[member.slug])),
            (here.label if here else "", ""),
        ],
    }
