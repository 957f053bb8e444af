"""All emails of allauth, in our own words."""

from pathlib import Path

import allauth
import pytest
from django.utils import timezone

from directory.mail import letters

ALLAUTH = Path(allauth.__file__).parent / "templates"
LETTERS = sorted(
    str(path.relative_to(ALLAUTH)).removesuffix("_subject.txt")
    for folder in ("account", "mfa")
    for path in (ALLAUTH / folder / "email").glob("*_subject.txt")
)
SAID = {"timestamp": timezone.now(), "ip": "203.0.113.7", "deleted_email": "old@example.org"}
SAID |= {"from_email": "old@example.org", "to_email": "new@example.org", "code": "K7Q-2XW"}
SAID |= {"activate_url": "https://a.example/c/1/", "password_reset_url": "https://a.example/p/1/"}


@pytest.mark.parametrize("prefix", LETTERS)
def test_each_account_email_is_complete(db, mailoutbox, prefix):
    letters.send_letter(prefix, "olga@example.org", SAID)

    [letter] = mailoutbox
    html = letter.alternatives[0].content
    assert (letter.to, letter.subject != "", "None" in letter.body) == (
        ["olga@example.org"],
        True,
        False,
    )
    assert html.startswith("<!doctype html>")
    assert html.rstrip().endswith("</html>")
    assert not {"{{", "{%", "{#"} & set(letter.body + html)


def test_an_address_is_confirmed_by_a_link_or_by_a_code(db):
    link = {"activate_url": "https://a.example/c/1/"}
    by_link = letters.render_letter("email_confirmation", "olga@example.org", link)
    by_code = letters.render_letter(
        "email_confirmation_signup", "olga@example.org", {"code": "K7Q-2XW"}
    )

    assert by_link["text"] == (
        "Someone, probably you, entered this email address in the ACRO member directory. Verify "
        "that it’s yours.\n\n"
        "Verify address: https://a.example/c/1/\n\n"
        "The link opens a page where you verify the address. It expires in three days.\n\n"
        "If you weren’t expecting this, you can ignore this email. The address won’t be used.\n\n"
        "--\nACRO member directory\nhttp://127.0.0.1:8000/\n"
        "You’re receiving this because someone entered this email address.\n"
    )
    assert "K7Q-2XW" in by_code["text"]
    assert '<a href="https://a.example/c/1/">Verify address</a>' in by_link["html"]
