"""Tags for a page's head: text used more than once, and structured data. They query nothing."""

import json

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from directory.sharing import linked_data

register = template.Library()
JSON_LD_BLOCK = '<script type="application/ld+json">{}</script>'
# Django's json_script escapes these characters, so that no text can end the element.
SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_block_tag
def words(content):
    """Return the block's text on one line. `as NAME` stores it, to be used more than once."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 - the page has escaped them


@register.simple_tag(takes_context=True)
def data_blocks(context):
    """Return the page's structured data and breadcrumbs as JSON-LD script elements."""
    described = list(context.get("linked_data") or [])
    if context.get("crumbs"):
        absolute = context["request"].build_absolute_uri
        described.append(linked_data.describe_breadcrumb(context["crumbs"], absolute))
    blocks = ((mark_safe(escape_json(item)),) for item in described)  # noqa: S308 - escaped by `escape_json`
    return format_html_join("\n", JSON_LD_BLOCK, blocks)


def escape_json(data):
    """Return JSON that is safe inside a script element."""
    return json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES)
