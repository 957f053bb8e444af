"""Take the pictures in docs/ from a running site: `docs/screenshots.py http://127.0.0.1:8000`.

Each picture shows a screen of 1280 by 900 pixels, light or dark.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
SIZE = {"width": 1280, "height": 900}
PICTURES = {
    "home": ("/", "light"),
    "search": ("/members/?country=DE&service=clinical-monitoring", "light"),
    "profile": ("/members/icon/", "light"),
    "about": ("/about/", "light"),
    "country": ("/countries/DE/", "dark"),
}


def take(site: str) -> None:
    """Write one PNG per picture. Exit with a message if a page can't be loaded."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        for name, (address, scheme) in PICTURES.items():
            page = browser.new_page(viewport=SIZE, color_scheme=scheme, base_url=site)
            answer = page.goto(address)
            if not answer or not answer.ok:
                sys.exit(f"{site}{address} can't be loaded.")
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and the URL
        sys.exit("Give the URL of the running site: docs/screenshots.py http://127.0.0.1:8000")
    take(sys.argv[1].rstrip("/"))
