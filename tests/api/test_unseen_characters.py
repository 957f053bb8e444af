"""Characters that can't be seen, as clients send them."""

import pytest


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("Al\u202epha", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("Alpha\u3164", "U+3164 HANGUL FILLER"),
        ("Alpha\nInc.", "U+000A LINE FEED"),
    ],
)
def test_a_patch_with_a_character_that_cannot_be_seen_is_refused_by_its_name(patch, name, named):
    response = patch({"name": name})

    assert response.status_code == 400
    [error] = [error for error in response.json()["errors"] if error["path"] == "name"]
    assert named in error["message"]


def test_a_search_finds_a_word_that_an_invisible_character_divides(client, sample):
    typed = client.get("/api/v1/members/", {"q": "med\u200bpace"}).json()

    assert typed["results"][0]["slug"] == "medpace"
