"""Clients that others generate from the OpenAPI document call every operation on the sample."""

import json
import os
import shutil
import subprocess

import pytest
from processes import ROOT, made_once, run_python
from programs import CLIENTS, CLIENTS_FOLDER, need_programs
from web_server import serving

pytestmark = pytest.mark.own_database
BIN, MODULES = CLIENTS_FOLDER / ".venv" / "bin", CLIENTS_FOLDER / "node_modules"
RATES = dict.fromkeys(("API_RATE_SUGGEST", "API_RATE_TOKEN", "API_RATE_WRITING"), "off")
SECONDS = 240
TYPESCRIPT = "--strict --noEmit --noUncheckedIndexedAccess --target es2022 --module nodenext"
# The sample's, and 14 of the 15 that `prepare_sample` adds: one is withheld.
REVISIONS = 41 + 14
EVERYTHING = {
    "get_member": 41,
    "get_revision": REVISIONS,
    "get_suggestions": 41,
    "get_country": 249,
    "get_region": 29,
    "get_service": 59,
    "get_therapeutic_area": 27,
    "get_modality": 3,
    "get_phase": 6,
    "get_page": 21,
}


@pytest.fixture(autouse=True)
def _programs():
    need_programs("CLIENT_TESTS", CLIENTS)


@pytest.fixture
def prepared(sample_file, shared_folder):
    """The sample with more revisions, made once in a test run, and the secret of a token."""
    folder = shared_folder / "clients"
    file, secret = folder / "directory.sqlite3", folder / "secret"
    with made_once(folder) as is_made:
        if not is_made:
            shutil.copy(sample_file, file)
            places = {"DATABASE_URL": f"sqlite:///{file}", "PYTHONPATH": f"{ROOT}:{ROOT}/tests"}
            program = CLIENTS_FOLDER / "prepare_sample.py"
            secret.write_text(run_python(program, **places).stdout.split()[-1])
    return file, secret.read_text()


@pytest.fixture
def site(prepared, tmp_path, static_files):
    copy = shutil.copy(prepared[0], tmp_path / "clients.sqlite3")
    with serving(tmp_path / "site.log", DATABASE_URL=f"sqlite:///{copy}", **RATES) as site:
        yield site


@pytest.fixture
def document(site, tmp_path):
    """The file of the OpenAPI document, as a client's author gets it."""
    file = tmp_path / "openapi.json"
    file.write_bytes(site.get("/api/v1/schema/").body)
    return file


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a program of the clients' environment to its end."""

    def run(*words):
        path = f"{BIN}:{MODULES / '.bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            list(map(str, words)),
            cwd=tmp_path,
            env={"PATH": path, "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    return run


@pytest.fixture
def call_everything(run, site, prepared, document):
    """Return a function that runs a client's program; it returns the calls and all operations."""

    def call(*words):
        counts = json.loads(run(*words, f"http://127.0.0.1:{site.port}", prepared[1]))
        paths = json.loads(document.read_text("utf-8"))["paths"].values()
        names = {operation["operationId"] for path in paths for operation in path.values()}
        return counts["called"], counts["refused"], names

    return call


def judge_calls(called, refused, names):
    missing = {name: count for name, count in EVERYTHING.items() if called.get(name, 0) < count}
    assert missing == {}
    assert set(called) == names
    assert set(refused) >= {"400", "403", "404", "409", "412"}


def test_a_client_of_openapi_python_client_reads_everything(run, document, call_everything):
    words = ("--path", document, "--output-path", "client", "--meta", "none", "--fail-on-warning")
    run("openapi-python-client", "generate", *words)

    called = call_everything("python", CLIENTS_FOLDER / "openapi_python_client_calls.py")

    judge_calls(*called)


def test_a_client_of_openapi_generator_reads_everything(run, document, call_everything):
    words = ("--generator-name", "python", "--package-name", "client", "--output", ".")
    run("openapi-generator-cli", "generate", "--input-spec", document, *words)

    called = call_everything("python", CLIENTS_FOLDER / "openapi_generator_calls.py")

    judge_calls(*called)


def test_a_client_with_the_types_of_openapi_typescript_reads_everything(
    run, document, call_everything, tmp_path
):
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    program = shutil.copy(CLIENTS_FOLDER / "openapi_typescript_calls.ts", tmp_path)
    run("openapi-typescript", document, "--output", "schema.ts")
    run("tsc", *TYPESCRIPT.split(), program)

    called = call_everything("node", program)

    judge_calls(*called)
