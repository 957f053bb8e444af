"""The search benchmark: four ways on the same data and queries, then whole requests."""

import json
import subprocess
import sys

from django.conf import settings
from django.db import connection

from directory import apps, search
from directory.benchmark import agreement, bitmap_floor, orm_search, sql_search, whole_requests
from directory.benchmark.measurements import read_resident_memory, time_call, time_each
from directory.benchmark.queries import draw_queries
from directory.benchmark.text_comparison import measure_text_comparison
from directory.models import Member, Revision
from directory.workflow import publishing

QUERIES_OF_SLOW_WAYS = 6  # of each kind, for the ways that take seconds
UPDATED_MEMBERS = 15
COMPARED_WAYS = ("usual", "by_hand", "index", "floor")


def measure_search(rounds=5, few_above=20_000):
    """Return all figures as a dictionary for JSON. The database must hold a demo directory.

    Times are in milliseconds unless their key says otherwise, each as {median, p95}. `search` holds
    them by way and kind of query, `ratios` how many times longer the other ways take than the
    index, and `usual_counts` how many whole facets the usual way counts differently.
    `text_comparison` is the worst comparison of two descriptions, in processor time.

    The index and the requests run `rounds` times. Above `few_above` members, the usual way runs
    only a few queries of each kind, and hand-written SQL runs without a warm-up round.
    """
    apps.preload_and_freeze()  # as in a web process
    memory, build = measure_index_memory(), time_call(search.fetch_snapshot) / 1000
    queries = draw_queries(search.fetch_snapshot().vocabulary)
    everything = [query for kind in queries.values() for query in kind]
    members = Member.objects.published().count()
    is_small = members <= few_above
    ways = {"index": measure_by_kind(search.run_query, queries, rounds)}
    ways["floor"] = measure_floor(queries)
    requests = whole_requests.measure_requests(queries, rounds)
    sql_search.prepare_sql_tables()  # Only now, because they take hundreds of megabytes.
    agree = agreement.check_agreement(queries, QUERIES_OF_SLOW_WAYS if is_small else 1)
    if connection.vendor == "sqlite":
        ways["by_hand"] = {"all": time_each(sql_search.search_by_sql, everything, warm=is_small)}
    usual_queries = choose_usual_queries(queries, is_small=is_small)
    ways["usual"] = {"all": time_each(orm_search.search_by_orm, usual_queries, warm=False)}
    return {
        "members": members,
        "database": connection.vendor,
        "queries": len(everything),
        "queries_usual": len(usual_queries),
        "usual_counts": agree,
        "search": {way: ways[way] for way in COMPARED_WAYS if way in ways},
        "ratios": compute_ratios(ways),
        "build_seconds": build,
        "update": measure_update(),
        "memory_megabytes": memory,
        "requests": requests,
        "text_comparison": measure_text_comparison(),
    }


def choose_usual_queries(queries, *, is_small):
    """Return the queries for the usual way: all of them, or a few of each kind."""
    most = None if is_small else QUERIES_OF_SLOW_WAYS
    return [query for kind in queries.values() for query in kind[:most]]


def measure_by_kind(work, queries, rounds):
    """Return the spread of times over all queries, and over each kind."""
    every = [query for kind in queries.values() for query in kind]
    return {"all": time_each(work, every, rounds)} | {
        kind: time_each(work, found, rounds) for kind, found in queries.items()
    }


def measure_floor(queries):
    """Return the spread of the floor's times; its sets are prepared outside the timing."""
    return {
        "all": time_each(
            bitmap_floor.intersect_prepared_sets,
            [bitmap_floor.prepare_sets(q) for kind in queries.values() for q in kind],
        )
    }


def compute_ratios(found):
    """Return how many times longer the other ways take than the index, by median and p95."""
    own = found["index"]["all"]
    return {
        way: {name: found[way]["all"][name] / own[name] for name in own}
        for way in COMPARED_WAYS
        if way in found and way != "index"
    }


def measure_update():
    """Return how long the next search waits after a member's summary was published, in ms.

    That search reads the changes and the member from the database and updates the index. Each
    summary is changed back afterward, which is measured too.
    """
    members = list(Member.objects.published().select_related("revision")[:UPDATED_MEMBERS])
    waits = []
    for member in members:
        document = member.revision.document
        for summary in (f"{document['summary']} Updated.", document["summary"]):
            changed = document | {"summary": summary[:300]}
            publishing.publish_document(
                document=changed, origin=Revision.Origin.DEMO, member=member
            )
            member.refresh_from_db()
            waits.append(time_call(search.fetch_snapshot))
    waits.sort()
    return {"median": waits[len(waits) // 2], "most": waits[-1]}


def measure_index_memory():
    """Return the memory of a bare process and what the index adds, in MB, or None if unknown."""
    before, after = (measure_child_memory(part) for part in ("without", "with"))
    return None if before is None else {"bare": before, "index": after - before}


def measure_child_memory(part):
    """Return the memory that a child process reports with or without the index, in MB."""
    command = [sys.executable, "manage.py", "bench_search", "--memory", part]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True)  # noqa: S603 - our own command
    return json.loads(done.stdout)


def measure_own_memory(part):
    """Return the memory of this process in MB, with the index or bare.

    A bare process has loaded the libraries and queried the database once.
    """
    Member.objects.count()
    if part == "with":
        search.fetch_snapshot()
        search.run_query(search.Query(q="research", facets=frozenset(search.FACET_NAMES)))
    return read_resident_memory()
