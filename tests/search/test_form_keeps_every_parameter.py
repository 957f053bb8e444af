"""A live search sends what the form holds: whatever the address says, the form sends it again."""

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from factories import make_member
from hypothesis import HealthCheck, given, settings
from test_every_parameter import API_ONLY, REPEATING, TABLE, queries

from directory.filters import MemberFilterSet

LIVE = {"HX-Request": "true"}
SHOWN_ON_EVERY_PAGE = sorted(set(TABLE) - API_ONLY - {"page"})
NOTHING = "xyzzyx"
BROWSER_SENDS = {"text", "search", "hidden", "date"}


class Form(HTMLParser):
    """The pairs that a browser sends for the inputs and the chosen option of a page."""

    def __init__(self, text):
        super().__init__()
        self.sent, self.select = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "select":
            self.select = found["name"]
        elif tag == "option" and "selected" in found:
            self.sent.append((self.select, found["value"]))
        elif tag == "input" and (found.get("type", "text") in BROWSER_SENDS or "checked" in found):
            self.sent.append((found["name"], found["value"]))


def send_again(client, query, **headers):
    """Return what the form on the page of a query sends, without empty values."""
    text = client.get(f"/members/?{query}", headers=headers).content.decode()
    return sorted((name, value) for name, value in Form(text).sent if value)


class Asked:
    """A request with a query string."""

    def __init__(self, query):
        self.META = {"QUERY_STRING": query}


def normalize(pairs):
    """Return the query string that all spellings of a search share, without defaults."""
    return MemberFilterSet.from_request(Asked(urlencode(list(pairs)))).canonical()


@pytest.mark.parametrize("name", SHOWN_ON_EVERY_PAGE)
@pytest.mark.parametrize("headers", [{}, LIVE], ids=["page", "part"])
def test_the_form_sends_every_parameter_again_even_without_results(client, sample, name, headers):
    values = TABLE[name] if name in REPEATING else TABLE[name][:1]
    pairs = {("q", TABLE["q"][0] if name == "q" else NOTHING)} | {(name, one) for one in values}
    pairs = [(key, value.upper() if key == "country" else value) for key, value in pairs]

    sent = send_again(client, urlencode(pairs), **headers)

    # The search field is outside of the part that a live search replaces.
    assert normalize({("q", dict(pairs)["q"]), *sent}) == normalize(pairs)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=queries())
def test_the_form_sends_any_combination_of_parameters_again(client, sample, query):
    sent = send_again(client, urlencode(query, doseq=True))

    asked = [(name, value) for name, values in query.items() for value in values]
    assert normalize(sent) == normalize(asked)


def test_required_values_come_back_after_a_search_without_results(client, vocabulary):
    make_member("Alpha", "DE PL KR")
    asked = "country_all=DE&country_all=KR&country_all=PL"

    without_results = send_again(client, f"{asked}&q=oncology", **LIVE)
    sent = [(name, value) for name, value in without_results if name != "q"]

    assert normalize(sent) == asked
    page = client.get(f"/members/?{asked}&q=oncology")
    country = next(facet for facet in page.context["facets"] if facet["id"] == "country")
    assert [now for *_, now in country["modes"]] == [False, True]
    assert [(value["label"], value["selected"]) for value in country["first"]] == [
        ("Germany", True),
        ("Poland", True),
        ("South Korea", True),
    ]


def test_alternative_and_required_values_are_checked_each_under_its_own_parameter(
    client, vocabulary
):
    make_member("Alpha", "DE PL KR")
    asked = "country=DE&country=KR&country_all=PL"

    assert normalize(send_again(client, asked)) == asked
    assert normalize(send_again(client, f"{asked}&hq=US")) == f"{asked}&hq=US"


def test_a_parameter_without_a_control_is_an_active_filter_that_can_be_removed(client, vocabulary):
    make_member("Alpha", "DE")

    page = client.get("/members/?q=alpha&exact=true")

    assert ("exact", "true") in Form(page.content.decode()).sent
    chosen = [(item["label"], item["url"]) for item in page.context["chosen"]]
    assert ("Search mode", "?q=alpha") in chosen


def test_an_invalid_parameter_without_a_control_does_not_come_back(client, vocabulary):
    assert normalize(send_again(client, "exact=perhaps&country=DE")) == "country=DE"
