"""The edit form of the portal, section by section.

A save keeps what was typed in the draft, valid or not; the page that follows shows what is wrong
beside it. What is read from a form stands in `forms/`, what happens to a draft in `revising.py`.
"""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directory import logos, permissions, revising, search
from directory.forms import sections
from directory.forms.sheet import Sheet
from directory.markdown import render as render_markdown
from directory.views import kept
from directory.views.after import see, see_other
from directory.views.guarded import of_member

LEFT_BY_AUTOSAVE = (
    "pasted",
    "logo.remove",
    "forget",
    "all.as_of",
    "all.source_url",
)  # these are for a press of the button
SIGNED_OUT = "You were signed out before this was saved. Everything you typed is here: save it now."
MOVED = (
    "This section was changed in another window since you opened it. What you typed is here, and "
    "not saved yet: save it to replace what is there, or open the section anew to drop it."
)


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
    moved = typed.get("seen") != section.digest(document_of(member, request.user))
    return page(request, member, section, typed=typed, said=MOVED if moved else SIGNED_OUT)


def save(request, member, section):
    """Save what was posted, if the section is still as it was shown."""
    kept.forget(request)
    if "forget" in request.POST:
        return see(request.path)
    data = request.POST.copy()
    for name in LEFT_BY_AUTOSAVE if "autosave" in data else ():
        data.pop(name, None)
    try:
        wrong = store(request, member, section, data)
    except revising.Moved:
        if "autosave" in data:
            return JsonResponse({"said": "Changed in another window: not saved."}, status=409)
        return page(request, member, section, typed=data, said=MOVED, status=409)
    if "autosave" in data:
        return saved_quietly(request, member, section)
    if wrong:
        return page(request, member, section, typed=data, wrong=wrong, status=400)
    return go_on(request, member, section)


def store(request, member, section, data):
    """Put a section as posted into the draft; return what could not be read, by its field.

    Raises Moved where another window saved something else meanwhile.
    """
    staff = permissions.is_staff(request.user)
    before = document_of(member, request.user)
    changes = section.read(data, before, staff=staff)
    wrong = {"pasted": section.refused(data)}
    if file := request.FILES.get("logo"):
        try:
            changes["logo"] = {"sha256": logos.keep(file), "alt": data.get("logo.alt", "").strip()}
        except logos.LogoRefused as refused:
            wrong["logo"] = str(refused)
    if any(before.get(key) != value for key, value in changes.items()):
        if data.get("seen") != section.digest(before):
            raise revising.Moved(before | changes, before)
        revising.save_draft(
            member=member,
            author=request.user,
            origin=permissions.origin_of(request.user),
            changes=changes,
            seen=revising.digest(before, changes),
        )
    return {field: said for field, said in wrong.items() if said}


def document_of(member, user):
    """What somebody works on: their draft, else the profile as it is."""
    draft = revising.draft_of(member, user)
    return draft.document if draft else revising.live_document(member)


def problems_of(document, member, user):
    """All that stands against submitting this."""
    return revising.problems(document, member, permissions.origin_of(user))


def go_on(request, member, section):
    """Where a save leads: back, or to the next section where there is nothing to mend here."""
    found = problems_of(document_of(member, request.user), member, request.user)
    mend = [problem for problem in found if sections.of_path(problem.path) == section]
    following = sections.after(section)
    if mend:
        said = "Saved in your draft. What is to be mended stands beside its field."
    else:
        said = f"{section.label}: saved in your draft."
    messages.success(request, said)
    if "next" in request.POST and not mend:
        if following is None:
            return see_other("portal-submit", member.slug)
        section = following
    return see_other("portal-edit", member.slug, section.slug)


def saved_quietly(request, member, section):
    """What the script of the page is told: the new state of the section, and what is wrong."""
    document = document_of(member, request.user)
    found = problems_of(document, member, request.user)
    mend = sum(sections.of_path(problem.path) == section for problem in found)
    said = f"Saved in your draft at {timezone.localtime():%H:%M} UTC."
    if mend:
        said += f" {mend} thing{'' if mend == 1 else 's'} to mend: save to see which."
    answer = {"seen": section.digest(document), "said": said}
    if section.slug == "text":
        answer["preview"] = render_markdown(document["description"])
    return JsonResponse(answer)


def page(request, member, section, *, typed=None, wrong=None, said="", status=200):  # noqa: PLR0913
    """The page of a section: the draft, or what was typed over it."""
    staff = permissions.is_staff(request.user)
    draft = revising.draft_of(member, request.user)
    stored = draft.document if draft else revising.live_document(member)
    document = stored | (section.read(typed, stored, staff=staff) if typed else {})
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
        "seen": section.digest(stored),
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
