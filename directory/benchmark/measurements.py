"""How long it takes: medians and 95th percentiles in milliseconds; and how much memory."""

from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

KILOBYTES_A_MEGABYTE = 1024


def time_call(work):
    """What some work takes, in milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def compute_spread(times):
    """The median and the 95th percentile, in milliseconds."""
    return {"median": median(times), "p95": quantiles(times, n=20)[-1]}


def time_each(work, things, rounds=1, *, warm=True):
    """The spread of some work over many things, after one round that warms up."""
    if warm:
        for thing in things:
            work(thing)
    return compute_spread(
        [time_call(lambda t=thing: work(t)) for _ in range(rounds) for thing in things]
    )


def read_resident_memory():
    """The megabytes of memory that this process holds; None where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(found for found in status.read_text().splitlines() if found.startswith("VmRSS"))
    return int(line.split()[1]) / KILOBYTES_A_MEGABYTE
