"""Staff invite the people of many companies at once."""

from django.contrib import messages
from django.shortcuts import render

from directory.forms.team import ManyForm
from directory.transfer import invitations
from directory.views.after import see_other
from directory.views.guarded import staff_only
from directory.views.team import asks_and_does


@asks_and_does
@staff_only
def invite_many(request):
    """Look a CSV over, and send its invitations once every row is right."""
    posted = request.method == "POST"
    form = ManyForm(request.POST, request.FILES) if posted else ManyForm()
    if not form.is_valid():
        return render(
            request, "desk/invitations.html", {"form": form}, status=400 if posted else 200
        )
    text = form.cleaned_data["text"]
    if request.POST.get("act") == "send":
        sheet = invitations.send(text, request.user)
    else:
        sheet = invitations.check(text)
    if sheet.sent:
        messages.success(request, f"{len(sheet.rows)} invitations are on their way.")
        return see_other("desk-invitations")
    # The file's rows stand in the field now: what was chosen in a form is not shown again.
    context = {"form": ManyForm(initial={"rows": text}), "sheet": sheet}
    status = 200 if sheet.is_good() else 400
    return render(request, "desk/invitations.html", context, status=status)
