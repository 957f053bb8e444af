"""Invitations for many companies from a CSV: all of them or none.

The columns are `company` (its slug), `email`, `role` and, if one likes, `name`. A dry run judges
every row as the sending does, and says what is wrong by row; row 1 is that of the names.
"""

import csv
import io
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory import team
from directory.models import Member, Role, SlugRedirect, User, turn
from directory.text import clean, nearest

MOST = 500  # rows
NEEDED = ("company", "email", "role")
COLUMNS = (*NEEDED, "name")
LONGEST = {"email": 254, "name": 200}


@dataclass
class Row:
    """Somebody to be invited, as written; and what is wrong with it."""

    number: int
    company: str = ""
    email: str = ""
    role: str = ""
    name: str = ""
    member: Member | None = None
    problems: list[str] = field(default_factory=list)


@dataclass
class Sheet:
    """What a file holds; `problems` are those of the file as a whole."""

    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    sent: bool = False

    def wrong(self) -> list[Row]:
        """The rows that cannot be sent."""
        return [row for row in self.rows if row.problems]

    def is_good(self) -> bool:
        """Whether every row can be sent."""
        return bool(self.rows) and not self.problems and not self.wrong()


def check(text: str) -> Sheet:
    """The rows of a file, each judged; nothing is written."""
    sheet = read(text)
    if not sheet.problems:
        judge(sheet.rows)
    return sheet


def send(text: str, sender: User) -> Sheet:
    """Invite everybody in a file, or, where one row is wrong, nobody."""
    with turn():
        sheet = check(text)
        if sheet.is_good():
            for row in sheet.rows:
                to = {"email": row.email, "role": row.role, "name": row.name}
                team.invite(member=row.member, sender=sender, **to)
            sheet.sent = True
        return sheet


def read(text: str) -> Sheet:
    """The rows of a file as they are written."""
    text = text.removeprefix("\ufeff")
    head = text.lstrip().partition("\n")[0]
    mark = max(",;\t", key=head.count)  # some spreadsheets write semicolons
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        return Sheet(problems=[f"This is not a table of the kind CSV: {error}."])
    numbered = [(number, line) for number, line in enumerate(lines, 1) if any(map(str.strip, line))]
    if "\0" in text or len(numbered) < 2:  # noqa: PLR2004 - the names and one row
        return Sheet(problems=["There are no rows below that of the names of columns."])
    names = [clean(name).lower() for name in numbered[0][1]]
    problems = list(against_columns(names))
    if len(numbered) - 1 > MOST:
        problems.append(f"These are {len(numbered) - 1} rows: send at most {MOST} at a time.")
    if problems:
        return Sheet(problems=problems)
    return Sheet([row_of(number, names, line) for number, line in numbered[1:]])


def against_columns(names: list[str]):
    """What is wrong with the names of the columns."""
    known = ", ".join(COLUMNS)
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            found = nearest(name, COLUMNS)
            hint = f" Did you mean “{found}”?" if found else f" The columns are {known}."
            yield f"There is no column “{name[:60]}”.{hint}"
        elif names.count(name) > 1:
            yield f"The column “{name}” stands there more than once."
    if missing := [name for name in NEEDED if name not in names]:
        yield f"The first row has to name the columns {known}: {', '.join(missing)} is missing."


def row_of(number: int, names: list[str], line: list[str]) -> Row:
    """One row, by the names of its columns."""
    cells = [clean(cell.removeprefix("'")) for cell in line]  # see DESIGN, CSV
    row = Row(number, **dict(zip(names, cells, strict=False)))
    row.role = row.role.lower()
    if len(line) > len(names) and any(cells[len(names) :]):
        row.problems.append(f"It has {len(line)} cells, and there are {len(names)} columns.")
    return row


def judge(rows: list[Row]) -> None:
    """Say of each row what is wrong with it."""
    slugs = {row.company for row in rows}
    members = {member.slug: member for member in Member.objects.filter(slug__in=slugs)}
    moved = SlugRedirect.objects.filter(slug__in=slugs).values_list("slug", "member__slug")
    redirects, first = dict(moved), {}
    for row in rows:
        row.member = members.get(row.company)
        row.problems += against_company(row, redirects)
        row.problems += against_person(row)
        before = first.setdefault((row.company, row.email.lower()), row.number)
        if before != row.number:
            row.problems.append(f"Row {before} invites the same person for the same company.")
        elif not row.problems and (problem := team.against(row.member, row.email)):
            row.problems.append(problem)


def against_company(row: Row, redirects: dict[str, str]):
    """What is wrong with the company that a row names."""
    if row.member is None:
        now = redirects.get(row.company)
        hint = now or nearest(row.company, Member.objects.values_list("slug", flat=True))
        more = f" Did you mean {hint}?" if hint else ""
        yield f"No company has the slug “{row.company[:80]}”.{more}"
    elif row.member.status == Member.Status.ARCHIVED:
        yield f"{row.member.name} was taken out of the directory."


def against_person(row: Row):
    """What is wrong with whom a row names."""
    try:
        validate_email(row.email)
    except ValidationError:
        yield f"“{row.email[:80]}” is no email address."
    for column, most in LONGEST.items():
        if len(getattr(row, column)) > most:
            yield f"The {column} is longer than {most} characters."
    if row.role not in Role.values:
        yield f"The role is {' or '.join(Role.values)}, not “{row.role[:60]}”."
