"""Numbers typed into the edit form."""

from django.urls import reverse
from factories import make_member, make_owner


def test_an_uncertain_number_stays_in_its_field_with_an_error(client, vocabulary, fields):
    member = make_member("Alpha")
    client.force_login(make_owner(member))
    address = reverse("portal-edit", args=[member.slug, "figures"])
    typed = {"employees.count": "1,234.567", "employees.as_of": "2025"}
    typed |= {"countries_stated.count": "0.500", "countries_stated.as_of": "2025"}

    saved = client.post(address, fields(client.get(address), **typed))
    page = client.get(saved["Location"])

    wrong = [
        (control.name, control.value)
        for figure in page.context["shown"]["figures"]
        for control in figure["controls"]
        if control.errors
    ]
    assert wrong == [("employees.count", "1,234.567"), ("countries_stated.count", "0.500")]
