"""Measurements of time (median and 95th percentile, in milliseconds) and of memory."""

from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

KILOBYTES_A_MEGABYTE = 1024


def time_call(work):
    """Return the time that a call takes, in milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def compute_spread(times):
    """Return the median and the 95th percentile of times, in their unit."""
    return {"median": median(times), "p95": quantiles(times, n=20)[-1]}


def time_each(work, things, rounds=1, *, warm=True):
    """Return the spread of a function's times over its arguments, after a warm-up round."""
    if warm:
        for thing in things:
            work(thing)
    return compute_spread(
        [time_call(lambda t=thing: work(t)) for _ in range(rounds) for thing in things]
    )


def read_resident_memory():
    """Return the resident memory of this process in MB, or None if the system has no /proc."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / KILOBYTES_A_MEGABYTE
