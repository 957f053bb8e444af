"""Tests of the names of browsers, with the headers that current ones send."""

import pytest
from signing_in import make_account, sign_in

from directory.people.browsers import describe_browser

GECKO = "Gecko/20100101"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
ANDROID = f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT}"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (f"{WINDOWS} {WEBKIT} Chrome/143.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0", "Edge on Windows"),
        (f"{MAC} {WEBKIT} Chrome/143.0.0.0 Safari/537.36 OPR/126.0.0.0", "Opera on macOS"),
        (f"{MAC} AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15", "Safari on macOS"),
        (f"{PHONE} Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{PHONE} CriOS/143.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{PHONE} FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        (f"{ANDROID} SamsungBrowser/29.0 Chrome/136.0 Mobile", "Samsung Internet on Android"),
        (f"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) {GECKO} Firefox/145.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/143.0", "Chrome on ChromeOS"),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_as_its_user_would(header, name):
    assert describe_browser(header) == name


def test_the_list_of_sessions_names_browsers_not_their_headers(db, client):
    make_account()
    header = f"{WINDOWS} {GECKO} Firefox/145.0"
    client.defaults["HTTP_USER_AGENT"] = header
    sign_in(client)

    page = client.get("/accounts/sessions/").content.decode()

    assert "Firefox on Windows" in page
    assert "Mozilla" not in page
