"""README, `docs/`, and the comments of templates name only what exists; tables are complete."""

import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
GENERATED = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()}
FOLDERS = r"(?:acro|deploy|directory|docs|fixtures|templates|tests|tools|\.ci)/"


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


def test_every_name_in_a_comment_of_a_template_exists():
    comments = [
        (str(path.relative_to(ROOT)), comment)
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        for comment in re.findall(r"\{#.*?#\}", path.read_text("utf-8"), re.DOTALL)
    ]
    named = [
        (path, name)
        for path, comment in comments
        for name in re.findall(r"`([A-Za-z_]\w*(?:\.\w+)+)(?:\(\))?`", comment)
    ]

    assert len(named) > 40
    assert [(path, name) for path, name in named if not is_defined(f"directory.{name}")] == []


def is_defined(dotted):
    """Whether a dotted name is a module, or a name at the top level of one."""
    try:
        pkgutil.resolve_name(dotted)
    except (ImportError, AttributeError):
        return False
    return True


def places(heading):
    """The places that the table under this heading names in its first column, sorted."""
    text = (ROOT / "README.md").read_text("utf-8")
    [table] = re.findall(rf"^\| {heading} \|.*\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    cells = [row.split("|")[1] for row in table.splitlines()]
    return sorted(name for cell in cells for name in re.findall("`([^`]+)`", cell))


def has_files(folder):
    """Whether a folder holds more than what Python compiled of modules that are gone."""
    return any(path.is_file() and "__pycache__" not in path.parts for path in folder.rglob("*"))
