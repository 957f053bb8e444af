"""The report of the search benchmark as text."""

WAY_LABELS = {
    "usual": "the usual Django way",
    "by_hand": "hand-written SQL",
    "index": "our index",
    "floor": "the floor: bitmaps alone",
}


SEARCH_TARGETS = {
    10_000: {
        "times the usual way, median": 100,
        "p95 (ms)": 5,
        "memory (MB)": 60,
        "build (s)": 2,
        "update (ms)": 5,
        "search page": 50,
        "page part": 30,
        "API list with facets": 16,
        "304": 2,
        "text comparison (ms)": 50,
    },
    100_000: {
        "median (ms)": 2,
        "p95 (ms)": 20,
        "times SQL by hand, p95": 25,
        "memory (MB)": 350,
        "build (s)": 10,
        "update (ms)": 20,
    },
}


def format_search_report(figures):
    """Yield the lines of the report."""
    yield f"{figures['members']:,} members on {figures['database']}; {figures['queries']} queries"
    yield f"({figures['queries_usual']} of them the usual way). Milliseconds, median / p95:"
    for way, kinds in figures["search"].items():
        yield f"  {WAY_LABELS[way]:34} {format_spread(kinds['all'])}"
        for kind in (kind for kind in kinds if kind != "all"):
            yield f"    {kind:32} {format_spread(kinds[kind])}"
    for way, ratio in figures["ratios"].items():
        yield f"  {WAY_LABELS[way]}: {ratio['median']:.1f} / {ratio['p95']:.1f} times our index"
    alike = figures["usual_counts"]
    yield f"Whole facets that the usual way counts differently: {alike['differ']} of {alike['of']}"
    yield f"Build: {figures['build_seconds']:.2f} s"
    update = figures["update"]
    yield f"Update of one member: {update['median']:.2f} ms, at most {update['most']:.2f}"
    if memory := figures["memory_megabytes"]:
        yield f"Memory: {memory['index']:.0f} MB above a bare process of {memory['bare']:.0f} MB"
    yield "Whole requests, median / p95, times an empty view:"
    for kind, found in figures["requests"].items():
        yield f"  {kind:34} {format_spread(found)}  x {found['times']:.1f}"
    compared = figures["text_comparison"]
    yield f"Worst comparison of texts: {compared['worst']:.1f} ms ({compared['texts']})"
    if figures["members"] in SEARCH_TARGETS:
        yield from compare_with_targets(figures)


def compare_with_targets(figures):
    """Yield the targets at this size beside the measured figures."""
    own, ratios, memory = (
        figures["search"]["index"]["all"],
        figures["ratios"],
        figures["memory_megabytes"],
    )
    measured = {
        "median (ms)": own["median"],
        "p95 (ms)": own["p95"],
        "times the usual way, median": ratios["usual"]["median"],
        "times SQL by hand, p95": ratios["by_hand"]["p95"] if "by_hand" in ratios else None,
        "memory (MB)": memory and memory["index"],
        "build (s)": figures["build_seconds"],
        "update (ms)": figures["update"]["median"],
        "text comparison (ms)": figures["text_comparison"]["worst"],
        **{kind: found["times"] for kind, found in figures["requests"].items()},
    }
    yield "Target / measured:"
    for name, target in SEARCH_TARGETS[figures["members"]].items():
        if measured[name] is None:  # SQL needs SQLite, memory needs /proc.
            continue
        bound = "at least" if name.startswith("times") else "under"
        yield f"  {name:34} {bound:>8} {target:>5} / {measured[name]:.2f}"


def format_spread(found):
    """Return a median and a 95th percentile as text."""
    return f"{found['median']:9.2f} / {found['p95']:9.2f}"
