"""Requests whose content type Django can't read, on the site as a real process."""

import json

import pytest
from web_server import serving

from acro.content_types import is_readable_content_type

pytestmark = pytest.mark.own_database
UNREADABLE = [
    "text/plain; charset=base64",
    "text/plain; charset=rot13",
    "text/plain; charset=punycode",
    "text/plain; charset=undefined",
    "text/plain; charset=utf-16",
    "text/plain; charset*=utf-8''%00",
    "text/plain; charset*=bogus''x",
    "text/plain; charset*0*=bogus''a;charset*1*=b",
]


@pytest.fixture
def site(sample_file, tmp_path, static_files):
    with serving(tmp_path / "site.log", DATABASE_URL=f"sqlite:///{sample_file}") as site:
        yield site


def test_a_content_type_that_cannot_be_read_is_never_a_bug(site):
    patch = {"Authorization": "Token x", "If-Match": "*"}
    asked = [
        ("GET", "/api/v1/members/?q=icon", {}),
        ("GET", "/members/?q=icon", {}),
        ("POST", "/accounts/login/", {}),
        ("PATCH", "/api/v1/members/icon/", patch),
    ]

    statuses = [
        [
            site.ask(method, address, "a=b", **headers | {"Content-Type": content_type}).status
            for content_type in UNREADABLE
        ]
        for method, address, headers in asked
    ]

    count = len(UNREADABLE)
    assert statuses == [[200] * count, [200] * count, [403] * count, [401] * count]
    assert json.loads(site.get("/api/v1/members/?q=icon").body)["count"] > 0


@pytest.mark.parametrize("charset", UNREADABLE)
def test_an_unreadable_charset_is_recognized(charset):
    assert not is_readable_content_type(charset)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "text/plain; charset=latin-1",
        "multipart/form-data; boundary=x",
        "application/merge-patch+json;;",
    ],
)
def test_usual_content_types_are_readable(content_type):
    assert is_readable_content_type(content_type)
