"""The name of a browser and its system, as a user would say them, from a `User-Agent` header.

The header is only a claim, and most browsers name others in it. The order of the patterns is
therefore their meaning: each browser comes before those that it names.
"""

import re

UNKNOWN_BROWSER = "Unknown browser"
BROWSER_PATTERNS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|OPT|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|CriOS|HeadlessChrome)/"),
    ("Safari", r"\bVersion/[\d.]+ .*\bSafari/"),
)
SYSTEM_PATTERNS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows NT\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def describe_browser(user_agent: str) -> str:
    """Return such as “Firefox on Windows”; what the header doesn't tell is left out."""
    browser, system = (
        next((name for name, pattern in patterns if re.search(pattern, user_agent)), "")
        for patterns in (BROWSER_PATTERNS, SYSTEM_PATTERNS)
    )
    return " on ".join(filter(None, [browser or UNKNOWN_BROWSER, system]))
