"""The Dockerfile's steps, without a container engine: what it copies makes a site that serves."""

import json
import re
import socket
import subprocess
from contextlib import contextmanager, suppress

import pytest
from machine import Machine
from processes import ROOT, wait_until

pytestmark = pytest.mark.own_database

SETTINGS = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a secret for a test of the container image, fifty characters",
    "ALLOWED_HOSTS": "directory.example",
    "SITE_URL": "https://directory.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "EMAIL_FROM": "directory@directory.example",
}


def read_steps():
    """Return the Dockerfile's instructions as pairs of name and rest."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def read_command(name):
    """Return the command of CMD or HEALTHCHECK."""
    [rest] = [rest for step, rest in read_steps() if step == name]
    return json.loads(rest[rest.index("[") :])


def list_copied():
    """Return the names that are copied into the image."""
    copied = [rest.split() for step, rest in read_steps() if step == "COPY"]
    return [name for words in copied if words[0] != "--from=build" for name in words[:-1]]


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path, folders=("site", "backups"))
    yield machine
    machine.close()


@pytest.fixture
def image(machine):
    """Take the Dockerfile's steps in a folder of the machine; return the settings to run with."""
    for step, rest in read_steps():
        if step == "WORKDIR":
            machine.run(f"mkdir -p {rest}; cd {rest}")
        elif step == "COPY" and not rest.startswith("--from"):
            *names, to = rest.split()
            for name in names:
                machine.run(f"cp -r {machine.root}/source/{name} {to}")
        elif step == "RUN":
            machine.run(rest)
    database = {"DATABASE_URL": f"sqlite:///{machine.root}/data.sqlite3"}
    return SETTINGS | database | {"PATH": "/usr/bin:/bin"}


def run_in(machine, image, *words):
    return subprocess.run(
        [machine.translate(word) for word in words],
        cwd=machine.root / "site",
        env=image,
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_build_is_given_only_what_the_dockerfile_copies():
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert lines[1] == "*"
    assert [line[1:] for line in lines if line.startswith("!")] == sorted(list_copied(), key=place)


def place(name):
    """Sort folders before files, as .dockerignore does."""
    return (ROOT / name).is_file(), name


@contextmanager
def serve(machine, image):
    """Run the image's web server until it answers, then what is inside."""
    command = [machine.translate(word) for word in read_command("CMD")]
    address = machine.translate("127.0.0.1:8000")
    command = [word.replace("0.0.0.0:8000", address) for word in command]
    server = subprocess.Popen(command, cwd=machine.root / "site", env=image)
    try:
        wait_until(lambda: is_open(address))
        yield
    finally:
        server.terminate()
        server.wait(60)


def is_open(address):
    with suppress(ConnectionRefusedError), socket.create_connection(address.split(":")):
        return True
    return False


def test_the_image_serves_is_found_healthy_and_runs_the_daily_jobs(machine, image):
    python = str(machine.root / "site/.venv/bin/python")
    check = read_command("HEALTHCHECK")
    assert run_in(machine, image, python, "manage.py", "migrate").returncode == 0
    assert not list((machine.root / "site").glob("var/*key*"))

    before = run_in(machine, image, *check)
    with serve(machine, image):
        after = run_in(machine, image, *check)
    jobs = run_in(machine, image, "/site/deploy/scheduler", "once")

    assert [before.returncode, after.returncode] == [1, 0]
    assert jobs.returncode == 0, jobs.stderr
    assert [file.suffix for file in (machine.root / "backups").iterdir()] == [".backup"]
