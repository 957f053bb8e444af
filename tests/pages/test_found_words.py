"""What the page says of the words it searched for: mended, left out, found."""

import re

import pytest
from factories import make_member


def page(client, query):
    return client.get(f"/members/?{query}").content.decode()


def said(html):
    """What the status says, as one reads it."""
    status = re.search(r'<p id="result-count"[^>]*>(.*?)</p>', html, re.DOTALL)[1]
    return " ".join(re.sub("<[^>]+>", "", status).split())


def rows(html):
    """The rows' names and why they were found, as they are marked."""
    return re.findall(
        r'<h2 class="row-name"><a [^>]*>\s*(.*?)\s*</a>|<p class="matched">\s*(.*?)\s*</p>', html
    )


def test_what_was_mended_is_said_with_a_way_to_search_for_exactly_the_words(client, vocabulary):
    make_member("Medpace", "DE")

    html = page(client, "q=medpase&country=DE")

    assert said(html) == (
        "1 company No results for “medpase.” Showing results for “medpace.”"
        " Search instead for “medpase”"
    )
    assert 'href="?q=medpase&amp;country=DE&amp;exact=true"' in html


def test_of_words_as_near_the_one_is_named_that_most_companies_have(client, vocabulary):
    for name in ("Medeval", "Medexis Alpha", "Medexis Beta", "Medexus"):
        make_member(name)

    assert "No results for “mede.”" not in said(page(client, "q=mede"))
    assert "No results for “medxe.” Showing results for “medexis.”" in said(page(client, "q=medxe"))


def test_an_exact_search_mends_nothing_and_is_a_filter_to_be_taken_away(client, vocabulary):
    make_member("Medpace")

    html = page(client, "q=medpase&exact=true")

    assert said(html) == "0 companies"
    chips = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', html, re.DOTALL)
    words = [(address, " ".join(re.sub("<[^>]+>", "", text).split())) for address, text in chips]
    assert words == [
        ("?exact=true", "Remove: Search words medpase ×"),
        ("?q=medpase", "Remove: Search mode exact words only ×"),
    ]
    assert '<input type="hidden" name="exact" value="true">' in html  # a live search keeps it


def test_what_was_left_out_is_said(client, vocabulary):
    make_member("Alpha Beta Research")
    make_member("Gamma")

    html = page(client, "q=alpha+beta+gamma")

    assert "Some results don’t include “alpha” or “beta” or “gamma.”" in said(html)


def test_a_word_that_nobody_has_hides_nobody(client, vocabulary):
    make_member("Pardes Group")
    make_member("Orion Group")

    html = page(client, "q=pardes+jobs")

    assert said(html) == "1 company Some results don’t include “jobs.”"
    assert [name for name, _ in rows(html) if name] == ["<mark>Pardes</mark> Group"]


@pytest.mark.parametrize("text", ["xyzzy inc", "the xyzzy", "xyzzy research", "xyzzy in", "xyzzy"])
def test_a_name_that_nobody_has_finds_nobody_by_its_common_words(client, vocabulary, text):
    for number in range(10):
        make_member(f"Research {number} Inc", summary="The research of an institute.")

    assert said(page(client, f"q={text}")).startswith("0 companies")


def test_the_words_found_are_marked_and_nothing_in_a_name_is_markup(client, vocabulary):
    make_member("Kendle <b>& Sons</b>", slug="kendle")

    assert rows(page(client, "q=kend")) == [
        ("<mark>Kendle</mark> &lt;b&gt;&amp; Sons&lt;/b&gt;", "")
    ]


def test_a_synonym_that_was_found_is_named_beside_the_label(client, vocabulary):
    make_member("Alpha", services=["pharmacovigilance"])
    label = "Pharmacovigilance and safety reporting"

    assert rows(page(client, "q=PV")) == [
        ("Alpha", ""),
        (
            "",
            f"Service: {label}, also called <mark>PV</mark>",
        ),
    ]
