"""The About content, loaded from its fixture into empty tables."""

import json

import pytest

from directory.models import (
    Committee,
    Milestone,
    Officer,
    Organization,
    Page,
    SocialLink,
    Statistic,
)
from directory.transfer.about import load_about
from directory.transfer.fixtures import FIXTURES_FOLDER

ABOUT = FIXTURES_FOLDER / "about.json"


@pytest.fixture
def no_content(db):
    """Remove all About content from the directory."""
    Page.objects.update(parent=None)
    for table in (Page, Milestone, Organization, SocialLink, Statistic, Officer, Committee):
        table.objects.all().delete()


@pytest.fixture
def about(no_content):
    """Load the About content; return the report."""
    return load_about(ABOUT)


@pytest.fixture
def content():
    """Return the fixture as plain data."""
    return json.loads(ABOUT.read_text("utf-8"))


@pytest.fixture
def load(tmp_path):
    """Return a function that loads plain data or text as a fixture."""

    def load(content):
        path = tmp_path / "about.json"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return load_about(path)

    return load
