import json
import logging
import re
import sys
from pathlib import Path
from time import process_time

import pytest
from django.conf import settings

from acro import logs

FIELDS = set("time level logger process request_id message event traceback".split())
RECORD = {"name": "directory", "level": logging.WARNING, "pathname": "", "lineno": 1}


def make_record(message="Gone", *args, exc_info=None, **extra):
    record = logging.LogRecord(**RECORD, msg=message, args=args, exc_info=exc_info)
    record.__dict__.update(extra)
    return record


def write_json(record):
    return json.loads(logs.JsonLines().format(record))


def write_readable(record):
    return logs.ReadableLines().format(record)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/invitations/{}/",
        "/accounts/invitations//{}/",
        "/accounts/invitations/ {}/",
        "/Accounts/Invitations/{}/",
        "/access/{}/",
        "/portal/still-right/{}/",
        "/accounts/password/reset/key/{}/",
        "/accounts/confirm-email/{}/",
    ],
)
@pytest.mark.parametrize("write", [logs.JsonLines().format, write_readable])
def test_a_log_holds_no_secret_links(path, write):
    line = write(make_record("%s: %s", "Gone", path.format("1-s3cret:x")))

    assert "s3cret" not in line
    assert path.partition("{")[0].rstrip("/ ") in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gone: /members/alpha/", "Gone: /members/alpha/"),
        ("Gone: /members/?q=Ada+Lovelace", "Gone: /members/?…"),
        ("refused ada.l@mail.example.org for good", "refused …@… for good"),
        ("/x/ada%40example.org/", "/x/…@…/"),
        ("Token acro_0123456789abcdef", "Token acro_…"),
        ("50% of 3 @ 4", "50% of 3 @ 4"),
    ],
)
def test_a_log_holds_no_personal_data_and_names_every_other_address(text, expected):
    assert write_json(make_record("%s", text))["message"] == expected


def test_a_path_cannot_forge_a_line():
    record = make_record("Gone: %s", "/a\n2026-11-30 ERROR forged\x00\u2028x")

    assert write_json(record)["message"] == "Gone: /a\n2026-11-30 ERROR forged\x00\u2028x"
    assert "\n" not in logs.JsonLines().format(record)
    assert write_readable(record).splitlines() == [write_readable(record)]
    assert r"/a\n2026-11-30 ERROR forged\x00\u2028x" in write_readable(record)


def test_a_traceback_is_one_field_and_cannot_forge_a_line():
    try:
        raise ValueError("no\n2026-11-30 ERROR forged for ada@example.org")
    except ValueError:
        record = make_record("Failed", exc_info=sys.exc_info())

    found = write_json(record)
    assert found["traceback"].startswith("Traceback (most recent call last):")
    assert found["traceback"].endswith("ERROR forged for …@…")
    assert len(logs.JsonLines().format(record).splitlines()) == 1
    assert all(line.startswith("    ") for line in write_readable(record).splitlines()[1:])


def test_a_line_in_production_has_the_time_in_utc_and_only_known_fields():
    facts = {"user": 3, "level": "forged"}
    record = make_record("x", event="signed_in", facts=facts, request="/?q=Ada")
    record.created = 1796074092.5

    assert write_json(record) == {
        "time": "2026-11-30T21:28:12.500Z",
        "level": "WARNING",
        "logger": "directory",
        "process": record.process,
        "message": "x",
        "event": "signed_in",
        "user": 3,
    }


def test_what_stops_a_program_has_the_level_error():
    record = make_record()
    record.levelno, record.levelname = logging.CRITICAL, "CRITICAL"

    assert write_json(record)["level"] == "ERROR"


def test_the_documentation_lists_every_event_and_warning():
    app = Path(settings.BASE_DIR) / "directory"
    paths = [path for folder in (app, app.parent / "acro") for path in folder.rglob("*.py")]
    code = "".join(path.read_text("utf-8") for path in paths)
    refusals = Path(logs.__file__).read_text("utf-8")
    warnings = (app / "readiness.py").read_text("utf-8")
    documentation = (app.parent / "docs/logs.md").read_text("utf-8")

    named = {
        *re.findall(r'log_(?:event|after_commit|submission)\(\s*"(\w+)"', code),
        *re.findall(r'make_event\(record, "(\w+)"', refusals),
        *(*logs.SECURITY_EVENTS.values(), "suspicious_request", "request"),
        *re.findall(r'found\["(\w+)"\] = ', warnings),
    }

    cells = re.findall(r"^\| (`[^|]+) \|", documentation, re.MULTILINE)
    listed = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == listed - FIELDS


def test_cleaning_a_long_hostile_text_takes_linear_time():
    text = "".join(
        ["a" * 20_000, "@", "/" * 20_000, "?", "a.-" * 20_000, "@", "acro_", "é" * 20_000]
    )
    began = process_time()

    cleaned = logs.hide_secrets(text)

    assert (process_time() - began < 1, len(cleaned) <= len(text) + 10) == (True, True)
