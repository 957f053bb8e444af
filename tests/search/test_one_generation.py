"""A change during a search is either in the whole answer or in no part of it."""

import pytest
from django.db import connection
from factories import make_member, republish


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/members/", 2),
        ("/api/v1/members/?include=facets", 2),
        ("/members/?merged=true", 3),
        ("/members/?q=alpha", 2),
        ("/api/v1/suggest/?q=alp", 2),
        ("/api/v1/members/facets/", 2),
        ("/api/v1/countries/", 3),
        ("/api/v1/regions/europe/", 3),
        ("/countries/", 5),
        ("/countries/DE/", 8),
        ("/countries/FR/", 7),
        ("/services/", 5),
        ("/services/rtsm/", 8),
        ("/areas/", 4),
    ],
)
def test_an_answer_is_of_the_state_before_or_after(client, vocabulary, address, expected):
    alpha = make_member("Alpha", "DE", services=["rtsm"], areas=["oncology"])
    make_member("Gamma", "DE", services=["rtsm"], successor="alpha")

    def move(place):
        """Change the counts and rows of a company that was found before, and add companies."""
        areas = ["oncology", "neurology"] if place % 2 else ["oncology"]
        republish(alpha, name=f"Alpha {place}", summary=f"Summary {place}.", areas=areas)
        other = [{"name": f"Alpine {place}", "type": "former"}]
        keys = {"services": ["rtsm"], "areas": ["oncology"], "other_names": other}
        make_member(f"Beta {place}", "DE", **keys)
        make_member(f"Delta {place}", "DE", successor=f"beta-{place}")

    def answer(after=None):
        asked = []

        def meanwhile(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            asked.append(sql)
            if len(asked) == after:
                move(after)
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
