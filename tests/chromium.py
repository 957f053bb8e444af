"""The browser of the tests, and whether they are run in it.

It is Debian's Chromium, or the one that CHROME_PATH names. BROWSER_TESTS says what happens without
it: unset, its tests are left out with a word; `required`, that is an error; `off`, they are left
out in any case.
"""

import os
import shutil

BROWSER = os.environ.get("CHROME_PATH") or shutil.which("chromium")
BROWSER_TESTS = os.environ.get("BROWSER_TESTS", "")
LEFT_OUT = {
    "off": "BROWSER_TESTS=off: the browser tests are left out",
    "": "No browser found: the browser tests are left out (install chromium)",
}


def left_out():
    return BROWSER_TESTS == "off" or not BROWSER


def why_left_out():
    return LEFT_OUT["off" if BROWSER_TESTS == "off" else ""]


def is_missing():
    """Whether there is no browser, where one is required."""
    return BROWSER_TESTS == "required" and not BROWSER
