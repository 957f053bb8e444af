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
def test_an_answer_is_of_one_generation(client, vocabulary, address):
    make_member("Alpha", "DE", services=["rtsm"], areas=["oncology"])
    moved = []

    def meanwhile(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if not moved and '"value_id"' in sql:
            moved.append(sql)
            make_member("Beta", "DE", services=["rtsm"], areas=["oncology"])
        return found

    with connection.execute_wrapper(meanwhile):
        during = client.get(address).content

    assert moved
    assert during == client.get(address).content
