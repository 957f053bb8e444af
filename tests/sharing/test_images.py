import io

import pytest
from django.core.cache import caches
from factories import make_member, republish, trial_count
from PIL import Image

from directory.sharing import images
from directory.views.public.pictures import list_picture_lines
from directory.workflow import publishing

PICTURE = "/members/alpha/picture.png"
NAMES = [
    "Alpha",
    "W" * 200,
    "Very long words " * 12,
    "株式会社",
    "شركة الأبحاث",
    "Ærø Đỗ ß ŁÓDŹ",
    "👩‍🔬 x",
]


def opened(response):
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(response.content))
    image.load()
    return image


@pytest.mark.parametrize("name", NAMES)
def test_every_company_has_a_picture_whatever_its_name(client, vocabulary, name):
    make_member(name[:200].strip(), slug="alpha", trial_counts=[trial_count(5850)])

    response = client.get(PICTURE)

    assert opened(response).size == (1200, 630)
    assert len(response.content) < 60_000


def test_a_picture_is_304_until_its_profile_changes_and_drawn_once(client, vocabulary):
    member = make_member("Alpha")
    first = client.get(PICTURE)
    kept = len(caches["pictures"]._cache)  # noqa: SLF001 - the size of the memory cache
    make_member("Beta")

    again = client.get(PICTURE)
    unchanged = client.get(PICTURE, headers={"If-None-Match": again["ETag"]})
    republish(member, name="Omega", slug="alpha")
    changed = client.get(PICTURE, headers={"If-None-Match": again["ETag"]})

    assert (again.content, unchanged.status_code, unchanged.content) == (first.content, 304, b"")
    assert again["Cache-Control"] == "public, no-cache"
    assert (changed.status_code, changed.content == first.content) == (200, False)
    assert len(caches["pictures"]._cache) == kept + 1  # noqa: SLF001 - as above


def test_a_picture_is_renamed_and_archived_with_its_profile(client, vocabulary):
    member = make_member("Alpha")
    republish(member, slug="beta")

    moved = client.get(PICTURE)
    member.refresh_from_db()
    publishing.archive_profile(member=member)

    assert (moved.status_code, moved["Location"]) == (301, "/members/beta/picture.png")
    assert client.get("/members/beta/picture.png").status_code == 410
    assert client.get("/members/nobody/picture.png").status_code == 404


def test_a_figure_in_a_picture_says_its_qualifier_period_basis_source_and_year():
    count = trial_count(
        5850,
        qualifier="at_least",
        period_start="2019",
        period_end="2023",
        basis="publication",
        as_of="2023",
        source_url="https://www.example.org/a",
    )
    count = {"participants": None, "scope": "", "note": ""} | count
    profile = {
        "kind_label": "Clinical research organization",
        "headquarters_label": "Bonn, Germany",
        "membership_label": "Membership unconfirmed",
        "shows_membership": True,
        "seen_as_member": "2022-03",
        "trials": count,
    }

    assert list_picture_lines(profile) == [
        ("Clinical research organization, Bonn, Germany", True),
        ("Membership unconfirmed; named as a member in 2022", False),
        ("at least 5,850 trials worked on, 2019–2023", True),
        ("Published by a third party: example.org, 2023 (may be outdated)", False),
    ]
    assert len(list_picture_lines(profile | {"trials": None})) == 2


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Clinical & Co. (UK)", "Clinical & Co. (UK)"),
        ("Ærø Đorđe ß ŁÓDŹ", "Aero Dorde ss LODZ"),
        ("a–b\u00a0c", "a-b c"),
        ("EPS 株式会社", "EPS"),
        ("شركة", ""),
    ],
)
def test_letters_that_the_font_lacks_lose_their_accents_or_are_left_out(text, drawn):
    assert images.make_drawable(text) == drawn


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("/picture.png", (1200, 630)),
        ("/apple-touch-icon.png", (180, 180)),
        ("/icon-192.png", (192, 192)),
        ("/icon-512.png", (512, 512)),
    ],
)
def test_the_site_has_a_picture_and_icons(client, sample, address, size):
    assert opened(client.get(address)).size == size
