"""The Atom feed of published profiles. The search decides which profiles it holds."""

import re
from datetime import UTC, datetime, time

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from directory import dates
from directory.sharing.linked_data import ASSOCIATION_NAME
from directory.terms import DIRECTORY_NAME

FEED_LENGTH = 50
# The validator accepts these characters, but XML can't hold them.
_NOT_XML = re.compile("[\ufffe\uffff]")


class MembersFeed(Atom1Feed):
    """An Atom feed that, if empty, is dated by the day, so that it stays the same all day."""

    def latest_post_date(self):
        """Return the time of the newest entry."""
        if self.items:
            return super().latest_post_date()
        return datetime.combine(dates.today(), time.min, UTC)


def render_members_feed(rows, title, page, feed, absolute):
    """Return rows of a listing as an Atom document.

    `page` is the URL of the same search, `feed` the document's own.
    """
    written = MembersFeed(
        title=remove_non_xml_characters(f"{title}: {DIRECTORY_NAME}"),
        link=page,
        description="New and updated profiles, latest first.",
        language="en-US",
        author_name=ASSOCIATION_NAME,
        feed_url=feed,
    )
    for row in rows:
        written.add_item(
            title=remove_non_xml_characters(row["name"]),
            link=absolute(row["address"]),
            description=escape(
                remove_non_xml_characters(summarize_feed_row(row))
            ),  # Django declares that a summary is HTML.
            unique_id=f"urn:uuid:{row['revision']}",
            pubdate=row["updated"],
            updateddate=row["updated"],
        )
    return written.writeString("utf-8")


def summarize_feed_row(row):
    """Return the profile's summary, or the kind of company and its headquarters."""
    return row["summary"] or ", ".join(filter(None, [row["kind_label"], row["headquarters_label"]]))


def remove_non_xml_characters(text):
    """Return the text without characters that XML can't hold."""
    return _NOT_XML.sub("", text)
