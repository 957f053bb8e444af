"""One member's profile as shown by pages and the API, and the only way to find it.

All values come from the published document and the vocabulary in memory, so a profile costs a
handful of queries however large it is.
"""

from collections import defaultdict
from copy import copy

from django.http import Http404
from django.utils import timezone

from directory import dates, search
from directory.document import projection
from directory.document.labels import (
    BASIS_LABELS,
    MEASURE_LABELS,
    MEMBERSHIP_NOTES,
    NAME_TYPE_LABELS,
    PRESENCE_LABELS,
)
from directory.models import Member, Revision, SearchText, SlugRedirect
from directory.profile import timeline
from directory.search.listing import resolve_membership
from directory.terms import AGES

# Citations of these fields appear next to the facts; all others are at the end of the profile.
CITED_IN_PLACE = {"membership", "successor", "summary", "headquarters", "founded", "website"}
CITED_IN_PLACE |= {"legal_name", "general"}
# The page shows these fields of the document without change.
FIELDS_SHOWN_AS_STORED = ("slug", "name", "legal_name", "summary", "description", "website")
FIELDS_SHOWN_AS_STORED += ("founded", "parent", "employees", "countries_stated", "reports_trials")
FIELDS_SHOWN_AS_STORED += ("registered_trials", "logo", "links", "identifiers")


class ProfileRenamedError(Exception):
    """The member with this slug has been renamed."""

    def __init__(self, slug):
        self.slug = slug
        super().__init__(f"This profile has moved to {slug}.")


class ProfileGoneError(Exception):
    """The member's profile was removed from the directory."""

    def __init__(self, name):
        self.name = name
        super().__init__(f"The profile of {name} was removed from the directory.")


def find_published_member(slug):
    """Return the published member with this slug, with the related rows a profile shows.

    Raise `ProfileRenamedError` for an old slug, `ProfileGoneError` for an archived profile, and
    `Http404` otherwise.
    """
    member = Member.objects.for_profile().filter(slug=slug).first()
    if member is None:
        redirect = SlugRedirect.objects.filter(slug=slug).select_related("member").first()
        if redirect is None:
            raise Http404("No company has this slug.")
        if redirect.member.status == Member.Status.PUBLISHED:
            raise ProfileRenamedError(redirect.member.slug)
        member = redirect.member
    if member.status == Member.Status.ARCHIVED:
        raise ProfileGoneError(member.name)
    if member.status != Member.Status.PUBLISHED:
        raise Http404("No company has this slug.")
    return member


def list_successors(member):
    """Return the companies that a member became part of, in order, up to the first draft.

    An archived company has no page, so its `url` is empty.
    """
    chain = []
    while (member := member.successor) and member.status != Member.Status.DRAFT:
        url = member.get_absolute_url() if member.status == Member.Status.PUBLISHED else ""
        chain.append({"slug": member.slug, "name": member.name, "url": url})
    return chain


def list_predecessors(member):
    """Return the companies that became part of this member, each with all of its names."""
    names = defaultdict(list)
    for entries in SearchText.objects.filter(member=member).values_list("entries", flat=True):
        for entry in entries:
            if entry["kind"] == "predecessor":
                names[entry["of"]].append(entry["text"])
    return [{"slug": slug, "name": of[0], "names": of} for slug, of in names.items()]


def profile_context(member):
    """Return the template context of a published member's page, with every value in words."""
    document, vocabulary = member.revision.document, search.fetch_vocabulary()
    today = dates.today()
    return {
        **{key: document[key] for key in FIELDS_SHOWN_AS_STORED},
        "kind_label": vocabulary.kinds[document["kind"]],
        **describe_membership(member, vocabulary, today),
        **describe_mergers(member),
        "headquarters_label": format_headquarters(document["headquarters"], vocabulary),
        **describe_trials(member, vocabulary, today),
        "presences": group_presences(document["countries"], vocabulary, today),
        "coverage": summarize_coverage(document["countries"], today),
        **describe_offers(document, vocabulary),
        "other_names": list_other_names(document),
        "citations": document["citations"],
        "other_citations": list_other_citations(document["citations"]),
        "verified_on": member.verified_on,
        "updated": member.revision.published_at,
        "revision_number": member.revision.number,
    }


def describe_membership(member, vocabulary, today):
    """Return the membership as of today, its label and note, and its dates."""
    document = member.revision.document
    membership = resolve_membership(today, member.membership, member.member_until_last)
    return {
        "membership": membership,
        "membership_label": vocabulary.memberships[membership],
        "membership_note": MEMBERSHIP_NOTES[membership],
        "shows_membership": membership != "unconfirmed" or member.successor_id is None,
        "seen_as_member": member.seen_as_member,
        "member_since": document["member_since"],
        "member_until": document["member_until"],
    }


def describe_mergers(member):
    """Return the companies that the member became part of, and those that became part of it."""
    successors = list_successors(member)
    return {
        "merged": member.successor is not None,
        "successor": successors[0] if successors else None,
        "successors": successors,
        "predecessors": [
            found | {"url": Member(slug=found["slug"]).get_absolute_url()}
            for found in list_predecessors(member)
        ],
    }


def describe_trials(member, vocabulary, today):
    """Return the headline trial count, all counts with the headline first, and their timeline."""
    counts = member.revision.document["trial_counts"]
    return {
        "trials": member.headline,
        "trial_counts": [
            describe_profile_trial_count(item, vocabulary, today)
            for item in sorted(counts, key=lambda item: item != member.headline)
        ],
        "periods": timeline.draw_timeline(counts, today),
    }


def describe_offers(document, vocabulary):
    """Return the services, therapeutic areas, modalities, and phases, with their citations."""
    citations = document["citations"]
    return {
        "services": group_services(document, citations, vocabulary),
        "areas": list_cited_terms(document, "areas", vocabulary.areas, citations),
        "modalities": list_cited_terms(document, "modalities", vocabulary.modalities, citations),
        "phases": list_cited_terms(document, "phases", vocabulary.phases, citations),
    }


def list_other_names(document):
    """Return the other names, each with the label of its type and its citations."""
    return [
        item
        | {
            "type_label": NAME_TYPE_LABELS[item["type"]],
            "citations": document["citations"].get(f"other_names[{item['name']}]", []),
        }
        for item in document["other_names"]
    ]


def list_other_citations(citations):
    """Return the citations that the page shows at its end, with the field of each."""
    return [
        (key.replace("_", " "), found)
        for key, found in citations.items()
        if "[" not in key and key not in CITED_IN_PLACE
    ]


def format_headquarters(place, vocabulary):
    """Return the city and country in words, leaving out parts that aren't stated."""
    return ", ".join(filter(None, [place["city"], vocabulary.countries.get(place["country"])]))


def describe_profile_trial_count(item, vocabulary, today):
    """Return a trial count with labels for its codes, and its age."""
    return item | {
        "measure_label": MEASURE_LABELS[item["measure"]],
        "basis_label": BASIS_LABELS[item["basis"]],
        "phase_label": vocabulary.phases.get(item["phase"], ""),
        "area_label": vocabulary.areas.get(item["area"], ""),
        "country_label": vocabulary.countries.get(item["country"], ""),
        "age": dates.classify_age(item["as_of"], today),
    }


def group_presences(countries, vocabulary, today):
    """Return the listed countries by leaf region, regions by slug and countries by name.

    `ages` and `total`, the number of the region's countries, are drawn as a row of squares.
    """
    regions = defaultdict(list)
    for item in countries:
        region = vocabulary.region_of.get(item["code"], "")
        words = {
            "name": vocabulary.countries[item["code"]],
            "kind_label": PRESENCE_LABELS[item["kind"]],
        }
        regions[region].append(item | words | {"age": dates.classify_age(item["as_of"], today)})
    return [
        {
            "region": vocabulary.regions.get(slug, "Elsewhere"),
            "slug": slug,
            "countries": sorted(found, key=lambda item: item["name"]),
            "ages": sorted((item["age"] for item in found), key=AGES.index),
            "listed": len(found),
            "total": (total := len(vocabulary.countries_by_region.get(slug, found))),
            "of": f"of {total} countr{'y' if total == 1 else 'ies'}",
        }
        for slug, found in sorted(regions.items())
    ]


def summarize_coverage(countries, today):
    """Return the number of listed countries, and the number of statements of each age."""
    ages = [dates.classify_age(item["as_of"], today) for item in countries]
    return {
        "countries": len(ages),
        "ages": [(age, ages.count(age)) for age in AGES if age in ages],
    }


def group_services(document, citations, vocabulary):
    """Return the services under their groups, in the order of the vocabulary."""
    groups = []
    for label, slugs in vocabulary.service_groups:
        offered = [
            build_cited_term("services", slug, vocabulary.services[slug], citations)
            for slug in slugs
            if slug in document["services"]
        ]
        if offered:
            groups.append({"group": label, "items": offered})
    return groups


def list_cited_terms(document, key, labels, citations):
    """Return the values of a list in the order of the vocabulary, with their citations."""
    return [
        build_cited_term(key, slug, labels[slug], citations)
        for slug in labels
        if slug in document[key]
    ]


def build_cited_term(key, slug, label, citations):
    """Return one value of a list with its label and citations."""
    return {"slug": slug, "label": label, "citations": citations.get(f"{key}[{slug}]", [])}


def preview_published_member(member, document):
    """Return the member as if this canonical document were published now; nothing is saved."""
    shown = copy(member)
    projection.set_columns(shown, document)
    shown.successor = Member.objects.filter(slug=document["successor"]).first()
    number = member.revision.number + 1 if member.revision else 1
    now = timezone.now()
    shown.revision = Revision(document=document, number=number, published_at=now)
    return shown
