"""Lets a company of the sample publish without review, and writes the secret of its token.

`test_schemathesis.py` runs it in a process of its own.
"""

import sys

import django

django.setup()

from factories import make_owner, make_staff, make_token  # noqa: E402 - after the setup

from directory.models import Member  # noqa: E402 - as above
from directory.workflow import review  # noqa: E402 - as above

member = Member.objects.get(slug="fortrea")
review.trust_member(member=member, actor=make_staff())
sys.stdout.write(make_token(make_owner(member)))
