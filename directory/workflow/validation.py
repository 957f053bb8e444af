"""Validation of a profile document against the database."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from directory import dates, search
from directory.document import schema
from directory.document.validators import Codes
from directory.http.url_cache import reverse_cached
from directory.models import Member, SlugRedirect
from directory.profile import logos
from directory.search.facets import find_facet
from directory.terms import PHASES, Document


class StoredSuccessors(Mapping[str, str | None]):
    """Every published member's slug with its successor's slug, read one at a time.

    A profile can't name an unpublished company: a draft or an archived company has no page.
    """

    def __getitem__(self, slug: str) -> str | None:
        members = Member.objects.published().filter(slug=slug)
        for row in members.values_list("successor__slug", flat=True):
            return row
        raise KeyError(slug)

    def __iter__(self) -> Iterator[str]:
        return iter(Member.objects.published().values_list("slug", flat=True))

    def __len__(self) -> int:
        return Member.objects.published().count()


class StoredRedirects(Mapping[str, str]):
    """Every former slug with the current one, read one at a time; those of `owner` are left out."""

    def __init__(self, owner: int | None = None) -> None:
        self.rows = SlugRedirect.objects.exclude(member=owner)

    def __getitem__(self, slug: str) -> str:
        for row in self.rows.filter(slug=slug).values_list("member__slug", flat=True):
            return row
        raise KeyError(slug)

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows.values_list("slug", flat=True))

    def __len__(self) -> int:
        return self.rows.count()


def validation_context() -> schema.ValidationContext:
    """Return the facts about the current directory that the validator needs."""
    vocabulary = search.fetch_vocabulary()
    return schema.ValidationContext(
        countries=describe_codes(vocabulary, "country", vocabulary.countries),
        services=describe_codes(vocabulary, "service", vocabulary.services),
        areas=describe_codes(vocabulary, "area", vocabulary.areas),
        modalities=describe_codes(vocabulary, "modality", vocabulary.modalities),
        phases=describe_codes(vocabulary, "phase", PHASES),
        successor_of=StoredSuccessors(),
        redirects=StoredRedirects(),
        today=dates.today(),
    )


def describe_codes(vocabulary: search.Vocabulary, facet: str, codes: Collection[str]) -> Codes:
    """Return the codes that a document may have, with what people write for them."""
    address = reverse_cached(f"api:{find_facet(facet).vocabulary}")
    return Codes(codes, partial(vocabulary.find_nearest_value, facet), address)


def validate_for_member(document: Document, member: Member | None = None) -> Document:
    """Return the canonical form of a document for this member, or for a new one.

    Raise `DocumentInvalid` with all errors. A member may take back a slug it had before; no two
    members have the same slug.
    """
    context = validation_context()
    if member is not None:
        other_redirects = StoredRedirects(owner=member.pk)
        context = replace(context, own_slug=member.slug, redirects=other_redirects)
    canonical = schema.validate_document(document, context)
    taken = Member.objects.filter(slug=canonical["slug"]).exclude(pk=member and member.pk)
    if taken.exists():
        problem = schema.Problem(
            "slug", "Another company uses this slug. Choose a different one.", "taken"
        )
        raise schema.DocumentInvalid((problem,))
    return canonical


def find_logo_problems(before: Document, after: Document) -> list[schema.Problem]:
    """Return a problem if the new logo isn't stored here, otherwise an empty list.

    Imports skip this check because their documents may arrive before the logo files.
    """
    logo = after["logo"]
    if logo is None or logo["sha256"] == (before.get("logo") or {}).get("sha256"):
        return []
    if logos.is_logo_stored(logo["sha256"]):
        return []
    fix = "Upload the image in the portal under “Links and logo”, then use its SHA-256."
    return [schema.Problem("logo.sha256", f"No image has this SHA-256. {fix}", "no_such_logo")]
