"""Bulk invitations, sent by staff."""

from django.contrib import messages
from django.shortcuts import render

from directory.forms.team import BulkInviteForm
from directory.transfer import invitations
from directory.views.decorators import require_read_or_post, staff_only
from directory.views.redirects import redirect_to_view


@require_read_or_post
@staff_only
def desk_invitations(request):
    """Check a CSV; send its invitations if every row is valid and staff asked to send them."""
    posted = request.method == "POST"
    form = BulkInviteForm(request.POST, request.FILES) if posted else BulkInviteForm()
    if not form.is_valid():
        return render(
            request, "desk/invitations.html", {"form": form}, status=400 if posted else 200
        )
    text = form.cleaned_data["text"]
    table = process_invitation_table(request, text)
    if table.sent:
        messages.success(
            request, f"{len(table.rows)} invitation{'s'[: len(table.rows) != 1]} sent."
        )
        return redirect_to_view("desk-invitations")
    # The form now holds the file's rows as text, because browsers don't keep a chosen file.
    context = {"form": BulkInviteForm(initial={"rows": text}), "table": table}
    status = 200 if table.is_good() else 400
    return render(request, "desk/invitations.html", context, status=status)


def process_invitation_table(request, text):
    """Check the CSV, and send its invitations if staff asked to send them."""
    if request.POST.get("act") == "send":
        return invitations.send_invitation_table(text, request.user)
    return invitations.check_invitation_table(text)
