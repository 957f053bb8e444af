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

from directory import permissions, search
from directory.document import changes as document_changes
from directory.forms import sections
from directory.forms.bound_section import BoundSection
from directory.forms.sides import read_chosen_sides
from directory.markdown import render_markdown
from directory.models import Revision
from directory.profile import logos
from directory.views.decorators import member_required
from directory.views.portal import preserved_forms
from directory.views.portal.member_pages import find_draft_problems
from directory.views.redirects import redirect_see_other, redirect_to_view
from directory.workflow import conflicts, drafts, submissions

AUTOSAVE_EXCLUDED_FIELDS = (
    "path",  # of what two changed: who chooses, presses
    "pasted",
    "logo.remove",
    "forget",
    "all.as_of",
    "all.source_url",
)  # these are for a press of the button
SIGNED_OUT_WHILE_EDITING = (
    "You were signed out before this was saved. Your changes are safe. Save them now."
)
SECTION_CHANGED = (
    "This section was changed by {} after you opened it, and your edits overlap. Your changes are "
    "below but not saved yet. Choose which version to keep."
)
SECTION_MERGED = (
    "This section was also changed by {} after you opened it. Both sets of changes were kept."
)
NO_DRAFT_LEFT = "Your draft matched the published profile, so it was removed."


@preserved_forms.form_preserving
@require_http_methods(["GET", "HEAD", "POST"])
@member_required(permissions.may_edit)
def portal_edit(request, member, section):
    """One section of the edit form; a POST saves it in the draft."""
    if (section := sections.EDIT_SECTIONS_BY_SLUG.get(section)) is None:
        raise Http404("This section doesn't exist.")
    if request.method == "POST":
        return save_posted_section(request, member, section)
    if (typed := preserved_forms.find_preserved_form(request)) is None:
        return render_section(request, member, section)
    return render_section(request, member, section, typed=typed, said=SIGNED_OUT_WHILE_EDITING)


def save_posted_section(request, member, section):
    """Save what was posted, joined with what others changed since the section was opened."""
    preserved_forms.discard_preserved_form(request)
    if "forget" in request.POST:
        return redirect_see_other(request.path)
    data = request.POST.copy()
    for name in AUTOSAVE_EXCLUDED_FIELDS if "autosave" in data else ():
        data.pop(name, None)
    try:
        saved = store_section(request, member, section, data)
    except conflicts.EditConflict as moved:
        return render_overlap(request, member, section, data, moved)
    if "autosave" in data:
        return answer_autosave(request, member, section, saved)
    if saved.wrong:
        data["seen"] = saved.seen
        return render_section(request, member, section, typed=data, wrong=saved.wrong, status=400)
    return redirect_after_save(request, member, section, saved)


@dataclass
class SavedSection:
    """What became of a section: `seen` is what the form holds now, `by` who changed it, too."""

    draft: Revision | None
    wrong: dict
    seen: str
    by: str


def store_section(request, member, section, data):
    """Put a section as posted into the draft.

    Raises Moved where it was changed meanwhile, and what was typed overlaps with that.
    """
    user, staff = request.user, permissions.is_staff(request.user)
    now = find_working_document(member, user)
    since, opened = section.unseal(data.get("seen", ""), now)
    changes = section.read(data, opened, staff=staff)
    wrong = {"pasted": section.refused(data)}
    if file := request.FILES.get("logo"):
        try:
            changes["logo"] = {
                "sha256": logos.store_logo(file),
                "alt": data.get("logo.alt", "").strip(),
            }
        except logos.LogoRefused as refused:
            wrong["logo"] = str(refused)
    others = section.shown(now) not in (section.shown(opened), section.shown(opened | changes))
    by = drafts.describe_who_changed(member, user, since) if others else ""
    draft = drafts.find_draft(member, user)
    if any(opened.get(key) != value for key, value in changes.items()):
        draft = drafts.save_section(
            member=member,
            author=user,
            origin=permissions.choose_origin(user),
            opened=opened,
            changes=changes,
            decided=read_chosen_sides(data),
            shown=data.get("shown", ""),
        )
    return SavedSection(
        draft,
        {field: said for field, said in wrong.items() if said},
        section.seal(opened | changes, conflicts.find_published_number(member)),
        by,
    )


def render_overlap(request, member, section, data, moved):
    """What was typed, beside what somebody else made of the same meanwhile, to choose from."""
    since, _ = section.unseal(data.get("seen", ""), moved.live)
    who = drafts.describe_who_changed(member, request.user, since)
    if "autosave" in data:
        said = f"Not saved: this section was changed by {who}. Select Save changes to compare."
        return JsonResponse({"said": said}, status=409)
    chosen = read_chosen_sides(data)
    found = document_changes.describe_conflicts(moved.conflicts, search.fetch_vocabulary())
    overlap = {
        "choices": [(choice, chosen.get(choice.path, "")) for choice in found],
        "who": who,
        "shown": conflicts.hash_document(moved.live),
    }
    return render_section(
        request,
        member,
        section,
        typed=data,
        said=SECTION_CHANGED.format(who),
        overlap=overlap,
        status=409,
    )


def find_working_document(member, user):
    """What somebody works on: their draft, else what it would begin with."""
    return drafts.find_or_begin_draft(member, user).document


def redirect_after_save(request, member, section, saved):
    """Where a save leads: back, or to the next section where there is nothing to mend here."""
    found = find_draft_problems(find_working_document(member, request.user), member, request.user)
    mend = [problem for problem in found if sections.find_section(problem.path) == section]
    following = sections.find_next_section(section)
    if mend:
        said = "Draft saved. Fix the fields marked below before you submit."
    else:
        said = f"Draft saved: {section.label}."
    if saved.draft is None:
        said = NO_DRAFT_LEFT
    messages.success(request, said)
    if saved.by:
        messages.info(request, SECTION_MERGED.format(saved.by))
    if "next" in request.POST and not mend:
        if following is None:
            return redirect_to_view("portal-submit", member.slug)
        section = following
    return redirect_to_view("portal-edit", member.slug, section.slug)


def answer_autosave(request, member, section, saved):
    """What the script of the page is told: the new state of the section, and what is wrong."""
    document = find_working_document(member, request.user)
    found = find_draft_problems(document, member, request.user)
    mend = sum(sections.find_section(problem.path) == section for problem in found)
    said = f"Draft saved at {timezone.localtime():%H:%M} UTC." if saved.draft else NO_DRAFT_LEFT
    if saved.by:
        said += f" The section was also changed by {saved.by}. Reload the page to see it."
    if mend:
        said += (
            f" {mend} field{'' if mend == 1 else 's'} to fix. Select Save changes to see details."
        )
    answer = {"seen": saved.seen, "said": said}
    if section.slug == "text":
        answer["preview"] = render_markdown(document["description"])
    return JsonResponse(answer)


def render_section(  # noqa: PLR0913
    request, member, section, *, typed=None, wrong=None, said="", overlap=None, status=200
):
    """The page of a section: the draft, or what was typed over it."""
    staff = permissions.is_staff(request.user)
    draft = drafts.find_draft(member, request.user)
    document, seen = find_working_document(member, request.user), (typed or {}).get("seen")
    if typed:
        _, opened = section.unseal(seen or "", document)
        document = document | section.read(typed, opened, staff=staff)
    problems = find_draft_problems(document, member, request.user)
    sheet = BoundSection(document, problems, search.fetch_vocabulary(), staff=staff)
    shown = section.show(sheet)
    context = {
        **build_section_frame(member, draft, problems, section),
        "section": section,
        "shown": shown,
        "summary": sheet.summary(section.cited),
        "wrong": wrong or {},
        "pasted": typed.get("pasted", "") if wrong and typed else "",
        "said": said,
        "seen": seen or section.seal(document, conflicts.find_published_number(member)),
        "overlap": overlap,
        "author": preserved_forms.sign_author(request.user),
        "staff": staff,
        "following": sections.find_next_section(section),
    }
    if section.slug == "text":
        context["preview"] = render_markdown(str(document.get("description") or ""))
    return render(request, "portal/edit.html", context, status=status)


def build_section_frame(member, draft, problems, here=None):
    """What stands beside every section: the others, with how much is to be mended in each."""
    at = [sections.find_section(problem.path) for problem in problems]
    return {
        "member": member,
        "draft": draft,
        "moved_on": draft is not None and draft.base != conflicts.find_published_number(member),
        "waiting": submissions.find_waiting_submission(member),
        "steps": [
            {"section": section, "here": section == here, "mend": at.count(section)}
            for section in sections.EDIT_SECTIONS
        ],
        "crumbs": [
            ("My companies", reverse("portal")),
            (member.name, reverse("portal-member", args=[member.slug])),
            (here.label if here else "", ""),
        ],
    }
