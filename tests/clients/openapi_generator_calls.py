"""Calls every operation on the whole sample with the client that openapi-generator generated.

As `openapi_python_client_calls`, whose counts it prints, too. This client checks parameters itself.
"""

import json
import sys
from collections import Counter
from datetime import datetime

import client
from client import models

SITE, TOKEN = sys.argv[1:]
VOCABULARIES = {
    "country": ("countries", "code"),
    "region": ("regions", "slug"),
    "service": ("services", "slug"),
    "therapeutic_area": ("therapeutic_areas", "slug"),
    "modality": ("modalities", "slug"),
    "phase": ("phases", "code"),
}
called, refused = Counter(), Counter()


def make_apis(**settings):
    """Return the APIs of a client with its own settings."""
    connection = client.ApiClient(client.Configuration(host=SITE, **settings))
    kinds = (client.MembersApi, client.VocabulariesApi, client.AboutApi, client.MetaApi)
    return [kind(connection) for kind in kinds]


anyone = make_apis()
company = make_apis(api_key={"token": TOKEN}, api_key_prefix={"token": "Token"})
# A read needs no token, so that this client sends one only as a header.
company[0].api_client.default_headers["Authorization"] = f"Token {TOKEN}"
stranger = make_apis()
stranger[0].api_client.default_headers["Authorization"] = "Token x"


def call(name, *words, apis=anyone, status=200, **parameters):
    """Call an operation and return its response; its model holds all that was sent."""
    method = next(getattr(api, f"{name}_with_http_info") for api in apis if hasattr(api, name))
    try:
        response = method(*words, **parameters)
        found, data, sent = response.status_code, response.data, response.raw_data
        called[name] += 1
    except client.ApiException as error:
        response, found, data, sent = error, error.status, error.data, error.body
        refused[str(found)] += 1
    assert isinstance(data, models.Problem | models.WaitingProblem) == (found >= 400), data
    assert found == status, (name, words, found)
    assert list_leaves(json.loads(data.to_json())) == list_leaves(json.loads(sent)), name
    return response


def list_leaves(value, path=""):
    """Return every value by its path; null and missing are the same to this client's writer."""
    if isinstance(value, dict):
        parts = [(f"{path}.{key}", part) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [(f"{path}[{number}]", part) for number, part in enumerate(value)]
    else:
        return {} if value is None else {path: read_moment(value)}
    return {key: leaf for name, part in parts for key, leaf in list_leaves(part, name).items()}


def read_moment(value):
    """Return a moment written in one way; other values unchanged."""
    try:
        return datetime.fromisoformat(value).isoformat() if "T" in value else value
    except (TypeError, ValueError):
        return value


def list_all(name, *words, **parameters):
    """Return the items of all pages of a list."""
    items, page = [], 1
    while True:
        data = call(name, *words, page=page, **parameters).data
        items += data.results
        if data.next is None:
            assert len(items) == data.count
            return items
        page += 1


def read_members():
    memberships = list(models.Membership)
    for row in list_all("list_members", membership=memberships, merged=["false", "true"]):
        member = call("get_member", row.slug).data
        assert member.profile.name == row.name
        for revision in list_all("list_member_revisions", row.slug):
            if not revision.withheld:
                call("get_revision", revision.id)
        assert call("get_suggestions", q=row.name).data.suggestions[0].label
        call("list_members", q=row.name)
    assert call("get_member", "icon", fields=["slug", "trials"]).data.profile is None


def read_vocabularies():
    for noun, (plural, key) in VOCABULARIES.items():
        for row in call(f"list_{plural}").data.results:
            value = getattr(row, key)
            call(f"get_{noun}", value)
            if row.count:
                parameter = {noun.removeprefix("therapeutic_"): [value]}
                assert call("list_members", page_size=1, **parameter).data.count == row.count


def search():
    since = datetime.fromisoformat("2020-01-31T12:00:00+00:00")
    for parameters in (
        {"q": "oncology", "include": ["facets"]},
        {"q": "clinical research", "exact": "true", "ordering": "relevance"},
        {"country_all": ["DE", "PL"], "hq": ["US", "IE"], "kind": ["cro"]},
        {"trials_min": 1, "trials_max": 100_000, "updated_since": since},
        {"fields": ["name", "slug", "kind"], "omit": ["kind"], "verified": "false"},
    ):
        call("list_members", **parameters)
    assert call("count_members", country=["DE"]).data.facets["country"]


def read_about():
    call("get_root")
    call("get_version")
    assert call("get_about").data.milestones
    for page in call("list_pages").data.results:
        call("get_page", page.slug)


def be_refused():
    call("get_member", "nobody", status=404)
    call("list_members", page=99, status=404)
    call("get_member", "icon", fields=["color"], status=400)
    call("get_member", "icon", apis=stranger, status=401)
    patch = models.ProfilePatch(summary="Refused.")
    call("update_member", "*", "icon", patch, apis=company, status=403)
    call("update_member", '"x"', "fortrea", patch, apis=company, status=412)
    wrong = models.ProfilePatch(founded=9999)
    call("update_member", find_etag("fortrea"), "fortrea", wrong, apis=company, status=400)


def find_etag(slug):
    headers = call("get_member", slug).headers
    return next(value for name, value in headers.items() if name.lower() == "etag")


def update():
    patch = models.ProfilePatch(summary="Sent by a client.")
    words = (find_etag("fortrea"), "fortrea", patch)
    checked = call("update_member", *words, validate_only="true", apis=company, status=200).data
    assert (checked.id, checked.changed, checked.state) == (None, True, "submitted")
    sent = call("update_member", *words, message="By a program.", apis=company, status=202).data
    assert (sent.state, sent.message) == (models.RevisionState.SUBMITTED, "By a program.")
    assert sent.profile.summary == "Sent by a client."
    call("get_revision", sent.id, apis=company)
    assert call("update_member", *words, apis=company, status=409).data.revision == sent.url


read_members()
read_vocabularies()
search()
read_about()
be_refused()
update()
sys.stdout.write(json.dumps({"called": called, "refused": refused}))
