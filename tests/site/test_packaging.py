"""`pip install .` installs the packages that the site needs; the site runs from its checkout."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings

from acro import __version__

pytest.importorskip("setuptools", "77", reason="setuptools is older than the lock file's")
BUILD = "from setuptools.build_meta import build_sdist; print(build_sdist('dist'))"
PLACES = ("acro", "directory", "fixtures", "templates", "tests", "tools")


def test_an_installation_brings_the_optional_packages_without_the_site(tmp_path):
    base = Path(settings.BASE_DIR)
    for place in PLACES:
        (tmp_path / place).mkdir()
    for name in ("pyproject.toml", "README.md", "acro/__init__.py", "manage.py"):
        shutil.copy(base / name, tmp_path / name)

    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    with tarfile.open(tmp_path / "dist" / done.stdout.split()[-1]) as built:
        [facts] = [name for name in built.getnames() if name.endswith("egg-info/requires.txt")]
        needed = built.extractfile(facts).read().decode()
        [name, *_] = built.getnames()
    assert name == f"acro_member_directory-{__version__}"
    assert "[redis]\nredis>=8\n" in needed
