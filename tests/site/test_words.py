"""Every page and letter reads as `tools/words.md` says: the phrase list, over the visible text."""

import importlib.util
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
import test_permissions as table
from allauth import urls as library
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from factories import make_editor, make_member, make_owner, make_staff
from signing_in import enroll, make_account, show_who_it_is, sign_in

from directory import dates, search
from directory.forms.sections import EDIT_SECTIONS
from directory.mail import letters, notifications, reminders
from directory.models import AccessRequest, Member
from directory.people import access_requests, team
from directory.workflow import conflicts, drafts, review, submissions

TOOL = Path(settings.BASE_DIR) / "tools" / "words_check.py"
UNREAD = {"code", "pre", "cite", "q", "script", "style"}  # elements that hold no words of ours
SOURCE_TEXT = "data-source-text"  # on an element with a text of a company or another source
READ_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "label"}
READ_META = {"description", "og:title", "og:description", "og:site_name"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
INLINE = set("a abbr b bdi em i mark small span strong sub sup time".split())
BREAK = "\n\0\n"  # no phrase continues in another paragraph
BUTTONS = {"submit", "button", "reset"}


def load_words_check():
    spec = importlib.util.spec_from_file_location("words_check", TOOL)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


words_check = load_words_check()
PHRASES = list(words_check.read_phrases(TOOL.with_name("words.md")))
ALLOWED = words_check.read_allowed(TOOL.with_name("words_allow.txt"))


class VisibleText(HTMLParser):
    """The text of a page that people see or hear, and what it declares of its language."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.skipped, self.declared = [], [], {}
        self.descriptions, self.source_parts, self.source_depth = [], [], 0
        self.feed(html)

    def __str__(self):
        sources = " ".join("".join(self.source_parts).split())
        # The description of a profile's page is the company's summary.
        ours = [text for text in self.descriptions if text.rstrip("…").strip() not in sources]
        return BREAK.join(["".join(self.parts), *ours])

    def handle_starttag(self, tag, attributes):
        found = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.declared["lang"] = found.get("lang")
        if found.get("property") == "og:locale":
            self.declared["og:locale"] = found["content"]
        if self.skipped or tag in UNREAD or SOURCE_TEXT in found:
            if tag not in VOID:
                self.skipped.append(tag)
                if SOURCE_TEXT in found and not self.source_depth:
                    self.source_depth = len(self.skipped)
            return
        read = [found[name] for name in READ_ATTRIBUTES & set(found)]
        if tag == "meta" and READ_META & {found.get("name"), found.get("property")}:
            self.descriptions.append(found["content"])
        if tag == "input" and found.get("type") in BUTTONS:
            read.append(found.get("value", ""))
        self.parts += [f"{BREAK}{text}{BREAK}" for text in read]
        if tag not in INLINE:
            self.parts.append(BREAK)

    def handle_endtag(self, tag):
        if tag in self.skipped:
            while self.skipped.pop() != tag:
                pass
            if len(self.skipped) < self.source_depth:
                self.source_depth = 0
        elif not self.skipped and tag not in INLINE:
            self.parts.append(BREAK)

    def handle_data(self, data):
        if self.source_depth:
            self.source_parts.append(data)
        elif not self.skipped:
            self.parts.append(data)


class Reader:
    """Reads pages, letters, and JSON. `hits` are the phrases found, each with its place."""

    def __init__(self):
        self.checker = words_check.Checker(PHRASES, ALLOWED)
        self.seen, self.wrong_language = set(), []

    @property
    def hits(self):
        return sorted({f"{old} -> {new} ({where})" for where, _, old, new in self.checker.hits})

    def read_text(self, where, text):
        for paragraph in text.split("\0"):
            if paragraph.strip() and paragraph not in self.seen:
                self.seen.add(paragraph)  # most of a page is in the others, too
                self.checker.check(where, lambda _: 0, paragraph, "text")

    def read_html(self, where, html):
        text = VisibleText(html)
        self.read_text(where, str(text))
        expected = {"lang": "en-US"} | ({"og:locale": "en_US"} if "og:title" in html else {})
        if "<html" in html and text.declared != expected:
            self.wrong_language.append(f"{where}: {text.declared}")

    def read_response(self, where, response):
        kind = response.get("Content-Type", "")
        if response.streaming or not response.content:
            return
        if "html" in kind:
            self.read_html(where, response.content.decode())
        elif "json" in kind:
            words_check.check_json(where, response.content.decode(), self.checker)

    def read_letter(self, where, letter):
        self.read_text(where, f"{letter.subject}\0{letter.body}")
        self.read_html(where, letter.alternatives[0].content)


@pytest.fixture
def reader():
    return Reader()


def assert_clean(reader):
    assert (reader.hits, reader.wrong_language) == ([], [])


# Pages that no sitemap lists.
MORE_PAGES = [
    "/",
    "/members/",
    "/members/?q=kendle",
    "/members/?q=fortera",
    "/members/?q=xyzzyx",
    "/members/?country=XX",
    "/members/?country=DE&service=clinical-monitoring",
    "/members/?trials_min=x",
    "/members/?page=99",
    "/members/fortrea/history/",
    "/members/fortrea/history/?page=9",
    "/members/kendle/",
    "/nowhere/",
    "/countries/XX/",
    "/services/nowhere/",
    "/about/nowhere/",
    "/stay-connected/",
    "/styleguide/",
    "/feeds/members.atom",
    "/members/fortrea/access/",
    "/access/nowhere/",
    "/accounts/invitations/nowhere/",
    "/portal/still-right/nowhere/",
]


def test_public_pages(client, sample, reader):
    listed = []
    for section in re.findall("<loc>http://[^/]*([^<]+)", client.get("/sitemap.xml").text):
        listed += re.findall("<loc>http://[^/]*([^<]+)", client.get(section).text)

    for path in dict.fromkeys([*listed, *MORE_PAGES]):
        reader.read_response(path, client.get(path))

    assert len(listed) > 100
    assert_clean(reader)


directory, things, clients = table.directory, table.things, table.clients
SECTION_PATHS = [f"/portal/alpha/edit/{section.slug}/" for section in EDIT_SECTIONS]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "enrolling", "editor", "owner", "staff"])
def test_pages_of_each_role(clients, things, reader, role):
    rows = [(row.path.format(**things), row.post) for row in table.TABLE.values()]

    for path, post in [*rows, *((path, 400) for path in SECTION_PATHS)]:
        for method in ["get", "post"] if post in {200, 400, 409} else ["get"]:
            with transaction.atomic():
                response = getattr(clients[role], method)(path)
                transaction.set_rollback(True)
            reader.read_response(f"{method} {path}", response)
            search.fetch_snapshot()  # the request's generation was rolled back

    assert_clean(reader)


ACCOUNT_ARGUMENTS = {
    "account_confirm_email": ["none"],
    "account_reset_password_from_key": ["1", "none"],
    "mfa_remove_webauthn": [7],
    "mfa_edit_webauthn": [7],
}


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", ["anonymous", "by password", "with an app"])
def test_account_pages(client, reader, visitor):
    if visitor != "anonymous":
        user = make_account()
        sign_in(client)
        if visitor == "with an app":
            enroll(user)
            show_who_it_is(client)

    for name in sorted(table.names(library.urlpatterns)):
        path = reverse(name, args=ACCOUNT_ARGUMENTS.get(name))
        for method in ("get", "post"):
            with transaction.atomic():
                response = getattr(client, method)(path)
                transaction.set_rollback(True)
            reader.read_response(f"{method} {path}", response)

    assert_clean(reader)


LETTER_TEMPLATES = Path(settings.BASE_DIR) / "templates" / "emails"
ALLAUTH_TEMPLATES = Path(allauth.__file__).parent / "templates"
ACCOUNT_LETTERS = sorted(
    path.name.removesuffix("_subject.txt")
    for folder in ("account", "mfa")
    for path in (ALLAUTH_TEMPLATES / folder / "email").glob("*_subject.txt")
)
ACCOUNT_CONTEXT = {
    "timestamp": timezone.now(),
    "ip": "203.0.113.7",
    "deleted_email": "old@example.org",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "activate_url": "https://a.example/c/1/",
    "password_reset_url": "https://a.example/p/1/",
}


def submit(member, author, **changes):
    draft = drafts.save_draft(
        member=member, author=author, origin="representative", changes=changes
    )
    return submissions.submit_draft(revision=draft, message="See the annual report.")


def publish_now(member, author, origin, **changes):
    member.refresh_from_db()
    submissions.submit_document(
        member=member,
        author=author,
        origin=origin,
        document=conflicts.find_published_document(member) | changes,
        base=member.revision.number,
        reason="Asked by email.",
    )


def approve(revision, reviewer, **edits):
    review.approve_submission(
        revision=revision,
        reviewer=reviewer,
        live=conflicts.find_published_number(revision.member),
        sent=conflicts.hash_document(revision.document),
        **({"document": revision.document | edits} if edits else {}),
    )


def send_every_letter():
    """Do whatever sends a letter, for one company and for accounts."""
    member, staff = make_member("Alpha", "DE", founded=1999), make_staff()
    owner, editor = make_owner(member), make_editor(member)
    approve(submit(member, editor, founded=2001), staff)
    approve(submit(member, editor, founded=2002), staff, founded=2003)
    rejected = submit(member, editor, founded=2004)
    review.reject_submission(revision=rejected, reviewer=staff, note="The register says 2003.")
    withdrawn = submit(member, editor, founded=2005)
    submissions.withdraw_submission(revision=withdrawn, actor=owner)
    drafts.discard_draft(revision=withdrawn)
    publish_now(member, staff, "staff", founded=2006)
    review.trust_member(member=member, actor=staff)
    publish_now(member, editor, "representative", founded=2007)
    publish_now(member, editor, "api", founded=2008)
    team.invite_by_email(member=member, email="ida@example.org", role="editor", sender=owner)
    request = AccessRequest.objects.create(
        member=member, name="Ida", email="ida@example.org", message="I work there.", outcome="No."
    )
    notifications.ask_to_confirm_address(request, access_requests.sign_access_request(request))
    notifications.notify_access_requested(request)
    notifications.notify_access_declined(request)
    last_year = dates.subtract_months(dates.today(), 12)
    Member.objects.filter(pk=member.pk).update(verified_on=last_year)
    for reminder in reminders.list_due_reminders(dates.today()):
        reminders.send_reminder(reminder)
    review.distrust_member(member=member, actor=staff)
    last = submit(member, editor, founded=2009)
    review.decide_to_archive(member=member, actor=staff, reason="It closed.")
    approve(last, staff)
    for name in ACCOUNT_LETTERS:
        letters.send_letter(name, "olga@example.org", ACCOUNT_CONTEXT)
        letters.send_letter(name, "olga@example.org", ACCOUNT_CONTEXT | {"code": "K7Q-2XW"})


def test_letters(vocabulary, reader, mailoutbox, monkeypatch):
    used, fill = set(), letters.fill_letter_template
    monkeypatch.setattr(
        letters,
        "fill_letter_template",
        lambda template, context: used.add(template) or fill(template, context),
    )

    send_every_letter()

    for letter in mailoutbox:
        reader.read_letter(letter.subject, letter)
    assert used == {path.name for path in LETTER_TEMPLATES.glob("[!_]*")}
    assert_clean(reader)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.py", 'AGES = ("fresh", "ageing")'),
        ("a.py", "AGEING_MONTHS = 18"),
        ("a.py", "def isAgeing(): pass"),
        ("a.css", ".mark-ageing { color: red; }"),
        ("a.js", "const ageing = 1;"),
        ("a.html", '<p class="mark-ageing">Old</p>'),
        ("a.html", '{% if age == "ageing" %}Old{% endif %}'),
    ],
)
def test_british_spellings_are_found_inside_names(name, source):
    checker = words_check.Checker(PHRASES, ALLOWED)
    path = Path(name)

    words_check.READERS[path.suffix](path, source, checker)

    assert [(line, new.lower()) for _, line, _, new in checker.hits] == [(1, "aging")]


def test_visible_text_leaves_out_code_and_texts_of_sources():
    page = VisibleText(
        """<html lang="en-AU"><meta name="description" content="Runs trials.">
        <meta property="og:description" content="Our directory."><script>"Our directory."</script>
        <p data-source-text>Runs <b>trials</b>.<br></p><p title="A <title>">Our <b>words</b>
        <code>code</code> <input type="submit" value="Save">"""
    )

    read = [" ".join(part.split()) for part in str(page).split("\0")]
    assert [part for part in read if part] == ["A <title>", "Our words", "Save", "Our directory."]
    assert page.declared == {"lang": "en-AU"}
