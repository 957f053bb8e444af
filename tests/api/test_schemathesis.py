"""Schemathesis asks a site with the sample what the OpenAPI document allows, and what it doesn't.

All of its checks run on the few cases of the short form: every phase for reads, and examples and
random patches for the one write, since each patch publishes. With SCHEMATHESIS_SECONDS, both run
every phase for so long.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from processes import ROOT, make_environment, run_python
from web_server import serving

pytestmark = pytest.mark.own_database
SETTINGS = Path(__file__).parent / "schemathesis.toml"
HOOKS = Path(__file__).parent / "schemathesis_hooks.py"
LONG = int(os.environ.get("SCHEMATHESIS_SECONDS", "0"))
SECONDS = 300 + 2 * LONG
RATES = dict.fromkeys(("API_RATE_SUGGEST", "API_RATE_TOKEN", "API_RATE_WRITING"), "off")
FIXED = "--checks all --seed 20 --no-color --generation-database none --continue-on-failure"
SHORT = {
    "GET": "--max-examples 2",
    "PATCH": "--max-examples 12 --phases examples,fuzzing",
}
OPERATIONS = {"GET": 23, "PATCH": 1}


@pytest.fixture
def database(sample_file, tmp_path):
    """A copy of the sample: a URL."""
    return f"sqlite:///{shutil.copy(sample_file, tmp_path / 'directory.sqlite3')}"


@pytest.fixture
def secret(database):
    """The secret of a company's token, whose patches are published at once."""
    program = Path(__file__).parent / "prepare_trusted_token.py"
    places = {"DATABASE_URL": database, "PYTHONPATH": f"{ROOT}:{ROOT}/tests"}
    return run_python(program, **places).stdout.split()[-1]


@pytest.fixture
def site(database, secret, tmp_path, static_files):
    with serving(tmp_path / "site.log", DATABASE_URL=database, **RATES) as site:
        yield site


@pytest.mark.parametrize("method", list(OPERATIONS))
def test_schemathesis_finds_no_difference_from_the_document(site, secret, tmp_path, method):
    at = f"http://127.0.0.1:{site.port}"
    amount = f"--max-time {LONG}" if LONG else SHORT[method]
    words = ["--config-file", SETTINGS, "run", f"{at}/api/v1/schema/", "--url", at]
    words += [*FIXED.split(), "--include-method", method, *amount.split()]

    done = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), *map(str, words)],
        cwd=tmp_path,
        env=make_environment(WRITE_TOKEN=secret, SCHEMATHESIS_HOOKS=str(HOOKS)),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    assert f"Tested: {OPERATIONS[method]}\n" in done.stdout
