"""Names and sizes that keep the code easy to find one's way in: see `docs/architecture.md`."""

import ast
import inspect
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, get_resolver

ROOT = Path(settings.BASE_DIR)
PACKAGES = [ROOT / "directory", ROOT / "acro"]
MOST_ROOT_MODULES = 24
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 40
MOST_VIEW_LINES = 20
MOST_TEMPLATE_LINES = 120
LONGEST_TEMPLATE_LINE = 120

# Each of these had a name that told nothing.
FORMER_MODULES = {
    "": """access addresses charts context drafting mail notices pictures profiles publishing
        repeated reversing reviewing revising titles withdrawing""",
    "views": "after found guarded kept public still_right",
    "search": "arrays asked bits entries glance rows run terms",
    "document": "fields shape sources statements wording words",
    "forms": "posted sheet sides",
}

DOMAIN_PACKAGES = (
    *("document", "search", "workflow", "people", "mail", "profile", "association", "sharing"),
    *("http", "transfer", "demo", "forms", "models"),
)
PREDICATES = {"is", "has", "can", "may", "reason"}
VERBS = set(
    """
    accept add advance analyze apply approve archive ask assemble break build canonicalize
    change check choose clean close collect combine compare compile compose confirm constrain
    convert count create cut decide decline decode delete describe diff discard distrust draw
    encode end expand export extend fetch fill filter find fold forget format generate grade
    grant group grow guess hash hold import index intersect invent invite join judge label link
    list load lock log lower make map mark mask match measure merge note notify number open pack
    parse phrase pick place preview project publish quote rank read rebase rebuild record
    redirect redraw refuse reject remove render reopen replace request require resend resolve
    respond restore reverse revoke run save score select send set shorten show sign sort split
    store submit summarize trust unarchive unite unwithhold update upsert validate walk weigh
    withdraw withhold wrap write
    """.split()
)
FIXED_NAMES = {
    "Command": "Django finds a management command by it",
    "DatabaseWrapper": "Django finds a database backend by it",
    "app_name": "Django reads the namespace of a URL configuration from it",
    "register": "Django finds template tags by it",
    "urlpatterns": "Django reads a URL configuration from it",
}


def modules(*folders):
    """The path and syntax tree of each module, except migrations, which history fixes."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def public_names(tree):
    """The functions, classes, and constants that a module defines for others."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        else:
            targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
            parts = [part for target in targets if target for part in ast.walk(target)]
            stored = [part for part in parts if isinstance(getattr(part, "ctx", None), ast.Store)]
            names = [part.id for part in stored if isinstance(part, ast.Name)]
        yield from (name for name in names if not name.startswith("_"))


def count_lines(node):
    return node.end_lineno - node.lineno + 1


def functions(tree):
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_few_modules_lie_at_the_root():
    found = [path.stem for path in (ROOT / "directory").glob("*.py") if path.stem != "__init__"]

    assert len(found) <= MOST_ROOT_MODULES


def test_no_module_has_its_former_name():
    back = [
        f"{folder}/{name}"
        for folder, names in FORMER_MODULES.items()
        for name in names.split()
        if (ROOT / "directory" / folder / f"{name}.py").exists()
    ]

    assert back == []


def test_no_public_name_is_defined_in_two_modules():
    places = defaultdict(set)
    for path, tree in modules(*PACKAGES):
        for name in public_names(tree):
            places[name].add(str(path))

    twice = {name: sorted(found) for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in FIXED_NAMES} == {}


def test_functions_begin_with_a_verb():
    names = [
        (str(path), node.name)
        for path, tree in modules(*(ROOT / "directory" / package for package in DOMAIN_PACKAGES))
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]

    others = [name for name in names if name[1].split("_")[0] not in VERBS | PREDICATES]
    assert len(names) > 100
    assert len(others) <= len(names) / 10, others


def test_files_are_short():
    found = {
        str(path): len((ROOT / path).read_text("utf-8").splitlines())
        for path, _ in modules(*PACKAGES)
    }

    assert {path: lines for path, lines in found.items() if lines > MOST_FILE_LINES} == {}


def test_functions_are_short():
    found = {
        f"{path}: {node.name}": count_lines(node)
        for path, tree in modules(*PACKAGES)
        for node in functions(tree)
    }

    assert {name: lines for name, lines in found.items() if lines > MOST_FUNCTION_LINES} == {}


def views(patterns):
    """The functions of ours that answer an address, without their decorators."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            yield from views(pattern.url_patterns)
            continue
        view = inspect.unwrap(pattern.callback)
        if inspect.isfunction(view) and view.__module__.startswith("directory.views."):
            yield view


def test_views_are_short():
    found = {}
    for view in views(get_resolver().url_patterns):
        [node] = [
            node
            for node in ast.parse(Path(inspect.getsourcefile(view)).read_text("utf-8")).body
            if getattr(node, "name", "") == view.__name__
        ]
        found[f"{view.__module__}.{view.__name__}"] = count_lines(node)

    assert len(found) > 50
    assert {name: lines for name, lines in found.items() if lines > MOST_VIEW_LINES} == {}


TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def test_templates_are_short():
    found = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in TEMPLATES
    }

    assert len(found) > 100
    assert {path: lines for path, lines in found.items() if lines > MOST_TEMPLATE_LINES} == {}


def test_lines_of_templates_are_short():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]

    assert found == []
