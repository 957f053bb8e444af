"""The environment of `templates/jinja2/`: parts that a page shows tens and hundreds of times.

They are Jinja2 templates, for Django's own take five times as long, and a list of companies is
little else. Pages show them by the tags of `templatetags/directory.py`, and know nothing of it.
"""

from functools import lru_cache

from django.template import defaultfilters
from jinja2 import Environment, Undefined

from directory.http.url_cache import reverse_for_slug
from directory.templatetags import directory as tags

MISSING_ITEM = Undefined()


class ItemFirstEnvironment(Environment):
    """Takes `row.name` for the item of a dictionary, and for nothing where there is none."""

    def getattr(self, obj, attribute):
        """The item of this name; of what is no dictionary, the attribute."""
        if isinstance(obj, dict):
            return obj.get(attribute, MISSING_ITEM)
        return super().getattr(obj, attribute)


def environment(**options):
    """The environment, for the settings: the words that these parts use."""
    made = ItemFirstEnvironment(**options)
    made.filters |= {"date": defaultfilters.date, "number": tags.number, "place": tags.place}
    made.globals |= {
        "address": reverse_for_slug,
        "marked": tags.marked,
        "options": tags.options,
        "presence_evidence": tags.presence_evidence,
        "sources": tags.sources,
        "tally": lru_cache(1_000)(tags.tally),  # the same few numbers on every list
        "trial_count": tags.trial_count,
    }
    return made
