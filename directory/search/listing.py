"""One page of a result with its rows, all of one generation."""

from dataclasses import dataclass
from typing import Any

from directory import dates
from directory.models import Member
from directory.search.cards import build_card, list_queried_countries
from directory.search.engine import run_query
from directory.search.explanations import NAME_KINDS, Explainer
from directory.search.query import Answer, Query
from directory.search.snapshot import Snapshot, read_by_generation, read_consistently

EXPLAINED_TEXTS = ("entries", "names", "places")


@dataclass(frozen=True)
class Listing:
    """A page of the answer to a query, with the rows that a list shows."""

    query: Query
    answer: Answer
    rows: list[dict[str, Any]]
    snapshot: Snapshot

    @property
    def count(self) -> int:
        """The number of companies that match, on all pages."""
        return self.answer.count

    @property
    def number(self) -> int:
        """The number of this page, from 1."""
        return self.query.page

    @property
    def pages(self) -> int:
        """The number of pages; at least one, which may be empty."""
        return max(1, -(-self.count // self.query.page_size))

    @property
    def past_end(self) -> bool:
        """Whether the requested page doesn't exist."""
        return self.query.past_end(self.count)

    @property
    def next_number(self) -> int | None:
        """The number of the next page, or None."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def previous_number(self) -> int | None:
        """The number of the previous page, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def first(self) -> int:
        """The position of the page's first row in the whole result, from 1."""
        return (self.number - 1) * self.query.page_size + 1

    @property
    def last(self) -> int:
        """The position of the page's last row in the whole result, from 1."""
        return self.first + len(self.rows) - 1


def read_listing(query: Query, *, whole: bool = False) -> Listing:
    """Return the answer to a query with its rows, of one generation.

    With `whole`, each row also holds its card, which only the search page shows.
    """

    def read(snapshot: Snapshot) -> tuple[Listing, int | None]:
        answer = run_query(query, snapshot)
        rows, generation = read_listing_rows(answer, query, snapshot, whole=whole)
        return Listing(query, answer, rows, snapshot), generation

    return read_by_generation(read)


def read_answer(query: Query) -> Answer:
    """Return the answer to a query without rows, of one generation."""
    return read_consistently(lambda snapshot: run_query(query, snapshot))


def read_listing_rows(
    answer: Answer, query: Query, snapshot: Snapshot, *, whole: bool = False
) -> tuple[list[dict[str, Any]], int | None]:
    """Return the rows of a page, with explanations if the query has text, with cards if `whole`.

    Also return the generation of the last row read, or None if no rows were read.
    """
    today, vocabulary = dates.today(), snapshot.vocabulary
    explained, queried = answer.question is not None, list_queried_countries(query, vocabulary)
    more = [f"search_text__{part}" for part in EXPLAINED_TEXTS] * explained + ["evidence"] * whole
    more += ["revision__document"] * (whole and bool(queried))
    stored = Member.objects.as_rows(answer.ids, *more)
    successors = Member.objects.as_successors({row["successor"] for row in stored} - {None})
    read = [*stored, *successors.values()]
    rows = [build_listing_row(row, successors, snapshot, today) for row in stored]
    if whole:
        cards = [build_card(row, query, snapshot, queried) for row in stored]
        rows = [row | card for row, card in zip(rows, cards, strict=True)]
    if explained:
        explainer = Explainer(snapshot, answer.question)
        for row, columns in zip(rows, stored, strict=True):
            texts = {part: columns[f"search_text__{part}"] for part in EXPLAINED_TEXTS}
            part = explainer.explain(row["id"], texts)
            row["matched"] = part.serialize() if part else None
            if whole:
                row["name_pieces"] = explainer.marked(row["name"], as_name=True)
                as_name = part is not None and part.kind in NAME_KINDS
                found_text = part.written() if part else ""
                row["matched_pieces"] = explainer.marked(found_text, as_name=as_name)
    return rows, read[-1]["generation"] if read else None


def build_listing_row(
    row: dict[str, Any], successors: dict[int, Any], snapshot: Snapshot, today: Any
) -> dict[str, Any]:
    """Return a row with the keys of the API and the labels that pages show.

    `updated` comes from the index, so that it fits the order even while an old index answers.
    """
    vocabulary, country = snapshot.vocabulary, row["headquarters_country"]
    membership = resolve_membership(today, row["membership"], row["member_until_last"])
    places = [row["headquarters_city"], vocabulary.countries.get(country, "")]
    return {
        "id": row["id"],
        "slug": row["slug"],
        "name": row["name"],
        "kind": row["kind"],
        "kind_label": vocabulary.kinds[row["kind"]],
        "membership": membership,
        "membership_label": vocabulary.memberships[membership],
        "seen_as_member": row["seen_as_member"],
        "merged": row["successor"] is not None,
        "successor": describe_successor(row, successors),
        "headquarters": {"city": row["headquarters_city"] or None, "country": country},
        "headquarters_label": ", ".join(filter(None, places)),
        "summary": row["summary"],
        "country_count": row["country_count"],
        "service_count": row["service_count"],
        "trials": row["headline"],
        "reports_trials": row["reports_trials"],
        "verified_on": row["verified_on"],
        "updated": snapshot.index.updated(row["id"]),
        "revision": row["revision"],
        "matched": None,
    }


def describe_successor(row: dict[str, Any], successors: dict[int, Any]) -> dict[str, Any] | None:
    """Return a row's successor as {slug, name, published}, or None if none or a draft."""
    successor = successors.get(row["successor"])
    if successor is None or successor["status"] == Member.Status.DRAFT:
        return None
    published = successor["status"] == Member.Status.PUBLISHED
    return {"slug": successor["slug"], "name": successor["name"], "published": published}


def resolve_membership(today: Any, membership: str, last_day: Any) -> str:
    """Return the membership on this day: `current` turns `former` after its last day, in UTC."""
    ended = membership == "current" and last_day is not None and last_day < today
    return "former" if ended else membership
