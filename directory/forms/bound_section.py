"""One section of the edit form with submitted values and their errors.

A control's default name is the path of its value in the document, as in the validator's problems.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from directory.document.problems import MAX_LISTED_PROBLEMS, ProblemList
from directory.document.structure import parse_cited_field

REPEATED_ITEM = re.compile(r"This repeats (\S+)[.] (.*)")
PATH_SEPARATORS = re.compile(r"[.\[\]]+")


@dataclass(frozen=True)
class Control:
    """One input with its label, value, and errors."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    choices: tuple = ()  # (value, label) pairs
    errors: tuple = ()
    limit: int | None = None
    size: str = ""  # the width: "small", or "" for the default

    @property
    def described_by(self):
        """The ids of the hint and the errors, for `aria-describedby`."""
        descriptions = (("hint", self.hint), ("errors", self.errors))
        return " ".join(f"{self.name}-{part}" for part, text in descriptions if text)


@dataclass
class BoundSection:
    """The source of a section's controls: the document as submitted, and its problems.

    `typed` has the form's values that are not in the document, if the form is shown again.
    `published_name` is the company's name as published, "" before that.
    """

    document: dict
    problems: ProblemList
    vocabulary: object
    staff: bool = False
    typed: Mapping = field(default_factory=dict)
    published_name: str = ""
    anchors: dict = field(default_factory=dict)  # (id, label) of each rendered control, by path

    def control(self, path, label, *, name="", of="", **more):
        """Return the control of the value at this path; its default name is the path.

        `of` qualifies the label in the error summary, where the control is out of sight.
        """
        name = name or path
        errors = tuple(self.errors(path))
        called = label.removesuffix(" (optional)")
        self.anchors[path] = name, f"{of}: {called}" if of else called
        value = more.pop("value", None)
        value = format_input_value(self.value(path), **more) if value is None else value
        if "choices" in more:
            more["choices"] = add_missing_choice(tuple(more["choices"]), value)
            more.setdefault("kind", "select")
        return Control(name, label, value, errors=errors, **more)

    def value(self, path):
        """Return the value at a path, None if absent; a draft may hold any value at any path."""
        value = self.document
        for part in filter(None, PATH_SEPARATORS.split(path)):
            if isinstance(value, dict):
                value = value.get(part)
            elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                return None
        return value

    def errors(self, path):
        """Return the messages of problems at exactly this path."""
        return [self._name_item(message) for message in self._messages.get(path, ())]

    @cached_property
    def _messages(self):
        """The messages of the problems, by path."""
        messages = {}
        for problem in self.problems:
            messages.setdefault(problem.path, []).append(problem.message)
        return messages

    def _name_item(self, message):
        """Return a message with the label of the item that it names by its path, as in the API."""
        repeated = REPEATED_ITEM.fullmatch(message)
        if not repeated:
            return message
        path, advice = repeated.groups()
        return f"This repeats {self.nearest(path)[1]}. {advice}"

    def anchor(self, path, name, label):
        """Register the id and label of the element that problems at this path link to."""
        self.anchors[path] = name, label

    def summary(self, keys):
        """Return these fields' first problems, as (id, label, message) of the nearest element."""
        found = [problem for problem in self.problems if parse_cited_field(problem.path) in keys]
        return [
            (*self.nearest(problem.path), self._name_item(problem.message))
            for problem in found[:MAX_LISTED_PROBLEMS]
        ]

    def nearest(self, path):
        """Return the id and label of the smallest element whose path begins this path.

        If there is none, the id is "" and the label is the path.
        """
        prefixes = (path[:length] for length in range(len(path), -1, -1))
        nearest = next((prefix for prefix in prefixes if prefix in self.anchors), None)
        return ("", path) if nearest is None else self.anchors[nearest]


def format_input_value(value, **more):
    """Return a value in the form that its input shows."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if more.get("kind") == "number" else str(value)
    return str(value)


def add_missing_choice(choices, value):
    """Return the choices, with the current value added if it isn't one of them."""
    known = {choice for choice, _ in choices}
    return choices if value in known else (*choices, (value, value or "Choose an option"))


def add_blank_choice(labels):
    """Return the choices of a vocabulary, with an empty choice first."""
    return (("", "Not specified"), *labels.items())
