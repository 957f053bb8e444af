"""Examples of responses in the OpenAPI document: what a site with the sample directory answers.

`examples.json` has the bodies by operation. A test compares them with the answers of the sample;
`tools/save_examples.py` saves them again. The four longest answers aren't included.
"""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("examples.json")
SITE = "{site}"  # In the file, where the URL of the site belongs.


@cache
def load_examples(site_url):
    """Return the examples as (operation id, status, body), with the URLs of a site."""
    saved = FILE.read_text("utf-8").replace(SITE, site_url.rstrip("/"))
    return [(each["operation"], each["status"], each["body"]) for each in json.loads(saved)]


def add_examples(operation, site_url):
    """Add the examples of an operation to its responses."""
    for name, status, body in load_examples(site_url):
        if name == operation["operationId"]:
            for media in operation["responses"][status]["content"].values():
                media["example"] = body
