"""README and the pages of `docs/` name what exists, and README's tables name every place."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
GENERATED = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()}
FOLDERS = r"(?:acro|directory|docs|fixtures|templates|tests|tools|\.ci)/"


def test_the_table_of_places_names_every_folder():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    ours = {name for name in folders - GENERATED if not name.startswith(".")} | {".ci"}

    assert places("place") == sorted(f"{name}/" for name in ours)


def test_the_table_of_the_app_names_every_package_and_module():
    app = ROOT / "directory"
    found = [f"{path.name}/" for path in app.iterdir() if path.is_dir() and has_files(path)]
    found += [path.name for path in app.glob("*.py") if path.name != "__init__.py"]

    assert places("in `directory/`") == sorted(found)


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page):
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(rf"`({FOLDERS}[^`\s]*)`", text)
    named += [f"{Path(page).parent}/{link}" for link in re.findall(r"\]\(([^):#]+)\)", text)]

    assert [path for path in named if not (ROOT / path).exists()] == []


def places(heading):
    """The places that the table under this heading names in its first column, sorted."""
    text = (ROOT / "README.md").read_text("utf-8")
    [table] = re.findall(rf"^\| {heading} \|.*\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    cells = [row.split("|")[1] for row in table.splitlines()]
    return sorted(name for cell in cells for name in re.findall("`([^`]+)`", cell))


def has_files(folder):
    """Whether a folder holds more than what Python compiled of modules that are gone."""
    return any(path.is_file() and "__pycache__" not in path.parts for path in folder.rglob("*"))
