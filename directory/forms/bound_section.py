"""A section of the form as it is shown: controls with what was typed and what is wrong with it.

A control is named by the path that its value has in the document, as in the validator's problems.
"""

import re
from dataclasses import dataclass, field

PATH_SEPARATORS = re.compile(r"[.\[\]]+")


@dataclass(frozen=True)
class Control:
    """One input, with its label, its value and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    choices: tuple = ()  # of (value, label)
    errors: tuple = ()
    limit: int | None = None
    size: str = ""  # of the style: small, or the usual

    @property
    def described_by(self):
        """The ids of what explains it."""
        around = (("hint", self.hint), ("errors", self.errors))
        return " ".join(f"{self.name}-{part}" for part, there in around if there)


@dataclass
class BoundSection:
    """What the controls of a section are made from: the document as typed, and its problems."""

    document: dict
    problems: list
    vocabulary: object
    staff: bool = False
    anchors: dict = field(default_factory=dict)  # path: (id, label) of what was shown

    def control(self, path, label, *, name="", of="", **more):
        """The control of the value at this path; `name` where it has another one.

        `of` says what the label belongs to, where a problem is told away from it.
        """
        name = name or path
        errors = tuple(found.message for found in self.problems if found.path == path)
        called = label.removesuffix(" (optional)")
        self.anchors[path] = name, f"{of}: {called}" if of else called
        value = more.pop("value", None)
        value = format_input_value(self.value(path), **more) if value is None else value
        if "choices" in more:
            more["choices"] = add_missing_choice(tuple(more["choices"]), value)
            more.setdefault("kind", "select")
        return Control(name, label, value, errors=errors, **more)

    def value(self, path):
        """What stands at a path, None for nothing: a draft may hold anything anywhere."""
        found = self.document
        for part in filter(None, PATH_SEPARATORS.split(path)):
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            else:
                return None
        return found

    def errors(self, path):
        """What is wrong with exactly this."""
        return [found.message for found in self.problems if found.path == path]

    def anchor(self, path, name, label):
        """Note where on the page something stands, so that its problems lead there."""
        self.anchors[path] = name, label

    def summary(self, keys):
        """What is wrong in these fields: (id, label, message), each at the nearest place shown."""
        return [
            (*self.nearest(found.path), found.message)
            for found in self.problems
            if parse_cited_field(found.path) in keys
        ]

    def nearest(self, path):
        """The id and label of the smallest thing on the page that holds this path."""
        around = [shown for shown in self.anchors if path.startswith(shown)]
        return self.anchors[max(around, key=len)] if around else ("", path)


def parse_cited_field(path):
    """The field of the document to which a path belongs; of a citation, what it is of."""
    field, _, rest = path.partition("[")
    if field == "citations":
        field = PATH_SEPARATORS.split(rest)[0]
    return field.partition(".")[0]


def format_input_value(value, **more):
    """A value as its input shows it."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if more.get("kind") == "number" else str(value)
    return str(value)


def add_missing_choice(choices, value):
    """Choices, with the value that is chosen even where it is none of them."""
    known = {choice for choice, _ in choices}
    return choices if value in known else (*choices, (value, value or "Choose an option"))


def add_blank_choice(labels):
    """The choices of a vocabulary, with none first."""
    return (("", "Not specified"), *labels.items())
