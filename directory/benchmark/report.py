"""The figures of the benchmark as a text to read."""

NAMES = {
    "usual": "the usual Django way",
    "by_hand": "hand-written SQL",
    "index": "our index",
    "floor": "the floor: bitmaps alone",
}


def lines(figures):
    """The report, line by line."""
    yield f"{figures['members']:,} members on {figures['database']}; {figures['queries']} queries"
    yield f"({figures['queries_usual']} of them the usual way). Milliseconds, median / p95:"
    for way, kinds in figures["search"].items():
        yield f"  {NAMES[way]:34} {spread(kinds['all'])}"
        for kind in kinds.keys() - {"all"}:
            yield f"    {kind:32} {spread(kinds[kind])}"
    for way, ratio in figures["ratios"].items():
        yield f"  {NAMES[way]}: {ratio['median']:.1f} / {ratio['p95']:.1f} times our index"
    yield f"Build: {figures['build_seconds']:.2f} s"
    update = figures["update"]
    yield f"Update of one member: {update['median']:.2f} ms, at most {update['most']:.2f}"
    if memory := figures["memory_megabytes"]:
        yield f"Memory: {memory['index']:.0f} MB above a bare process of {memory['bare']:.0f} MB"
    yield "Whole requests, median / p95, times an empty view:"
    for kind, found in figures["requests"].items():
        yield f"  {kind:34} {spread(found)}  x {found['times']:.1f}"


def spread(found):
    """Two numbers."""
    return f"{found['median']:9.2f} / {found['p95']:9.2f}"
