"""Characters that can't be seen, as clients send them."""

from urllib.parse import quote

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


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\x07"])
def test_a_message_to_the_reviewer_with_such_a_character_is_refused(patch, character):
    address = f"/api/v1/members/alpha/?message={quote(f'a{character}b')}"

    response = patch({"founded": 1999}, address=address)

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["path"] == "message"
    assert f"U+{ord(character):04X} " in error["message"]


def test_an_etag_without_its_quotes_is_not_called_outdated(client, patch):
    etag = client.get("/api/v1/members/alpha/")["ETag"].strip('"')

    response = patch({"founded": 1999}, **{"If-Match": etag})

    assert response.status_code == 412
    assert "double quotes" in response.json()["detail"]
