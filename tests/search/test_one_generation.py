"""What changes while an answer is read is in the whole of it or in nothing of it."""

import pytest
from django.db import connection
from factories import make_member


@pytest.mark.parametrize(
    "address",
    [
        "/members/",
        "/api/v1/members/?include=facets",
        "/api/v1/members/facets/",
        "/api/v1/countries/",
        "/api/v1/regions/europe/",
        "/countries/",
        "/countries/DE/",
        "/countries/FR/",
        "/services/",
        "/services/rtsm/",
        "/areas/",
    ],
)
def test_an_answer_is_of_the_state_before_or_after(client, vocabulary, address):
    make_member("Alpha", "DE", services=["rtsm"], areas=["oncology"])

    def answer(after=None):
        asked = []

        def meanwhile(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            asked.append(sql)
            if len(asked) == after:
                make_member(f"Beta {after}", "DE", services=["rtsm"], areas=["oncology"])
            return found

        with connection.execute_wrapper(meanwhile):
            return client.get(address).content, len(asked)

    before, _ = answer()
    _, queries = answer()
    assert queries >= 2  # the state before what is read, and after
    for place in range(1, queries + 1):
        during, _ = answer(after=place)
        after, _ = answer()
        assert during in {before, after}, place
        before = after
