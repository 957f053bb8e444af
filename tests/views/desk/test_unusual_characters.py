"""The review names characters that a reader takes for others; the public history doesn't."""

import re

from django.urls import reverse
from factories import make_member, republish
from view_steps import submitted


def read_notes(client, address):
    html = client.get(address).content.decode()
    return re.findall(r'class="change-unusual"><b>Unusual characters:</b> ([^<]*)<', html)


def test_the_review_names_a_letter_of_another_script_in_a_name(vocabulary, desk):
    member = make_member("Alpha")
    sent = submitted(member, name="\u0410lpha", summary="Plain words.")

    notes = read_notes(desk, reverse("desk-revision", args=[sent.pk]))

    assert notes == ["U+0410 CYRILLIC CAPITAL LETTER A in “\u0410lpha”"]


def test_the_public_history_names_none(client, vocabulary):
    member = make_member("Alpha")
    republish(member, name="\u0410lpha")

    assert read_notes(client, f"/members/{member.slug}/history/") == []
