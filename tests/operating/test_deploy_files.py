"""The files in `deploy/`, compose.yaml, and docs/operating.md name only what exists."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from recipe import PAGE
from test_container_image import read_command

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy/systemd"
SETTING = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
CURRENT = "/srv/acro/current/"


def read_services():
    """Return the services of compose.yaml by name."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def list_unknown_commands(text):
    """Return the commands of manage.py in a text that don't exist."""
    named = re.findall(r"(?:manage\.py|deploy/manage(?: \"\$DRILL\")?) ([a-z_]+)", text)
    assert named
    return [name for name in named if name not in get_commands()]


@pytest.mark.parametrize("path", sorted(UNITS.glob("*.service")), ids=lambda path: path.name)
def test_a_unit_starts_a_program_that_exists(path):
    [line] = re.findall("^ExecStart=(.*)$", path.read_text("utf-8"), re.MULTILINE)
    program, *words = shlex.split(line)

    if program == f"{CURRENT}.venv/bin/python":
        assert words[0] == "-m" or list_unknown_commands(line) == []
    else:
        assert (ROOT / program.removeprefix(CURRENT)).stat().st_mode & 0o111
    assert [word for word in words if word.startswith("acro/") and not (ROOT / word).exists()] == []


def test_the_page_lists_every_unit_that_is_enabled():
    text = PAGE.read_text("utf-8")
    enabled = {
        path.name
        for path in UNITS.iterdir()
        if path.is_file() and "[Install]" in path.read_text("utf-8")
    }
    started = re.findall(r"^systemctl enable --now (.*)$", text, re.MULTILINE)

    assert set(re.findall(r"^\| `(acro-[a-z-]+\.[a-z]+)` \|", text, re.MULTILINE)) == enabled
    assert {name for line in started for name in line.split()} == enabled


def test_every_setting_that_the_page_writes_is_documented():
    documented = SETTING.findall((ROOT / "README.md").read_text("utf-8"))
    files = re.findall(r"(?ms)acro\.env\) <<END\n(.*?)^END$", PAGE.read_text("utf-8"))
    written = {line.partition("=")[0] for file in files for line in file.splitlines()}

    assert len(files) == 3
    assert sorted(written - set(documented)) == []


def test_the_page_names_only_commands_and_services_that_exist():
    text = PAGE.read_text("utf-8")
    named = re.findall(r"docker compose (?:exec|run --rm|cp) ([a-z]+)", text)

    assert list_unknown_commands(text) == []
    assert sorted(set(named) - set(read_services())) == []


def test_the_page_gives_the_commands_of_the_image():
    text = PAGE.read_text("utf-8")

    assert f"`{shlex.join(read_command('CMD'))}`" in text
    assert f"`{shlex.join(read_command('HEALTHCHECK'))}`" in text


def test_the_image_and_the_unit_start_the_same_web_server():
    unit = (UNITS / "acro-web.service").read_text("utf-8")
    [line] = re.findall("^ExecStart=(.*)$", unit, re.MULTILINE)

    container = shlex.join(read_command("CMD"))

    assert line.replace(CURRENT, "/site/").replace("127.0.0.1", "0.0.0.0") == container


@pytest.mark.parametrize("name", sorted(read_services()))
def test_a_container_has_no_rights_and_writes_nothing_but_its_volumes(name):
    service = read_services()[name]

    kept = {key: service.get(key) for key in ("read_only", "cap_drop", "security_opt")}

    assert kept == {
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }
    assert "environment" not in service  # Settings are in files outside of the repository.


def test_containers_run_commands_that_exist():
    commands = [" ".join(service.get("command", [])) for service in read_services().values()]

    assert list_unknown_commands("\n".join(commands)) == []
    assert [each for each in commands if each.startswith("/site/deploy/")] == [
        "/site/deploy/scheduler"
    ]
