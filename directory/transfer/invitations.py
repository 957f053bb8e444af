"""Invitations in bulk from a CSV file: all of them or none.

The columns are `company` (its slug), `email`, `role`, and optionally `name`. A dry run makes the
same checks as sending, and lists problems by row; row 1 holds the column names.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from directory.email_addresses import EMAIL_LIMIT, normalize_email
from directory.models import Member, Role, SlugRedirect, User, write_lock
from directory.people import team
from directory.terms import NAME_LIMIT
from directory.text import (
    clean_text,
    find_line_break,
    find_nearest_word,
    find_unseen_character,
    hide_unseen,
    name_character,
    trim_unseen,
)

MOST_INVITATION_ROWS = 500
MOST_COLUMNS = 50  # further ones aren't checked one by one
MOST_COMPANY_HINTS = 20
REQUIRED_COLUMNS = ("company", "email", "role")
INVITATION_COLUMNS = (*REQUIRED_COLUMNS, "name")
SEPARATOR_LINE = re.compile(r"\"?sep=([,;\t])\"?[,;\t]*", re.IGNORECASE)
LONGEST_CELLS = {"email": EMAIL_LIMIT, "name": NAME_LIMIT}


@dataclass
class InvitationRow:
    """One person to invite, as written in the file, with the row's problems."""

    number: int
    company: str = ""
    email: str = ""
    role: str = ""
    name: str = ""
    member: Member | None = None
    problems: list[str] = field(default_factory=list)


@dataclass
class InvitationTable:
    """The rows of a file; `problems` are those of the file as a whole."""

    rows: list[InvitationRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    sent: bool = False

    def wrong(self) -> list[InvitationRow]:
        """Return the rows that can't be sent."""
        return [row for row in self.rows if row.problems]

    def is_good(self) -> bool:
        """Return whether every row can be sent."""
        return bool(self.rows) and not self.problems and not self.wrong()


def check_invitation_table(text: str) -> InvitationTable:
    """Return the rows of a file, each checked; nothing is written."""
    table = read_invitation_table(text)
    if not table.problems:
        judge_invitation_rows(table.rows)
    return table


def send_invitation_table(text: str, sender: User) -> InvitationTable:
    """Invite every person in a file, or none if any row has a problem.

    A file with problems is refused before the write lock is taken.
    """
    table = check_invitation_table(text)
    if not table.is_good():
        return table
    with write_lock():
        table = check_invitation_table(text)
        if table.is_good():
            for row in table.rows:
                recipient = {"email": row.email, "role": row.role, "name": row.name}
                team.invite_by_email(member=row.member, sender=sender, **recipient)
            table.sent = True
        return table


def read_invitation_table(text: str) -> InvitationTable:
    """Return the rows of a file as written."""
    text = text.lstrip("\ufeff")  # a spreadsheet may add a mark to a file that has one
    skipped, delimiter = find_delimiter(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return InvitationTable(problems=[f"This isn’t a valid CSV file: {error}."])
    numbered = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if number > skipped and any(map(trim_unseen, line))
    ]
    if "\0" in text or len(numbered) < 2:  # noqa: PLR2004 - the column names and one row
        return InvitationTable(
            problems=["The file has no rows below the column names. Add at least one."]
        )
    names = [trim_unseen(clean_text(name)).lower() for name in numbered[0][1]]
    while names and not names[-1]:  # a spreadsheet writes the empty columns that it shows
        names.pop()
    problems = list(find_column_problems(names))
    if len(numbered) - 1 > MOST_INVITATION_ROWS:
        problems.append(
            f"The file has {len(numbered) - 1} rows. Send at most {MOST_INVITATION_ROWS} at a time."
        )
    if problems:
        return InvitationTable(problems=problems)
    return InvitationTable(
        [read_invitation_row(number, names, line) for number, line in numbered[1:]]
    )


def find_delimiter(text: str) -> tuple[int, str]:
    """Return the number of lines before the column names, and the separator of cells.

    Spreadsheets read it from a first line such as `sep=;`, and some write semicolons or tabs.
    """
    head = text.partition("\n")[0]
    if stated := SEPARATOR_LINE.fullmatch(head.rstrip("\r")):
        return 1, stated[1]
    head = text.lstrip().partition("\n")[0]
    return 0, max(",;\t", key=head.count)


def find_unseen_text(text: str) -> str:
    """Return the name of the first character that isn't one line of visible text, or ""."""
    position = find_unseen_character(text)
    if position is None:
        position = find_line_break(text)
    return "" if position is None else name_character(text[position])


def find_column_problems(names: list[str]):
    """Yield the problems of the column names."""
    known = ", ".join(INVITATION_COLUMNS)
    if len(names) > MOST_COLUMNS:
        yield f"The file has {len(names):,} columns. Use only {known}."
        return
    for name in dict.fromkeys(names):
        if name not in INVITATION_COLUMNS:
            found = find_nearest_word(name, INVITATION_COLUMNS)
            hint = f" Did you mean “{found}”?" if found else f" Use {known}."
            unseen = find_unseen_text(name)
            inside = f" It contains {unseen}, which can’t be seen." if unseen else ""
            yield f"Column “{hide_unseen(name[:60])}” isn’t recognized.{inside}{hint}"
        elif names.count(name) > 1:
            yield f"Column “{name}” appears more than once. Remove the extra one."
    if missing := [name for name in REQUIRED_COLUMNS if name not in names]:
        yield f"The first row must name the columns {known}. Missing: {', '.join(missing)}."


def read_invitation_row(number: int, names: list[str], line: list[str]) -> InvitationRow:
    """Return one row, by the column names."""
    # A leading `'` marks a cell as text for spreadsheets; it is not part of the value.
    cells = [clean_text(cell.removeprefix("'")) for cell in line]
    row = InvitationRow(number, **dict(zip(names, cells, strict=False)))
    row.role = row.role.lower()
    if len(line) > len(names) and any(cells[len(names) :]):
        row.problems.append(
            f"This row has {len(line)} cells, but there are {len(names)} columns. "
            "Remove the extra cells."
        )
    return row


def judge_invitation_rows(rows: list[InvitationRow]) -> None:
    """Add to each row its problems."""
    slugs = {row.company for row in rows}
    members = {member.slug: member for member in Member.objects.filter(slug__in=slugs)}
    old_slugs = SlugRedirect.objects.filter(slug__in=slugs).values_list("slug", "member__slug")
    redirects, first_rows = dict(old_slugs), {}
    suggest = make_company_hint()
    for row in rows:
        row.member = members.get(row.company)
        row.problems += find_company_problems(row, redirects, suggest)
        row.problems += list(find_person_problems(row))
        before = first_rows.setdefault((row.company, row.email.lower()), row.number)
        if before != row.number:
            row.problems.append(f"This repeats row {before}. Remove one of the two.")
        elif not row.problems and (problem := team.reason_not_to_invite(row.member, row.email)):
            row.problems.append(problem)


def make_company_hint():
    """Return a function that suggests the nearest slug, "" after `MOST_COMPANY_HINTS` calls.

    Each call reads all slugs of the directory, which are read from the database once.
    """
    slugs, given = [], []

    def suggest(company):
        given.append(company)
        if len(given) > MOST_COMPANY_HINTS:
            return ""
        if not slugs:
            slugs.extend(Member.objects.values_list("slug", flat=True))
        return find_nearest_word(company, slugs)

    return suggest


def find_company_problems(row: InvitationRow, redirects: dict[str, str], suggest):
    """Yield the problems of the row's company."""
    if row.member is None:
        hint = redirects.get(row.company) or suggest(row.company)
        more = f" Did you mean {hint}?" if hint else ""
        yield f"No company’s profile URL ends in “{row.company[:80]}”.{more}"
    elif row.member.status == Member.Status.ARCHIVED:
        yield f"{row.member.name} was removed from the directory. Remove this row."


def find_person_problems(row: InvitationRow):
    """Yield the problems of the row's email address, name, and role."""
    try:
        row.email = normalize_email(row.email)
    except ValidationError as error:
        named = hide_unseen(row.email[:80])
        unseen = "" if named == row.email[:80] else f" {error.messages[0]}"
        yield f"“{named}” is not a valid email address.{unseen}"
    for column in INVITATION_COLUMNS:
        value = getattr(row, column)
        if column != "email" and (found := find_unseen_text(value)):
            yield f"The {column} contains {found}, which can’t be seen. Remove it."
    for column, most in LONGEST_CELLS.items():
        if len(getattr(row, column)) > most:
            yield f"The {column} is too long. Use at most {most} characters."
    if row.role not in Role.values:
        yield f"“{row.role[:60]}” isn’t a role. Use {' or '.join(Role.values)}."
