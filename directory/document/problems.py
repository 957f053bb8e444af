"""The problems of a document: as many as a person can read, and the number of all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from directory.document.structure import EMPTY_DOCUMENT, GENERAL_KEY, parse_cited_field

MAX_KEPT_PROBLEMS = 100  # of one field, so that the other fields' problems stay visible
MAX_LISTED_PROBLEMS = 100  # in one response, page, or message


@dataclass(frozen=True)
class Problem:
    """One error in a document: its path (list positions as submitted), a message, and a code."""

    path: str
    message: str
    code: str


class ProblemList:
    """The first problems of each field, in the order they were found, and the number of all.

    A document may have a problem in each of its hundreds of thousands of values.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.kept: list[Problem] = []
        self.counts: Counter[str] = Counter()  # of all problems, by field
        for problem in problems:
            self.add(problem.path, problem.message, problem.code)

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over the kept problems."""
        return iter(self.kept)

    def __bool__(self) -> bool:
        """Return whether there is any problem."""
        return bool(self.counts)

    @property
    def count(self) -> int:
        """The number of all problems, kept or not."""
        return self.counts.total()

    @property
    def listed(self) -> list[Problem]:
        """The first problems, as many as one response may list."""
        return self.kept[:MAX_LISTED_PROBLEMS]

    @property
    def note(self) -> str:
        """A note on the number of problems that aren't listed, "" if all are."""
        return count_more(self.count)

    def add(self, path: str, message: str | Callable[[], str], code: str) -> None:
        """Count a problem, and keep it if its field has few; only then is the message built."""
        field = find_problem_field(path)
        self.counts[field] += 1
        if self.counts[field] <= MAX_KEPT_PROBLEMS:
            text = message if isinstance(message, str) else message()
            self.kept.append(Problem(path, text, code))

    def join(self, other: "ProblemList") -> "ProblemList":
        """Return the problems of both."""
        both = ProblemList()
        both.kept, both.counts = [*self.kept, *other.kept], self.counts + other.counts
        return both


def find_problem_field(path: str) -> str:
    """Return the field that a problem's path is in, "" if it is in none."""
    field = parse_cited_field(path)
    return field if field in EMPTY_DOCUMENT or field == GENERAL_KEY else ""


class DocumentInvalid(ValueError):  # noqa: N818 - names the condition
    """An invalid document. `found` has the number of its errors, `problems` the kept ones."""

    def __init__(self, problems: Iterable[Problem] | ProblemList) -> None:
        self.found = problems if isinstance(problems, ProblemList) else ProblemList(problems)
        self.problems = tuple(self.found)
        super().__init__(describe_problems(self.found))


def describe_problems(found: ProblemList) -> str:
    """Return the first problems as one line."""
    listed = "; ".join(
        f"{problem.path or 'document'}: {problem.message}" for problem in found.listed
    )
    return listed + count_more(found.count, prefix="; ")


def count_more(count: int, *, prefix: str = "") -> str:
    """Return a note on the problems that aren't listed, "" if all are."""
    more = count - MAX_LISTED_PROBLEMS
    return f"{prefix}and {more:,} more" if more > 0 else ""


def list_first(lines: Iterable[str], count: int | None = None) -> list[str]:
    """Return the first lines, and a last one with the number of those left out.

    `count` is the number of all, if it isn't that of `lines`.
    """
    listed = list(lines)
    more = count_more(len(listed) if count is None else count)
    return [*islice(listed, MAX_LISTED_PROBLEMS), *([more] if more else [])]
