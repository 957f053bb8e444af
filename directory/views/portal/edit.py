"""The edit form of the portal, section by section.

A save keeps all input in the draft, valid or not; the page that follows shows the problems beside
their fields. `forms/` reads and shows the inputs, `workflow/drafts.py` saves them.
"""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from directory import permissions, search
from directory.document import changes as document_changes
from directory.document.problems import count_more
from directory.forms import sections
from directory.forms.bound_section import BoundSection
from directory.forms.former_name import KEEP_FIELD
from directory.forms.post_data import read_chosen_sides
from directory.markdown import render_markdown
from directory.profile import logo_uploads
from directory.profile.picture_formats import LogoRefused
from directory.views.decorators import member_required, require_read_or_post
from directory.views.portal import preserved_forms
from directory.views.portal.member_pages import check_for_user
from directory.views.redirects import redirect_see_other, redirect_to_view
from directory.workflow import conflicts, drafts, submissions

# Only the button sends these, not an autosave. "path" is a choice between two versions.
AUTOSAVE_EXCLUDED_FIELDS = (
    "path",
    KEEP_FIELD,
    "pasted",
    "pasted.confirm",
    "logo.remove",
    "forget",
    "all.as_of",
    "all.source_url",
)
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
PASTED_NOT_SAVED = " The pasted cells aren’t saved yet. Select Save changes to check them."
IMAGE_NOT_KEPT = "Choose the image again. It wasn’t kept while you were signed out."
NO_DRAFT_LEFT = "Your version has no changes, so you don’t have a draft."


@preserved_forms.form_preserving
@require_read_or_post
@member_required(permissions.may_edit)
def portal_edit(request, member, section):
    """Show one section of the edit form; a POST saves it in the draft."""
    if (section := sections.EDIT_SECTIONS_BY_SLUG.get(section)) is None:
        raise Http404("This section doesn’t exist.")
    if request.method == "POST":
        return save_posted_section(request, member, section)
    document = drafts.find_or_begin_draft(member, request.user).document
    if (typed := preserved_forms.find_preserved_form(request)) is None:
        return render_section(
            request, member, section, check_for_user(document, member, request.user)
        )
    _, opened = section.unseal(typed.get("seen", ""), document)
    changes = section.read(typed, opened, staff=permissions.is_staff(request.user))
    checked = check_for_user(document | changes, member, request.user)
    shown = {"said": SIGNED_OUT_WHILE_EDITING, "seen": typed.get("seen")}
    shown |= build_pasted_context(section, typed)
    if "logo" in typed.getlist(preserved_forms.LOST_FILES_FIELD):
        shown["wrong"]["logo"] = IMAGE_NOT_KEPT
    return render_section(request, member, section, checked, **shown)


def save_posted_section(request, member, section):
    """Save the posted section, and answer with what became of it."""
    preserved_forms.discard_preserved_form(request)
    if "forget" in request.POST:
        return redirect_see_other(request.path)
    data = read_posted_fields(request)
    present = drafts.find_or_begin_draft(member, request.user).document
    since, opened = section.unseal(data.get("seen", ""), present)
    changes, wrong = read_changes(request, section, data, opened)
    try:
        saved = drafts.save_section(
            member=member,
            author=request.user,
            origin=permissions.choose_origin(request.user),
            opened=opened,
            since=since,
            select=section.select_values,
            changes=changes,
            decided=read_chosen_sides(data),
            shown=data.get("shown", ""),
        )
    except conflicts.EditConflict as conflict:
        return render_overlap(request, member, section, data, conflict)
    if "autosave" in data:
        seen = section.seal(opened | changes, conflicts.find_published_number(member))
        return answer_autosave(section, saved, seen, pasted=request.POST.get("pasted", ""))
    shown = build_pasted_context(section, data)
    shown["wrong"] |= wrong
    if shown["wrong"] or shown["pasted"].is_waiting:
        if saved.changed_by:
            shown["said"] = SECTION_MERGED.format(saved.changed_by)
        status = 400 if shown["wrong"] else 200
        return render_section(request, member, section, saved.checked, status=status, **shown)
    return redirect_after_save(request, member, section, saved)


def read_posted_fields(request):
    """Return the posted fields, without those that only the button sends if it is an autosave."""
    data = request.POST.copy()
    for name in AUTOSAVE_EXCLUDED_FIELDS if "autosave" in data else ():
        data.pop(name, None)
    return data


def read_changes(request, section, data, opened):
    """Return the posted fields of a section, and what can't be read, by the name of its input."""
    changes = section.read(data, opened, staff=permissions.is_staff(request.user))
    wrong = {}
    try:
        if digest := read_uploaded_logo(request, data):
            changes["logo"] = {"sha256": digest, "alt": data.get("logo.alt", "").strip()}
    except LogoRefused as refused:
        wrong["logo"] = str(refused)
    return changes, wrong


def build_pasted_context(section, data):
    """Return what the page shows of the pasted cells: the box as sent, its error, its counts."""
    pasted = section.read_pasted_counts(data)
    error = pasted.block.error
    return {"pasted": pasted, "typed": data, "wrong": {"pasted": error} if error else {}}


def read_uploaded_logo(request, data):
    """Return the SHA-256 of the image posted now, or before this form was refused, or None.

    Raise `LogoRefused` if the image isn't allowed.
    """
    if file := request.FILES.get("logo"):
        return logo_uploads.store_upload(file, request.user)
    if "logo.remove" in data or "logo.uploaded" not in data:
        return None
    return logo_uploads.read_upload(data["logo.uploaded"], request.user)


def find_unsaved_upload(request, document):
    """Return a signed name of the document's logo if it was uploaded and no draft names it yet."""
    digest = (document.get("logo") or {}).get("sha256")
    if digest and ("logo" in request.FILES or "logo.uploaded" in request.POST):
        return logo_uploads.sign_upload(digest, request.user)
    return ""


def render_overlap(request, member, section, data, conflict):
    """Render the section as posted, beside the other side's changes, to choose from."""
    who = conflict.changed_by
    if "autosave" in data:
        said = f"Not saved: this section was changed by {who}. Select Save changes to compare."
        return JsonResponse({"said": said}, status=409)
    chosen = read_chosen_sides(data)
    choices = document_changes.describe_conflicts(conflict.conflicts, search.fetch_vocabulary())
    overlap = {
        "choices": [(choice, chosen.get(choice.path, "")) for choice in choices],
        "who": who,
        "shown": conflicts.hash_document(conflict.live),
    }
    checked = check_for_user(conflict.merged, member, request.user)
    options = {"seen": data.get("seen"), "overlap": overlap, "status": 409}
    options |= build_pasted_context(section, data)
    options["uploaded"] = find_unsaved_upload(request, conflict.merged)
    said = SECTION_CHANGED.format(who)
    return render_section(request, member, section, checked, said=said, **options)


def redirect_after_save(request, member, section, saved):
    """Redirect to the section, or to the next one if nothing is left to fix here."""
    is_wrong = sections.count_section_problems(section, saved.checked.problems) > 0
    following = sections.find_next_section(section)
    if saved.draft is None:
        messages.success(request, NO_DRAFT_LEFT)
    elif is_wrong:
        messages.success(request, "Draft saved. Fix the fields marked below before you submit.")
    else:
        messages.success(request, f"Draft saved: {section.label}.")
    if saved.changed_by:
        messages.info(request, SECTION_MERGED.format(saved.changed_by))
    if "next" in request.POST and not is_wrong:
        if following is None:
            return redirect_to_view("portal-submit", member.slug)
        section = following
    return redirect_to_view("portal-edit", member.slug, section.slug)


def answer_autosave(section, saved, seen, *, pasted):
    """Tell the page's script the new state of the section, and what is wrong in it."""
    said = f"Draft saved at {timezone.localtime():%H:%M} UTC." if saved.draft else NO_DRAFT_LEFT
    if saved.changed_by:
        said += f" The section was also changed by {saved.changed_by}. Reload the page to see it."
    if wrong := sections.count_section_problems(section, saved.checked.problems):
        fields = f"{wrong} field{'' if wrong == 1 else 's'}"
        said += f" {fields} to fix. Select Save changes to see details."
    if pasted.strip():
        said += PASTED_NOT_SAVED
    answer = {"seen": seen, "said": said}
    if section.slug == "text":
        answer["preview"] = render_markdown(saved.checked.document["description"])
    return JsonResponse(answer)


def render_section(request, member, section, checked, *, seen=None, status=200, **shown):  # noqa: PLR0913 - a page and its states
    """Render the page of a section with a checked document.

    `seen` is the sealed state that the form was opened on. `shown` may have `said`, a message;
    `wrong`, errors by input; `pasted`, counts that are not in the document yet; `typed`, the form
    as sent; and `overlap`, a conflict.
    """
    staff, document = permissions.is_staff(request.user), checked.document
    vocabulary, typed = search.fetch_vocabulary(), shown.pop("typed", {})
    bound = BoundSection(document, checked.problems, vocabulary, staff=staff, typed=typed)
    bound.published_name = member.revision.document["name"] if member.revision else ""
    context = {
        **build_section_frame(request, member, checked.problems, section),
        "section": section,
        "shown": section.build_context(bound),
        "summary": bound.summary(section.cited),
        "more_problems": count_more(sections.count_section_problems(section, checked.problems)),
        "seen": seen or section.seal(document, conflicts.find_published_number(member)),
        "author": preserved_forms.sign_author(request.user),
        "staff": staff,
        "following": sections.find_next_section(section),
        **shown,
    }
    if section.slug == "text":
        context["preview"] = render_markdown(str(document.get("description") or ""))
    return render(request, "portal/edit.html", context, status=status)


def build_section_frame(request, member, problems, here=None):
    """Return what surrounds a section: the other sections with the number of their problems."""
    draft = drafts.find_draft(member, request.user)
    return {
        "member": member,
        "draft": draft,
        "is_outdated": draft is not None and draft.base != conflicts.find_published_number(member),
        "waiting": submissions.find_waiting_submission(member),
        "steps": [
            {
                "section": section,
                "here": section == here,
                "problem_count": sections.count_section_problems(section, problems),
            }
            for section in sections.EDIT_SECTIONS
        ],
        "crumbs": [
            ("My companies", reverse("portal")),
            (member.name, reverse("portal-member", args=[member.slug])),
            (here.label if here else "", ""),
        ],
    }
