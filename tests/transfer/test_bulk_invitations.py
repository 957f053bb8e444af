"""Bulk invitations from a CSV: a dry run reports problems by row; then all or none are sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from factories import document, make_member, make_owner, make_staff
from signing_in import enter

from directory.models import Invitation
from directory.people import team
from directory.transfer import invitations
from directory.workflow import publishing

ADDRESS = "/desk/invitations/"
GOOD = "company,email,role,name\nalpha,ana@alpha.example,owner,Ana\nbeta,bo@beta.example,Editor,\n"


@pytest.fixture
def alpha(vocabulary):
    make_member("Beta")
    return make_member("Alpha", "DE")


@pytest.fixture
def desk(client, alpha):
    """Return a client of staff with a second factor."""
    stella = make_staff()
    stella.authenticator_set.create(type="totp", data={"secret": "x"})
    enter(client, stella)
    return client


def problems(text):
    table = invitations.check_invitation_table(text)
    assert not table.is_good()
    return table.problems + [(row.number, *row.problems) for row in table.wrong()]


def rows(*lines):
    return "company,email,role,name\n" + "\n".join(lines)


def test_a_dry_run_shows_every_row_and_sends_nothing(desk, mailoutbox):
    response = desk.post(ADDRESS, {"rows": GOOD, "act": "check"})

    table = response.context["table"]
    assert response.status_code == 200
    assert [(row.number, row.member.slug, row.email, row.role, row.name) for row in table.rows] == [
        (2, "alpha", "ana@alpha.example", "owner", "Ana"),
        (3, "beta", "bo@beta.example", "editor", ""),
    ]
    assert not Invitation.objects.exists()
    assert not mailoutbox


def test_after_the_dry_run_all_are_sent(desk, mailoutbox):
    response = desk.post(ADDRESS, {"rows": GOOD, "act": "send"})

    assert (response.status_code, response["Location"]) == (303, ADDRESS)
    sent = Invitation.objects.order_by("email").values_list("member__slug", "email", "role", "name")
    assert list(sent) == [
        ("alpha", "ana@alpha.example", "owner", "Ana"),
        ("beta", "bo@beta.example", "editor", ""),
    ]
    assert sorted(letter.to for letter in mailoutbox) == [
        ["ana@alpha.example"],
        ["bo@beta.example"],
    ]


def test_one_wrong_row_sends_nothing_and_all_rows_stay_in_the_field(desk, mailoutbox):
    text = f"{GOOD}gamma,c@gamma.example,owner,\n"

    response = desk.post(ADDRESS, {"rows": text, "act": "send"})

    assert response.status_code == 400
    assert response.context["form"]["rows"].value() == text
    assert [row.number for row in response.context["table"].wrong()] == [4]
    assert not Invitation.objects.exists()
    assert not mailoutbox


def test_a_files_rows_are_shown_in_the_field(desk):
    file = SimpleUploadedFile("invite.csv", b"\xef\xbb\xbf" + GOOD.encode())

    response = desk.post(ADDRESS, {"file": file, "rows": "", "act": "check"})

    assert response.status_code == 200
    assert response.context["form"]["rows"].value() == GOOD


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.encode("utf-16"), "This file isn’t UTF-8 text."),
        (b"x" * 1_000_001, "Choose a CSV file of at most 500 rows."),
        (b"PK\x03\x04\x00\x00\xff", "This file isn’t UTF-8 text."),
        (b"\x00" * 20, "no rows below"),
    ],
)
def test_another_kind_of_file_is_refused_with_a_sentence(desk, content, said):
    file = SimpleUploadedFile("invite.csv", content)

    response = desk.post(ADDRESS, {"file": file, "act": "check"})

    assert response.status_code == 400
    assert said in response.content.decode()


def test_an_empty_form_is_an_error(desk):
    response = desk.post(ADDRESS, {"act": "send"})

    assert response.status_code == 400
    assert "Choose a file or paste the rows." in response.content.decode()


@pytest.mark.parametrize("mark", [";", "\t"])
def test_spreadsheets_that_write_other_marks_are_understood(alpha, mark):
    table = invitations.check_invitation_table(GOOD.replace(",", mark))

    assert table.is_good()


def test_columns_come_in_any_order_and_the_name_may_be_missing(alpha):
    table = invitations.check_invitation_table(
        "Role, Email ,COMPANY\nowner,ana@alpha.example,alpha\n"
    )

    assert table.is_good()


def test_lines_without_anything_are_passed_over_and_counted(alpha):
    assert problems("\ncompany,email,role\n\n,,\nalpha,ada-example,owner\n") == [
        (5, "“ada-example” is not a valid email address.")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file has no rows below the column names. Add at least one."),
        ("company,email,role\n", "The file has no rows below the column names. Add at least one."),
        ("company,e-mail,role\na,b,c\n", "Column “e-mail” isn’t recognized. Did you mean “email”?"),
        (
            "company,email,role,email\na,b,c,d\n",
            "Column “email” appears more than once. Remove the extra one.",
        ),
        (
            'company,email,role\n"a,b,c\n',
            "This isn’t a valid CSV file: unexpected end of data.",
        ),
    ],
)
def test_problems_of_the_file_are_reported_first(alpha, text, said):
    assert problems(text)[0] == said


def test_missing_columns_are_named(alpha):
    assert problems("company,name\nalpha,Ana\n") == [
        "The first row must name the columns company, email, role, name. Missing: email, role."
    ]


def test_all_problems_of_all_rows_are_reported_at_once(alpha):
    old = make_member("Gone")
    publishing.archive_profile(old)
    publishing.publish_document(
        member=alpha, document=document("Alpha", slug="omega"), origin="staff"
    )
    olga = make_owner(alpha, "olga")
    team.invite_by_email(member=alpha, email="ida@example.org", role="editor", sender=olga)

    assert problems(
        rows(
            "bete,b@example.org,owner,",
            "alpha,b@example.org,owner,",
            "gone,b@example.org,owner,",
            "beta,b example.org,boss,",
            f"beta,b@example.org,owner,{'x' * 201}",
            "omega,OLGA@example.org,owner,",
            "omega,Ida@example.org,owner,",
            "beta,c@example.org,owner,",
            "beta,C@example.org,editor,",
            "beta,d@example.org,owner,D,more",
        )
    ) == [
        (2, "No company’s profile URL ends in “bete”. Did you mean beta?"),
        (3, "No company’s profile URL ends in “alpha”. Did you mean omega?"),
        (4, "Gone was removed from the directory. Remove this row."),
        (
            5,
            "“b example.org” is not a valid email address.",
            "“boss” isn’t a role. Use owner or editor.",
        ),
        (6, "The name is too long. Use at most 200 characters."),
        (7, "OLGA@example.org already represents Alpha."),
        (
            8,
            "Ida@example.org already has an invitation for Alpha. Send it again or withdraw it.",
        ),
        (10, "This repeats row 9. Remove one of the two."),
        (11, "This row has 5 cells, but there are 4 columns. Remove the extra cells."),
    ]


def test_500_rows_are_sent_and_501_are_not(desk, mailoutbox):
    many = [f"alpha,person{number}@alpha.example,editor," for number in range(501)]

    refused = desk.post(ADDRESS, {"rows": rows(*many), "act": "send"})
    sent = desk.post(ADDRESS, {"rows": rows(*many[:500]), "act": "send"})

    assert (refused.status_code, sent.status_code) == (400, 303)
    assert "The file has 501 rows. Send at most 500 at a time." in refused.content.decode()
    assert Invitation.objects.count() == len(mailoutbox) == 500


def test_a_failure_in_the_middle_leaves_nothing(alpha):
    """A database error at the second invitation also takes back the first."""
    written = []

    def refuse_the_second(execute, sql, *more):
        if sql.startswith('INSERT INTO "directory_invitation"'):
            written.append(sql)
            if len(written) == 2:
                raise OperationalError("The disk is full.")
        return execute(sql, *more)

    stella = make_staff()
    with connection.execute_wrapper(refuse_the_second), pytest.raises(OperationalError):
        invitations.send_invitation_table(GOOD, stella)

    assert len(written) == 2
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n" + GOOD.replace(",", ";"),
        "\ufeffsep=;\r\n" + GOOD.replace(",", ";"),
        "\ufeff\ufeff" + GOOD,
        GOOD.replace("\n", ",,,\n") + ",,,,,,\n",
        GOOD.replace("company,", "company\u200b,"),
        GOOD.replace(",", "\t"),
        GOOD.replace("ana@alpha.example", "ana@alpha.example\u200e"),
    ],
)
def test_what_spreadsheets_leave_in_a_file_is_understood(alpha, text):
    table = invitations.check_invitation_table(text)

    assert table.is_good()
    assert [(row.company, row.email, row.role, row.name) for row in table.rows] == [
        ("alpha", "ana@alpha.example", "owner", "Ana"),
        ("beta", "bo@beta.example", "editor", ""),
    ]


def test_an_invisible_character_in_a_heading_or_a_name_is_named(alpha):
    heading = problems(GOOD.replace("company,", "com\u200bpany,"))
    name = problems(GOOD.replace("Ana\n", "A\u202ena\n"))

    assert heading[0] == (
        "Column “com\ufffdpany” isn’t recognized. It contains U+200B ZERO WIDTH SPACE, which "
        "can’t be seen. Did you mean “company”?"
    )
    assert name == [
        (2, "The name contains U+202E RIGHT-TO-LEFT OVERRIDE, which can’t be seen. Remove it.")
    ]
