"""A form that is sent back unchanged changes nothing, whoever sends it."""

import pytest
from django.urls import reverse
from factories import make_owner
from signing_in import enter

from directory.forms.sections import EDIT_SECTIONS
from directory.models import Member, Revision

COMPANIES = ("icon", "fortrea", "cmic", "parexel", "covance")


@pytest.mark.parametrize("section", [section.slug for section in EDIT_SECTIONS])
@pytest.mark.parametrize("who", ["owner", "staff"])
def test_an_unchanged_form_makes_no_draft(client, sample, stella, fields, section, who):
    for member in Member.objects.filter(slug__in=COMPANIES):
        enter(client, stella if who == "staff" else make_owner(member, name=member.slug))
        address = reverse("portal-edit", args=[member.slug, section])

        saved = client.post(address, fields(client.get(address)))

        assert (saved.status_code, saved["Location"]) == (303, address)
    assert not Revision.objects.filter(state="draft").exists()
