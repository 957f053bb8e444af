import json
from dataclasses import replace
from urllib.parse import urlencode

from factories import make_member, republish, trial_count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import FACETS, Oracle

from directory import dates
from directory.document import projection, schema
from directory.models import Member
from directory.workflow import conflicts, publishing, validation

SLUGS = ("alpha", "beta", "gamma")
DOCUMENTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Alpha", "Ärzte & Co", "Zeta", "Alpha"]),
        "legal_name": st.sampled_from(["", "Alpha Holdings"]),
        "other_names": st.sampled_from(
            [[], [{"name": "Kendle", "type": "former", "until": "2011"}]]
        ),
        "countries": st.lists(
            st.sampled_from(["DE", "FR", "US", "AQ"]).map(
                lambda code: {"code": code, "kind": "office", "as_of": "2020-05", "source_url": ""}
            ),
            unique_by=lambda item: item["code"],
        ),
        "services": st.lists(st.sampled_from(["rtsm", "clinical-monitoring"]), unique=True),
        "phases": st.lists(st.sampled_from(["PHASE1", "PHASE2"]), unique=True),
        "trial_counts": st.lists(
            st.tuples(st.integers(0, 9), st.sampled_from([None, "PHASE3", "PHASE1"])).map(
                lambda pair: trial_count(pair[0], phase=pair[1])
            ),
            unique_by=lambda item: item["phase"],
            max_size=2,
        ),
        "employees": st.sampled_from([None, {"count": 0, "qualifier": "about", "as_of": "2024"}]),
        "membership": st.sampled_from(["current", "former", "unconfirmed"]),
        "member_until": st.sampled_from([None, "2020", "2999-12"]),
        "headquarters": st.sampled_from([{"city": "Bonn", "country": "DE"}, {"city": None}]),
        "parent": st.sampled_from([None, {"name": "Owner", "source_url": "https://a.example/"}]),
        "links": st.sampled_from([{}, {"linkedin": "https://l.example/"}]),
    }
)
STEPS = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from(SLUGS), DOCUMENTS),
    st.tuples(st.just("succeed"), st.sampled_from(SLUGS), st.sampled_from([None, *SLUGS])),
    st.tuples(
        st.sampled_from(["archive", "unarchive", "confirm"]), st.sampled_from(SLUGS), st.none()
    ),
)


def take(verb, slug, value):
    """Take one step. Only a loop, a missing successor, or a wrong status may be refused."""
    member = Member.objects.get(slug=slug)
    try:
        if verb in {"publish", "succeed"}:
            republish(member, **(value if verb == "publish" else {"successor": value}))
        else:
            getattr(publishing, f"{verb}_profile")(member)
    except schema.DocumentInvalid as invalid:
        codes = {problem.code for problem in invalid.problems}
        assert codes <= {"successor_loop", "no_such_member"}
    except conflicts.StateConflict:
        assert verb in {"archive", "unarchive"}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=1, max_size=8))
def test_after_any_steps_the_tables_are_the_projection_of_the_published_documents(
    client, vocabulary, steps
):
    for slug in SLUGS * 2:  # A company that names an archived one has to wait for it.
        if not Member.objects.filter(slug=slug).exists():
            make_member(slug)
        take("succeed", slug, None)
        take("unarchive", slug, None)

    for step in steps:
        take(*step)

    everyone = dict(Member.objects.values_list("slug", "successor__slug"))
    known = replace(validation.validation_context(), successor_of=everyone)
    for member in Member.objects.select_related("revision", "successor"):
        assert projection.read_projected_document(member, known) == member.revision.document
    oracle = Oracle(dates.today())
    for query in ({}, {"q": ["kendle"]}, {"phase": ["PHASE3"]}, {"merged": ["true", "false"]}):
        address = urlencode(query | {"include": "facets"}, doseq=True)
        body = client.get(f"/api/v1/members/?{address}").json()
        assert [row["slug"] for row in body["results"]] == oracle.slugs(**query)
        for facet in FACETS:
            counts = {value["value"]: value["count"] for value in body["facets"][facet]}
            assert counts == oracle.facet(facet, **query)


def test_every_profile_of_the_sample_is_in_the_tables_as_in_its_document(sample):
    known = validation.validation_context()

    for member in Member.objects.select_related("revision", "successor"):
        found = projection.read_projected_document(member, known)
        assert json.dumps(found) == json.dumps(member.revision.document), member.slug


def test_a_document_keeps_the_order_of_its_keys(sample):
    member = Member.objects.get(slug="fortrea")

    assert list(member.revision.document) == list(schema.DOCUMENT_KEYS)
    assert list(member.headline) == list(schema.TRIAL_COUNT_KEYS)
