"""Shared helpers of the portal's tests: the fields of a form as a browser would send them."""

import re
from html.parser import HTMLParser

import pytest


class Form(HTMLParser):
    """The (name, value) pairs of a form that edits or submits."""

    def __init__(self, html):
        super().__init__()
        self.fields, self.within, self.select, self.text = [], False, None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.within = found.get("class") in {"edit-form", "desk-form"}
        elif self.within and tag == "input":
            ticked = found.get("type") not in {"checkbox", "radio"} or "checked" in found
            if ticked and found.get("type") != "file" and "name" in found:
                self.fields.append((found["name"], found.get("value", "on")))
        elif self.within and tag == "select":
            self.select = found["name"]
        elif self.select and tag == "option" and "selected" in found:
            self.fields.append((self.select, found["value"]))
        elif self.within and tag == "textarea":
            self.text = [found["name"], ""]

    def handle_data(self, data):
        if self.text:
            self.text[1] += data

    def handle_endtag(self, tag):
        if tag == "select":
            if self.select not in dict(self.fields):
                raise AssertionError(f"{self.select} has no option selected")
            self.select = None
        elif tag == "textarea" and self.text:
            self.fields.append((self.text[0], self.text[1].removeprefix("\n")))
            self.text = None
        elif tag == "form":
            self.within = False


@pytest.fixture
def fields():
    """Return a function that reads an edit form's fields and changes some; None removes one."""

    def read(response, **changes):
        data = {}
        for name, value in Form(response.content.decode()).fields:
            data.setdefault(name, []).append(value)
        for name, value in changes.items():
            data.pop(name, None)
            if value is not None:
                data[name] = value
        return data

    return read


@pytest.fixture
def confirmation():
    """Return a function that reads what the button sends that confirms a page's pasted cells."""

    def read(response):
        button = re.search(
            r'<button name="(pasted\.confirm)" value="(\w+)">', response.content.decode()
        )
        return {button[1]: button[2]}

    return read
