"""How long it takes: medians and 95th percentiles in milliseconds; and how much memory."""

from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

KILOBYTES = 1024


def timed(work):
    """What some work takes, in milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def spread(times):
    """The median and the 95th percentile, in milliseconds."""
    return {"median": median(times), "p95": quantiles(times, n=20)[-1]}


def each(work, things, rounds=1, *, warm=True):
    """The spread of some work over many things, after one round that warms up."""
    if warm:
        for thing in things:
            work(thing)
    return spread([timed(lambda t=thing: work(t)) for _ in range(rounds) for thing in things])


def resident():
    """The megabytes of memory that this process holds; None where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(found for found in status.read_text().splitlines() if found.startswith("VmRSS"))
    return int(line.split()[1]) / KILOBYTES
