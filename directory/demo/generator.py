"""A demonstration directory of any size: generated documents, imported like any others."""

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
    """The directory holds members that would be mixed with those of the demonstration."""


def make_demo(members, seed=1, step=None):
    """Load the vocabulary and the About content, and add companies up to `members`.

    Return the import report. Raise `DemoRefusedError` if the directory has other members, or was
    made with another seed.
    """
    with write_lock():  # one transaction: a failure leaves nothing behind
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
    """Raise `DemoRefusedError` if a member was not made by the demonstration."""
    made = Revision.objects.filter(member=OuterRef("pk"), origin=Revision.Origin.DEMO)
    if Member.objects.filter(~Exists(made)).exists():
        raise DemoRefusedError(
            "This directory contains companies that aren't part of the demo. Create the demo in an"
            " empty database: set DATABASE_URL."
        )
