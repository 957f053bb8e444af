"""Numbered notes for the sources of a text: [1] beside a sentence, the URL at the foot."""


class References:
    """The sources of a page, numbered in the order of their first use."""

    def __init__(self):
        """Start without any sources."""
        self.numbers = {}

    def note(self, statements):
        """Return the statements, each with its `notes` as (number, URL) pairs."""
        return [
            statement | {"notes": self.number(statement["sources"])} for statement in statements
        ]

    def number(self, addresses):
        """Return (number, URL) pairs. A URL that is new gets the next number."""
        return [(self.numbers.setdefault(url, len(self.numbers) + 1), url) for url in addresses]

    def all(self):
        """Return all sources used so far as (number, URL) pairs."""
        return [(number, url) for url, number in self.numbers.items()]
