"""A killed import leaves all of its rows or none, and can be repeated."""

import json
import signal
import time

import pytest
from databases import database_url
from django.db import connection
from factories import make_member
from processes import start_python

from directory import search
from directory.models import Change, DirectoryState, Member, Revision, SearchText
from directory.transfer.imports import import_members

ROWS = 700  # More than are written at once.
# Imports a file and prints how many rows are done. Each is validated first, then written.
IMPORTS = """
import sys
import django
django.setup()
from directory.transfer.imports import import_members
done = 0

def step(rows):
    global done
    done += rows
    print(done, flush=True)

import_members(sys.argv[1], step=step)
"""


@pytest.mark.parametrize(
    "moment", [1, ROWS // 2, ROWS, ROWS + 500, 2 * ROWS], ids=lambda done: f"{done} steps"
)
def test_an_import_that_is_killed_leaves_all_rows_or_none(writers, tmp_path, moment):
    make_member("Alpha", founded=1990)
    before = state()
    file = tmp_path / "many.jsonl"
    file.write_text("".join(f"{json.dumps(document(number))}\n" for number in range(ROWS)))
    connection.close()

    kill_while_it_imports(file, moment)

    written = Member.objects.count() - 1
    assert written == (ROWS if moment == 2 * ROWS and written else 0)
    assert state() == before or written
    import_members(file)
    answer = search.run_query(search.Query(founded_min=2000))
    assert (Member.objects.count(), answer.count) == (ROWS + 1, ROWS)


def document(number):
    """Return a document with few fields."""
    summary = f"The company with the number {number}."
    return {"slug": f"c{number}", "name": f"C{number}", "kind": "cro", "summary": summary} | {
        "founded": 2000
    }


def state():
    """Return the state and row counts that an import changes."""
    tables = (Member, Revision, SearchText, Change)
    return DirectoryState.objects.now(), [table.objects.count() for table in tables]


def kill_while_it_imports(file, moment):
    """Import in another process, and kill it as soon as this many steps are done."""
    url = database_url(connection.settings_dict["NAME"])
    with start_python("-c", IMPORTS, file, DATABASE_URL=url) as process:
        while int(process.stdout.readline()) < moment:
            pass
        process.send_signal(signal.SIGKILL)
    time.sleep(0.2)  # The server needs a moment to notice.
