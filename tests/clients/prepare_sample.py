"""Adds to a copy of the sample: changes of all kinds, a withheld revision, and a token to write.

Writes the secret of the token. `test_generated_clients.py` runs it in a process of its own.
"""

import sys

import django

django.setup()

from factories import make_owner, make_staff, make_token, republish  # noqa: E402 - after the setup

from directory.models import Member  # noqa: E402 - as above
from directory.workflow import review  # noqa: E402 - as above

member = Member.objects.get(slug="fortrea")
count = member.revision.document["trial_counts"][0]
changes = [
    {"summary": "Changed for the clients.", "legal_name": "Fortrea Incorporated"},
    {"trial_counts": [count | {"note": "Changed."}], "links": {"mastodon": "https://m.example/f"}},
    {"services": member.revision.document["services"][:1], "citations": {}},
]
revisions = [republish(member, **keys) for keys in changes]
for number in range(12):  # more than one page of revisions
    republish(member, summary=f"Changed {number} times.")
review.withhold(revision=revisions[1], actor=make_staff(), reason="Not for the public.")
sys.stdout.write(make_token(make_owner(member)))
