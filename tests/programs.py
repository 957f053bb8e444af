"""The programs that some tests need, and what happens to those tests without them.

Four variables decide, each for its tests: unset, they are skipped with a reason where a program is
missing; `required` makes that an error; `off` leaves them out in any case, and the last lines of
the run say so.
"""

import os
import pwd
import shutil
from pathlib import Path

import pytest

CLIENTS_FOLDER = Path(__file__).parent / "clients"
CLIENTS = "tests/clients/.venv (make clients)"
NEEDED = {
    "BROWSER_TESTS": ["chromium"],
    "CLIENT_TESTS": [CLIENTS],
    "FAULT_TESTS": ["postgresql", "redis-server"],
    "RECIPE_TESTS": ["nginx", "openssl", "curl", "postgresql", "redis-server"],
}
LEFT_OUT = {
    "BROWSER_TESTS": "the browser tests are left out",
    "CLIENT_TESTS": "no clients are generated",
    "FAULT_TESTS": "the tests that have databases of their own are left out",
    "RECIPE_TESTS": "the recipe isn't followed",
}


def find_command(name):
    """Return the path of a command, also of one that only root has in its PATH, or None."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def find_browser():
    """Return the path of the browser, or None."""
    return os.environ.get("CHROME_PATH") or find_command("chromium")


def find_postgresql():
    """Return the folder of PostgreSQL's programs if they can be used here, or None."""
    if os.geteuid() == 0 and not (find_command("runuser") and has_postgres_user()):
        return None  # It refuses to run as root.
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: found.parent.name)
    known = [path for path in folders if (path / "initdb").exists()]
    named = shutil.which("initdb")
    return known[-1] if known else (Path(named).parent if named else None)


def find_clients():
    """Return the generators of clients, as `make clients` installs them, or None."""
    made = [CLIENTS_FOLDER / ".venv" / "made", CLIENTS_FOLDER / "node_modules" / "made"]
    return made if all(path.exists() for path in made) else None


def has_postgres_user():
    """Return whether this machine has the user that Debian's packages create."""
    return any(user.pw_name == "postgres" for user in pwd.getpwall())


def list_missing(names):
    """Return those of the programs that this machine lacks."""
    known = {"chromium": find_browser, CLIENTS: find_clients, "postgresql": find_postgresql}
    return [name for name in names if not known.get(name, lambda: find_command(name))()]  # noqa: B023


def is_off(variable):
    return os.environ.get(variable) == "off"


def need_programs(variable, *names):
    """Skip the running test if it is left out or lacks a program."""
    if is_off(variable):
        pytest.skip(f"{variable}=off: {LEFT_OUT[variable]}")
    if missing := list_missing(names):
        pytest.skip(f"This test needs {', '.join(missing)}.")


def check_variables():
    """Stop the run if a variable has another value, or a program that is required is missing."""
    for variable, names in NEEDED.items():
        value = os.environ.get(variable, "")
        if value not in {"", "off", "required"}:
            raise pytest.UsageError(f"{variable} is “{value}”. Use required or off, or unset it.")
        if value == "required" and (missing := list_missing(names)):
            raise pytest.UsageError(f"{variable}=required, but missing: {', '.join(missing)}.")


def list_notes():
    """Return a line for each kind of test that is left out, in full or in part."""
    notes = []
    for variable, names in NEEDED.items():
        if is_off(variable):
            notes.append(f"{variable}=off: {LEFT_OUT[variable]}.")
        elif missing := list_missing(names):
            notes.append(f"Tests are left out, because there is no {' and no '.join(missing)}.")
    return notes
