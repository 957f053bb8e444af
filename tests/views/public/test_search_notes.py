"""The page's notes about the searched words: corrected, left out, found."""

import re

import pytest
from factories import make_member


def page(client, query):
    return client.get(f"/members/?{query}").content.decode()


def said(html):
    """Return the status text as a reader sees it."""
    status = re.search(r'<p id="result-count"[^>]*>(.*?)</p>', html, re.DOTALL)[1]
    return " ".join(re.sub("<[^>]+>", "", status).split())


def rows(html):
    """Return the rows' names and the reasons why they were found, with their marks."""
    return re.findall(
        r'<h2 class="row-name"><a [^>]*>\s*(.*?)\s*</a>|<p class="matched">\s*(.*?)\s*</p>', html
    )


def test_a_correction_is_shown_with_a_link_to_the_exact_search(client, vocabulary):
    make_member("Medpace", "DE")

    html = page(client, "q=medpase&country=DE")

    assert said(html) == (
        "1 company No results for “medpase.” Showing results for “medpace.”"
        " Search instead for “medpase”"
    )
    assert 'href="?q=medpase&amp;country=DE&amp;exact=true"' in html


def test_of_equally_near_words_the_most_frequent_is_named(client, vocabulary):
    for name in ("Medeval", "Medexis Alpha", "Medexis Beta", "Medexus"):
        make_member(name)

    assert "No results for “mede.”" not in said(page(client, "q=mede"))
    assert "No results for “medxe.” Showing results for “medexis.”" in said(page(client, "q=medxe"))


def test_an_exact_search_corrects_nothing_and_is_a_removable_filter(client, vocabulary):
    make_member("Medpace")

    html = page(client, "q=medpase&exact=true")

    assert said(html) == "0 companies"
    chips = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', html, re.DOTALL)
    words = [(address, " ".join(re.sub("<[^>]+>", "", text).split())) for address, text in chips]
    assert words == [
        ("?exact=true", "Remove: Search words medpase ×"),
        ("?q=medpase", "Remove: Search mode exact words only ×"),
    ]
    assert '<input type="hidden" name="exact" value="true">' in html  # A live search preserves it.


def test_left_out_words_are_named(client, vocabulary):
    make_member("Alpha Beta Research")
    make_member("Gamma")

    html = page(client, "q=alpha+beta+gamma")

    assert "Some results don’t include “alpha” or “beta” or “gamma.”" in said(html)


def test_an_unknown_word_hides_no_company(client, vocabulary):
    make_member("Pardes Group")
    make_member("Orion Group")

    html = page(client, "q=pardes+jobs")

    assert said(html) == "1 company Some results don’t include “jobs.”"
    assert [name for name, _ in rows(html) if name] == ["<mark>Pardes</mark> Group"]


@pytest.mark.parametrize("text", ["xyzzy inc", "the xyzzy", "xyzzy research", "xyzzy in", "xyzzy"])
def test_an_unknown_name_finds_no_company_by_its_common_words(client, vocabulary, text):
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
