"""The association's figures, put in order: one measure at a time, newest statement first."""


def by_measure(statistics):
    """Statements by measure: [{slug, label, unit, statements, differ}] in the order of the rows.

    `differ` says that the sources do not agree: more than one value is stated. Within a measure
    the newest comes first, the undated last.
    """
    measures = {}
    for row in statistics:
        found = measures.setdefault(
            row.slug, {"slug": row.slug, "label": row.label, "unit": row.unit, "statements": []}
        )
        found["statements"].append(row)
    for measure in measures.values():
        measure["statements"].sort(key=lambda row: (row.as_of, row.period), reverse=True)
        values = {row.value for row in measure["statements"]}
        measure["differ"] = len(values) > 1
    return list(measures.values())
