"""A demonstration directory of any size: generated documents, imported as any others are."""

import json
from tempfile import NamedTemporaryFile

from django.db.models import Exists, OuterRef

from directory import search
from directory.demo.documents import generate_documents
from directory.models import Member, Revision, write_lock
from directory.transfer.about import load_about
from directory.transfer.fixtures import FIXTURES_FOLDER, load_vocabulary
from directory.transfer.imports import import_members


class DemoRefusedError(ValueError):
    """The directory holds members that would stand among those of the demonstration."""


def make_demo(members, seed=1, step=None):
    """Load the vocabulary and the About content, and make what is missing of so many companies.

    Returns the import's report. Raises DemoRefusedError where other members stand.
    """
    with write_lock():  # all of it or nothing
        refuse_other_members()
        load_vocabulary()
        load_about(FIXTURES_FOLDER / "about.json")
        vocabulary = search.fetch_vocabulary()
        present = set(Member.objects.values_list("slug", flat=True))
        if present and next(generate_documents(vocabulary, 1, seed))["slug"] not in present:
            raise DemoRefusedError(
                "This directory was created with another seed. Use the same --seed."
            )
        with NamedTemporaryFile("w", suffix=".jsonl") as file:
            for document in generate_documents(vocabulary, members, seed):
                file.write(json.dumps(document) + "\n")
            file.flush()
            return import_members(file.name, origin=Revision.Origin.DEMO, leave=present, step=step)


def refuse_other_members():
    """Raise where a member was not made here."""
    made = Revision.objects.filter(member=OuterRef("pk"), origin=Revision.Origin.DEMO)
    if Member.objects.filter(~Exists(made)).exists():
        raise DemoRefusedError(
            "This directory contains companies that aren't part of the demo. Create the demo in an"
            " empty database: set DATABASE_URL."
        )
