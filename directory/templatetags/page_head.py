"""Tags of a page's head: words said twice, and data for programs. Nothing is queried."""

import json

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from directory.sharing import linked_data

register = template.Library()
JSON_LD_BLOCK = '<script type="application/ld+json">{}</script>'
# As Django's json_script does it: no text can end the element.
SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_block_tag
def words(content):
    """The words within, on one line; with `as NAME` they can be said more than once."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 - the page has escaped them


@register.simple_tag(takes_context=True)
def data_blocks(context):
    """What this page is about, and the way to it, as blocks of JSON-LD."""
    found = list(context.get("linked_data") or [])
    if context.get("crumbs"):
        absolute = context["request"].build_absolute_uri
        found.append(linked_data.describe_breadcrumb(context["crumbs"], absolute))
    blocks = ((mark_safe(escape_json(thing)),) for thing in found)  # noqa: S308 - escaped by `escape_json`
    return format_html_join("\n", JSON_LD_BLOCK, blocks)


def escape_json(thing):
    """JSON that is safe within a script element."""
    return json.dumps(thing, ensure_ascii=False).translate(SCRIPT_ESCAPES)
