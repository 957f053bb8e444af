"""The locks of the clients pin every package by its hash, and name no place to get it from."""

import json
import re

from programs import CLIENTS_FOLDER


def test_every_python_package_has_its_hashes_and_no_other_option():
    lock = (CLIENTS_FOLDER / "requirements.lock").read_text("utf-8")
    wanted = (CLIENTS_FOLDER / "requirements.in").read_text("utf-8")

    packages = re.split(r"\n(?=[a-z])", lock)

    assert [each for each in packages if "--hash=sha256:" not in each] == []
    assert re.findall(r"^ *--(?!hash=).*|.*://.*", lock, re.MULTILINE) == []
    names = set(re.findall(r"^([a-z0-9-]+)", wanted, re.MULTILINE))
    assert names - set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", lock, re.MULTILINE)) == set()


def test_every_npm_package_has_its_hash_and_no_registry():
    lock = json.loads((CLIENTS_FOLDER / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert len(packages) > 3
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_npm_runs_no_scripts_of_packages_and_writes_no_registry():
    settings = (CLIENTS_FOLDER / ".npmrc").read_text("utf-8").split()

    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)
