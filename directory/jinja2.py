"""The Jinja2 environment of `templates/jinja2/`: parts that a page repeats up to hundreds of times.

They are Jinja2 because Django's own templates take five times as long, and a list of companies
consists of little else. Pages use them through the tags in `templatetags/directory.py`.
"""

from functools import lru_cache

from django.template import defaultfilters
from jinja2 import Environment, Undefined

from directory.http.url_cache import reverse_for_slug
from directory.templatetags import directory as tags

MISSING_ITEM = Undefined()


class ItemFirstEnvironment(Environment):
    """An environment in which `row.name` is a dictionary's item, or undefined if it is missing."""

    def getattr(self, obj, attribute):
        """Return the item if `obj` is a dictionary, otherwise the attribute."""
        if isinstance(obj, dict):
            return obj.get(attribute, MISSING_ITEM)
        return super().getattr(obj, attribute)


def environment(**options):
    """Return the environment with the filters and functions of these parts, for the settings."""
    jinja = ItemFirstEnvironment(**options)
    jinja.filters |= {"date": defaultfilters.date, "number": tags.number, "place": tags.place}
    jinja.globals |= {
        "address": reverse_for_slug,
        "marked": tags.marked,
        "options": tags.options,
        "presence_evidence": tags.presence_evidence,
        "sources": tags.sources,
        "tally": lru_cache(1_000)(tags.tally),  # Every list has the same few numbers.
        "trial_count": tags.trial_count,
    }
    return jinja
