"""Calls every operation on the whole sample with the client that openapi-python-client generated.

Each answer is read into the client's models, written again, and compared. Prints how often each
operation was called, and the statuses of the errors.
"""

import json
import re
import sys
from collections import Counter
from datetime import datetime
from importlib import import_module

from client import AuthenticatedClient, Client, models
from client.types import UNSET

SITE, TOKEN = sys.argv[1:]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")
VOCABULARIES = {
    "country": ("countries", "code", models.CountryCode),
    "region": ("regions", "slug", models.RegionSlug),
    "service": ("services", "slug", models.ServiceSlug),
    "therapeutic_area": ("therapeutic_areas", "slug", models.AreaSlug),
    "modality": ("modalities", "slug", models.ModalitySlug),
    "phase": ("phases", "code", models.PhaseCode),
}
FOLDERS = {
    "about": "about get_about get_page list_pages".split(),
    "meta": "get_root get_version".split(),
    "members": "count_members get_member get_revision get_suggestions list_member_revisions"
    " list_members update_member".split(),
}
called, refused = Counter(), Counter()
anyone = Client(SITE, raise_on_unexpected_status=True)
company = AuthenticatedClient(SITE, TOKEN, prefix="Token", raise_on_unexpected_status=True)


def call(name, *words, client=anyone, status=200, **parameters):
    """Call an operation and return its response; its model holds all that was sent."""
    folder = next((key for key, names in FOLDERS.items() if name in names), "vocabularies")
    operation = import_module(f"client.api.{folder}.{name}")
    response = operation.sync_detailed(*words, client=client, **parameters)
    assert response.status_code == status, (name, words, response)
    assert normalize(response.parsed.to_dict()) == normalize(json.loads(response.content))
    assert isinstance(response.parsed, models.Problem | models.WaitingProblem) == (status >= 400)
    if status < 400:
        called[name] += 1
    else:
        refused[str(status)] += 1
    return response


def normalize(value):
    """Return data with its moments written in one way."""
    if isinstance(value, dict):
        return {key: normalize(part) for key, part in value.items()}
    if isinstance(value, list):
        return [normalize(part) for part in value]
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return datetime.fromisoformat(value).isoformat()
    return value


def list_all(name, *words, **parameters):
    """Return the items of all pages of a list."""
    items, page = [], 1
    while True:
        parsed = call(name, *words, page=page, **parameters).parsed
        items += parsed.results
        if parsed.next_ is None:
            assert len(items) == parsed.count
            return items
        page += 1


def read_members():
    merged = list(models.ListMembersMergedItem)
    everyone = {"membership": list(models.Membership), "merged": merged}
    for row in list_all("list_members", page_size=10, **everyone):
        member = call("get_member", row.slug).parsed
        assert member.profile.name == row.name
        for revision in list_all("list_member_revisions", row.slug):
            if not revision.withheld:
                call("get_revision", revision.id)
        assert call("get_suggestions", q=row.name[:200]).parsed.suggestions[0].label
        call("list_members", q=row.name)
    fields = [models.GetMemberFieldsItem.SLUG, models.GetMemberFieldsItem.TRIALS]
    few = call("get_member", "icon", fields=fields).parsed
    assert few.profile is UNSET


def read_vocabularies():
    for noun, (plural, key, values) in VOCABULARIES.items():
        rows = call(f"list_{plural}").parsed.results
        assert {getattr(row, key) for row in rows} == {value.value for value in values}
        for row in rows:
            value = values(getattr(row, key))
            call(f"get_{noun}", value.value)
            if row.count:
                parameter = {noun.removeprefix("therapeutic_"): [value]}
                found = call("list_members", page_size=1, **parameter).parsed
                assert found.count == row.count


def search():
    order, exact = models.ListMembersOrdering, models.ListMembersExact
    for parameters in (
        {"q": "oncology", "include": list(models.ListMembersIncludeItem)},
        {"q": "clinical research", "exact": exact.TRUE, "ordering": order.RELEVANCE},
        {"country_all": [models.CountryCode.DE, models.CountryCode.PL]},
        {"hq": [models.CountryCode.US, models.CountryCode.IE], "kind": list(models.CompanyKind)},
        {"area_all": list(models.AreaSlug)[:2], "service_all": list(models.ServiceSlug)[:2]},
        {"phase_all": list(models.PhaseCode)[1:3], "verified": models.ListMembersVerified.FALSE},
        {"trials_min": 1, "trials_max": 100_000, "founded_min": 1980, "founded_max": 2020},
        {"employees_min": 100, "employees_max": 100_000},
        {"updated_since": datetime.fromisoformat("2020-01-31T12:00:00+00:00")},
        {
            "fields": list(models.ListMembersFieldsItem)[:3],
            "omit": [models.ListMembersOmitItem.NAME],
        },
    ):
        call("list_members", **parameters)
    for ordering in order:
        call("list_members", ordering=ordering)
    assert call("count_members", country=[models.CountryCode.DE]).parsed.facets["country"]


def read_about():
    call("get_root")
    call("get_version")
    assert call("get_about").parsed.milestones
    for page in call("list_pages").parsed.results:
        call("get_page", page.slug)


def be_refused():
    call("get_member", "nobody", status=404)
    call("list_members", page=99, status=404)
    call("list_members", q="a" * 201, status=400)
    call("get_member", "icon", client=AuthenticatedClient(SITE, "x", prefix="Token"), status=401)
    patch = models.ProfilePatch(summary="Refused.")
    call("update_member", "icon", client=company, body=patch, if_match="*", status=403)
    call("update_member", "fortrea", client=company, body=patch, if_match='"x"', status=412)
    call(
        "update_member",
        "fortrea",
        client=company,
        if_match=call("get_member", "fortrea").headers["ETag"],
        status=400,
        body=models.ProfilePatch(founded=9999),
    )


def update():
    etag = call("get_member", "fortrea").headers["ETag"]
    patch = models.ProfilePatch(summary="Sent by a client.", founded=None)
    checked = call(
        "update_member",
        "fortrea",
        client=company,
        body=patch,
        if_match=etag,
        validate_only=models.UpdateMemberValidateOnly.TRUE,
        status=200,
    ).parsed
    assert (checked.id, checked.changed, checked.state) == (None, True, "submitted")
    sent = call(
        "update_member",
        "fortrea",
        client=company,
        body=patch,
        if_match=etag,
        message="By a program.",
        status=202,
    ).parsed
    assert (sent.state, sent.message) == (models.RevisionState.SUBMITTED, "By a program.")
    assert sent.profile.summary == "Sent by a client."
    call("get_revision", sent.id, client=company)
    again = call("update_member", "fortrea", client=company, body=patch, if_match=etag, status=409)
    assert again.parsed.revision == sent.url


read_members()
read_vocabularies()
search()
read_about()
be_refused()
update()
sys.stdout.write(json.dumps({"called": called, "refused": refused}))
