"""The About content, loaded from its fixture into tables that held none."""

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
    """A directory without About content."""
    Page.objects.update(parent=None)
    for table in (Page, Milestone, Organization, SocialLink, Statistic, Officer, Committee):
        table.objects.all().delete()


@pytest.fixture
def about(no_content):
    """The About content; what is returned is the report of its loading."""
    return load_about(ABOUT)


@pytest.fixture
def content():
    """The fixture as plain data."""
    return json.loads(ABOUT.read_text("utf-8"))


@pytest.fixture
def load(tmp_path):
    """Load plain data, or text, as a fixture would be loaded."""

    def load(content):
        path = tmp_path / "about.json"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return load_about(path)

    return load
