"""What changes while an answer is read is in the whole of it or in nothing of it."""

import pytest
from django.db import connection
from factories import make_member


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/members/", 2),
        ("/api/v1/members/?include=facets", 2),
        ("/api/v1/members/?merged=true", 3),
        ("/api/v1/members/facets/", 2),
        ("/api/v1/countries/", 3),
        ("/api/v1/regions/europe/", 3),
        ("/countries/", 4),
        ("/countries/DE/", 7),
        ("/countries/FR/", 6),
        ("/services/", 4),
        ("/services/rtsm/", 7),
        ("/areas/", 3),
    ],
)
def test_an_answer_is_of_the_state_before_or_after(client, vocabulary, address, expected):
    make_member("Alpha", "DE", services=["rtsm"], areas=["oncology"])
    make_member("Gamma", "DE", services=["rtsm"], successor="alpha")

    def answer(after=None):
        asked = []

        def meanwhile(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            asked.append(sql)
            if len(asked) == after:
                make_member(f"Beta {after}", "DE", services=["rtsm"], areas=["oncology"])
                make_member(f"Delta {after}", "DE", successor=f"beta-{after}")
            return found

        with connection.execute_wrapper(meanwhile):
            return client.get(address).content, len(asked)

    before, _ = answer()
    _, queries = answer()
    assert queries == expected
    for place in range(1, queries + 1):
        during, _ = answer(after=place)
        after, _ = answer()
        assert during in {before, after}, place
        before = after
