"""Sources of running text as numbered notes: [1] beside a sentence, its address below."""


class References:
    """The sources of a page, numbered in the order in which its sentences first use them."""

    def __init__(self):
        """No source is used yet."""
        self.numbers = {}

    def note(self, statements):
        """The statements, each with its `notes`: (number, address) pairs."""
        return [
            statement | {"notes": self.number(statement["sources"])} for statement in statements
        ]

    def number(self, addresses):
        """The addresses with their numbers; a new one gets the next."""
        return [(self.numbers.setdefault(url, len(self.numbers) + 1), url) for url in addresses]

    def all(self):
        """Every source that was used: (number, address) pairs."""
        return [(number, url) for url, number in self.numbers.items()]
