"""Shared values for the tests of writing through the API."""

from factories import make_staff

from directory.workflow import review

ADDRESS = "/api/v1/members/alpha/"
MERGE_PATCH = "application/merge-patch+json"
PROBLEM = "application/problem+json"


def trust(member):
    review.trust_member(member=member, actor=make_staff())
