"""The growth of an operation's processor time with the size of its input.

A size is compared with another one in the same run, so that the machine's speed doesn't count.
"""

import gc
from time import process_time

ROUNDS = 5
LEAST_SECONDS = 0.0002  # Shorter times are mostly those of the call and the clock.
# The larger input has four times the content. Linear work takes 4 times as long and quadratic work
# 16 times; fixed costs make both less, and caches and collections of garbage make both more.
TIMES_LARGER = 4


def time_work(work, *given):
    """Return the least processor time of a few calls, in seconds."""
    times = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            start = process_time()
            work(*given)
            times.append(process_time() - start)
    finally:
        gc.enable()
    return min(times)


def measure_growth(work, make, size):
    """Return how many times longer `work` takes on `make(4 * size)` than on `make(size)`."""
    small, large = (time_work(work, *make(number)) for number in (size, TIMES_LARGER * size))
    return large / max(small, LEAST_SECONDS)
