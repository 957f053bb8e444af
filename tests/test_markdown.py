"""Markdown is shown with its formatting and can't inject anything."""

import pytest

from directory.markdown import render_markdown


def link(address):
    return f'<p><a href="{address}" rel="nofollow noopener">x</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/b?c=d#e",
        "http://a.example",
        "HTTPS://a.example",
        "mailto:a@b.example",
        "/",
        "/about/issues/",
    ],
)
def test_links_lead_to_the_web_to_mail_and_into_this_site(address):
    assert render_markdown(f"[x]({address})") == link(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.example",
        "tel:1",
        "//evil.example",
        "http:evil.example",
        "https:///evil.example",
        "page/",
        "?a=b",
        "#a",
    ],
)
def test_links_that_are_not_allowed_stay_text(address):
    assert render_markdown(f"[x]({address})") == f"<p>[x]({address})</p>\n"


def test_a_backslash_does_not_become_a_second_slash():
    assert render_markdown(r"[x](/\evil.example)") == link("/%5Cevil.example")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>\n"),
        ('<a href="javascript:x">y</a>', '<p>&lt;a href="javascript:x"&gt;y&lt;/a&gt;</p>\n'),
        ("[x](&#106;avascript:y)", "<p>[x](javascript:y)</p>\n"),
        ("![x](//evil.example/x.png)", "<p>![x](//evil.example/x.png)</p>\n"),
        ("![x](https://a.example/x.png)", "<p>!" + link("https://a.example/x.png")[3:]),
        ("[x][y]\n\n[y]: //evil.example", "<p>[x][y]</p>\n<p>[y]: //evil.example</p>\n"),
        ("```js onload=x\ny\n```", "<pre><code>y\n</code></pre>\n"),
    ],
)
def test_nothing_is_run_and_nothing_is_fetched(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# a", "<h2>a</h2>\n"),
        ("a\n=", "<h2>a</h2>\n"),
        ("## a", "<h3>a</h3>\n"),
        ("### a", "<h4>a</h4>\n"),
        ("###### a", "<h4>a</h4>\n"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("", ""),
    ],
)
def test_texts_keep_their_structure_and_headings_start_below_the_pages_own(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize("text", [">" * 20_000, "[" * 20_000, "- " * 5_000, "*_" * 5_000])
def test_a_text_made_to_cost_time_is_a_text_like_any_other(text):
    assert render_markdown(text)
