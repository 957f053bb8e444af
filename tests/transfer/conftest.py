"""A function that loads About content from plain data or text."""

import json

import pytest

from directory.transfer.about import load_about


@pytest.fixture
def load(tmp_path):
    """Return a function that loads plain data or text as a fixture."""

    def load(content):
        path = tmp_path / "about.json"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return load_about(path)

    return load
