"""Save the examples of responses for the OpenAPI document: what the sample directory answers.

    DATABASE_URL=sqlite:///var/sample.sqlite3 python tools/save_examples.py

The database has the sample and nothing else (`migrate`, then `load_sample`).
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
API = "/api/v1/"
ORIGIN = "http://testserver"
# Operation, method, status, and address; that of a revision is in the list of revisions.
EXAMPLES = (
    ("get_root", "GET", 200, ""),
    ("get_version", "GET", 200, "version/"),
    ("list_members", "GET", 200, "members/?q=cytel&page_size=2"),
    ("list_members", "GET", 400, "members/?country=Germany&limit=10"),
    ("count_members", "GET", 200, "members/facets/?q=icon"),
    ("get_suggestions", "GET", 200, "suggest/?q=icon"),
    ("get_member", "GET", 200, "members/cytel/"),
    ("get_member", "GET", 404, "members/nobody/"),
    ("update_member", "PATCH", 401, "members/cytel/"),
    ("list_member_revisions", "GET", 200, "members/cytel/revisions/"),
    ("get_revision", "GET", 200, None),
    ("get_country", "GET", 200, "countries/DE/"),
    ("list_regions", "GET", 200, "regions/"),
    ("get_region", "GET", 200, "regions/western-europe/"),
    ("get_service", "GET", 200, "services/biostatistics/"),
    ("get_therapeutic_area", "GET", 200, "areas/oncology/"),
    ("list_modalities", "GET", 200, "modalities/"),
    ("get_modality", "GET", 200, "modalities/device/"),
    ("list_phases", "GET", 200, "phases/"),
    ("get_phase", "GET", 200, "phases/PHASE3/"),
    ("list_pages", "GET", 200, "pages/"),
    ("get_page", "GET", 200, "pages/history/"),
)


def collect_examples(client):
    """Return the examples as the client of a test gets them, with {site} for the site's URL."""
    from django.conf import settings

    found, types_at = [], settings.SITE_URL.rstrip("/")  # where the types of errors are explained
    for operation, method, status, place in EXAMPLES:
        address = find_revision(client) if place is None else f"{API}{place}"
        answer = client.generic(method, address)
        if answer.status_code != status:
            raise ValueError(f"{address} answers {answer.status_code}, not {status}.")
        text = answer.content.decode().replace(ORIGIN, "{site}").replace(types_at, "{site}")
        body = json.loads(text)
        found.append({"operation": operation, "status": str(status), "body": body})
    return found


def find_revision(client):
    """Return the address of a published revision."""
    revisions = client.get(f"{API}members/cytel/revisions/").json()
    return revisions["results"][0]["url"].removeprefix(ORIGIN)


def main():
    """Save the examples."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acro.settings")
    import django

    django.setup()

    from django.test import Client
    from django.test.utils import setup_test_environment

    from directory.api.examples import FILE

    setup_test_environment()
    text = json.dumps(collect_examples(Client()), ensure_ascii=False, indent=1)
    FILE.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
