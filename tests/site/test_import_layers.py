"""Each layer may import only the layers listed before it, and its own modules."""

import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "directory"
LAYERS = [
    {"terms", "text", "dates", "events", "files"},
    {"email_addresses"},
    {"models"},
    {"document", "search"},
    {"permissions", "tasks"},
    {"http", "association", "mail", "profile", "workflow", "people"},
    {"transfer", "demo", "parameters"},
    {"filters", "forms", "markdown", "checks", "desk", "readiness"},
    {"sharing", "sitemaps"},
    {"templatetags", "jinja2", "context_processors", "feeds", "browse"},
    {"api", "views", "urls", "benchmark", "management", "middleware", "apps", "admin"},
]
DJANGO_FREE = {"terms", "text", "dates", "events", "files"}
LEVEL = {name: level for level, layer in enumerate(LAYERS) for name in layer}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_imports_only_go_down():
    wrong = []
    for path in ROOT.rglob("*.py"):
        own = path.relative_to(ROOT).with_suffix("").parts[0]
        if own in {"migrations", "__init__"}:
            continue
        for module, name in imports(path):
            parts = module.split(".")
            if parts[0] == "directory":
                used = parts[1] if len(parts) > 1 else name
                if LEVEL[used] > LEVEL[own]:
                    wrong.append(f"{path.name} imports {used}")
            elif parts[0] in {"django", "rest_framework"} and own in DJANGO_FREE:
                wrong.append(f"{path.name} imports Django")
    assert wrong == []


def test_the_document_and_the_search_know_no_http():
    for folder in ("document", "search"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not [
                m for m, _ in imports(path) if m.startswith(("django.http", "rest_framework"))
            ]
