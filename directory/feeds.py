"""The Atom feed of profiles: what was published last. Which ones is the search's business."""

import re
from datetime import UTC, datetime, time

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from directory import dates
from directory.sharing.linked_data import ASSOCIATION_NAME

FEED_LENGTH = 50
_NOT_XML = re.compile("[\ufffe\uffff]")  # the validator lets them through; XML has no word for them


class MembersFeed(Atom1Feed):
    """An Atom feed that says the day where it has no entries, not the second."""

    def latest_post_date(self):
        """When its newest entry was published."""
        if self.items:
            return super().latest_post_date()
        return datetime.combine(dates.today(), time.min, UTC)


def render_members_feed(rows, title, page, feed, absolute):
    """Rows of a listing as an Atom document; `page` shows the same, `feed` is its own address."""
    written = MembersFeed(
        title=remove_non_xml_characters(f"{title}: ACRO member directory"),
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
            ),  # Django says that a summary is HTML
            unique_id=f"urn:uuid:{row['revision']}",
            pubdate=row["updated"],
            updateddate=row["updated"],
        )
    return written.writeString("utf-8")


def summarize_feed_row(row):
    """What the profile says in short, or what kind of company it is, and where."""
    return row["summary"] or ", ".join(filter(None, [row["kind_label"], row["headquarters_label"]]))


def remove_non_xml_characters(text):
    """Text that XML can hold."""
    return _NOT_XML.sub("", text)
