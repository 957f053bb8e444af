"""The benchmark of the search: four ways on the same data and queries, then whole requests."""

import json
import subprocess
import sys

from django.conf import settings
from django.db import connection

from directory import apps, publishing, search
from directory.benchmark import agreement, by_hand, floor, usual, whole_requests
from directory.benchmark.measuring import each, resident, timed
from directory.benchmark.queries import mixed
from directory.models import Member, Revision

FEW = 6  # of each kind, for the ways that take seconds
UPDATES = 15
WAYS = ("usual", "by_hand", "index", "floor")


def measure(rounds=5, few_above=20_000):
    """All the figures, as a dictionary that JSON can say; the database holds a demonstration.

    Times are in milliseconds unless their key says otherwise, each as {median, p95}. `search` is by
    way and kind of query, `ratios` how many times longer the other ways take than the index,
    `usual_counts` how many whole facets the usual way counts otherwise. Above `few_above` members
    the usual way is measured with a few queries of each kind. The index and the requests are
    asked so many rounds; SQL by hand was asked everything once before, below that size.
    """
    apps.settle()  # as a web process is
    memory = memory_of_index()
    build = timed(search.current) / 1000
    queries = mixed(search.current().vocabulary)
    everything = [query for kind in queries.values() for query in kind]
    members = Member.objects.published().count()
    few = (
        everything if members <= few_above else [q for kind in queries.values() for q in kind[:FEW]]
    )
    found = {"index": by_kind(search.run, queries, rounds), "floor": floor_of(queries)}
    requests = whole_requests.measure(queries, rounds)
    by_hand.prepare()  # after what is ours was timed: these tables take hundreds of megabytes
    agree = agreement.check(queries, FEW if members <= few_above else 1)
    if connection.vendor == "sqlite":
        found["by_hand"] = {"all": each(by_hand.search, everything, warm=members <= few_above)}
    found["usual"] = {"all": each(usual.search, few, warm=False)}
    return {
        "members": members,
        "database": connection.vendor,
        "queries": len(everything),
        "queries_usual": len(few),
        "usual_counts": agree,
        "search": {way: found[way] for way in WAYS if way in found},
        "ratios": ratios(found),
        "build_seconds": build,
        "update": update(),
        "memory_megabytes": memory,
        "requests": requests,
    }


def by_kind(work, queries, rounds):
    """The spread over all queries, and over each kind."""
    every = [query for kind in queries.values() for query in kind]
    return {"all": each(work, every, rounds)} | {
        kind: each(work, found, rounds) for kind, found in queries.items()
    }


def floor_of(queries):
    """The spread of the floor; its sets are found beforehand."""
    return {"all": each(floor.meet, [floor.prepared(q) for kind in queries.values() for q in kind])}


def ratios(found):
    """How many times longer the other ways take than the index, by median and 95th percentile."""
    own = found["index"]["all"]
    return {
        way: {name: found[way]["all"][name] / own[name] for name in own}
        for way in WAYS
        if way in found and way != "index"
    }


def update():
    """What the next search waits for a member whose summary was just published, and changed back.

    It reads the changes and the member from the database and makes the next index of the last.
    """
    members = list(Member.objects.published().select_related("revision")[:UPDATES])
    waits = []
    for member in members:
        document = member.revision.document
        for summary in (f"{document['summary']} Anew.", document["summary"]):
            changed = document | {"summary": summary[:300]}
            publishing.publish(document=changed, origin=Revision.Origin.DEMO, member=member)
            member.refresh_from_db()
            waits.append(timed(search.current))
    waits.sort()
    return {"median": waits[len(waits) // 2], "most": waits[-1]}


def memory_of_index():
    """Megabytes that a process of its own holds with the index, above those without it."""
    before, after = (child(part) for part in ("without", "with"))
    return None if before is None else {"bare": before, "index": after - before}


def child(part):
    """The memory of a process that did this much, as it says itself."""
    command = [sys.executable, "manage.py", "bench_search", "--memory", part]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True)  # noqa: S603 - ourselves
    return json.loads(done.stdout)


def say_memory(part):
    """The memory of this process, with the index or bare: libraries loaded, a query made."""
    Member.objects.count()
    if part == "with":
        search.current()
        search.run(search.Query(q="research", facets=frozenset(search.FACETS)))
    return resident()
