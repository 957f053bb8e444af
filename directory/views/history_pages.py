"""Helpers that the public and the portal's history pages share."""

HISTORY_UNREADABLE = "We couldn’t understand this address. The history accepts only a page number."


def link_neighbor_pages(history_page):
    """Return the query strings of the previous and next page, if they exist."""
    numbers = {"previous": history_page.previous_number, "next": history_page.next_number}
    return {name: f"?page={number}" for name, number in numbers.items() if number}
