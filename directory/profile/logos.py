"""Logos: an uploaded picture is redrawn as a PNG and stored under its content's hash.

Only the pixels of the uploaded file are kept. The views check who may upload, and who may see a
logo that isn't public. A file's time of change says when it was last uploaded or named.
"""

import hashlib
import os
import re
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import CharField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from directory.files import write_whole_file
from directory.models import Decision, Revision, write_lock
from directory.profile.picture_drawing import redraw_logo
from directory.profile.picture_formats import MOST_UPLOAD_BYTES

LOGO_FOLDER, LOGO_NAME = "logos", re.compile(r"([0-9a-f]{64})\.png")
RENEW_SECONDS = 24 * 60 * 60
KEEP_UNNAMED_SECONDS = 7 * RENEW_SECONDS
LOGOS_CHECKED_AT_ONCE = 200  # In one transaction, so that no writer waits for long.
PNG_SIZE_BYTES = slice(16, 24)  # Width and height, after the signature and the first chunk's head.


def store_logo(file):
    """Store the picture of an uploaded file as a PNG; return its SHA-256, which names it.

    Raise `LogoRefused` if the file isn't an allowed picture.
    """
    png = redraw_logo(file.read(MOST_UPLOAD_BYTES + 1))
    digest = hashlib.sha256(png).hexdigest()
    if not renew_logo(digest):
        write_logo(digest, png)
    return digest


def renew_logo(digest):
    """Keep a logo for as long as if it were new; return False if none is stored."""
    try:
        os.utime(default_storage.path(build_logo_path(digest)))
    except FileNotFoundError:
        return False
    return True


def write_logo(digest, png):
    """Store a PNG under its SHA-256. A full disk or a crash leaves no part of it there."""
    path = Path(default_storage.path(build_logo_path(digest)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_whole_file(path, mode=settings.FILE_UPLOAD_PERMISSIONS) as file:
        file.write(png)


def read_logo(digest):
    """Return the PNG with this SHA-256, or None if there is none."""
    if not is_logo_stored(digest):
        return None
    with default_storage.open(build_logo_path(digest)) as file:
        return file.read()


def list_logos():
    """Return the SHA-256 of every stored logo, sorted."""
    if not default_storage.exists(LOGO_FOLDER):
        return []
    _, names = default_storage.listdir(LOGO_FOLDER)
    return sorted(match[1] for match in map(LOGO_NAME.fullmatch, names) if match)


def is_logo_stored(digest):
    """Return whether a PNG with this SHA-256 is stored."""
    return default_storage.exists(build_logo_path(digest))


def build_logo_path(digest):
    """Return the path of a logo in the storage."""
    return f"{LOGO_FOLDER}/{digest}.png"


def measure_logo(digest):
    """Return the width and height of a stored logo in pixels, or None if there is none."""
    if not is_logo_stored(digest):
        return None
    with default_storage.open(build_logo_path(digest)) as file:
        sizes = file.read(PNG_SIZE_BYTES.stop)[PNG_SIZE_BYTES]
    return int.from_bytes(sizes[:4], "big"), int.from_bytes(sizes[4:], "big")


def is_logo_public(digest):
    """Return whether a public page shows this logo: a profile or a version in its history."""
    return Revision.objects.on_public_pages().naming_logo(digest).exists()


def is_logo_visible(digest, member, user):
    """Return whether a revision or decision of this company that the user may see names a logo."""
    if Revision.objects.visible_to(user).filter(member=member).naming_logo(digest).exists():
        return True
    return user.is_staff and bool(list_decided_logos(member.decisions.all(), [digest]))


def list_decided_logos(decisions, digests):
    """Return those of these logos that a submission names which these decisions keep."""
    digest = Cast(KT("document__logo__sha256"), CharField())  # Otherwise `in` compares JSON values.
    named = decisions.filter(document__isnull=False).annotate(digest=digest)
    return set(named.filter(digest__in=digests).values_list("digest", flat=True))


def list_unnamed_logos():
    """Return the set of logos that nothing names and that are old enough to be deleted."""
    return find_unnamed(list_logos_older_than(KEEP_UNNAMED_SECONDS))


def list_logos_older_than(seconds):
    """Return the logos that were neither uploaded nor renewed for this long."""
    limit = time.time() - seconds
    return [digest for digest in list_logos() if find_logo_time(digest) < limit]


def delete_unnamed_logos():
    """Delete the logos that nothing has named for a week; return their number.

    Logos that something names are renewed, so that the week begins when nothing names them anymore.
    """
    old, count = list_logos_older_than(RENEW_SECONDS), 0
    for start in range(0, len(old), LOGOS_CHECKED_AT_ONCE):
        digests = old[start : start + LOGOS_CHECKED_AT_ONCE]
        # Inside the write lock, no draft can begin to name a logo between the check and the end.
        with write_lock():
            unnamed = find_unnamed(digests)
            count += sum(map(delete_old_logo, unnamed))
        for digest in set(digests) - unnamed:
            renew_logo(digest)
    delete_partial_files()
    return count


def delete_partial_files():
    """Delete the old files under unfinished names, which killed processes left."""
    for path in Path(default_storage.path(LOGO_FOLDER)).glob(".*.part"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - KEEP_UNNAMED_SECONDS:
                path.unlink()


def find_unnamed(digests):
    """Return the set of those logos that no revision and no decision names."""
    revisions = Revision.objects.filter(logo_digest__in=digests)
    named = set(revisions.values_list("logo_digest", flat=True))
    return set(digests) - named - list_decided_logos(Decision.objects.all(), digests)


def find_logo_time(digest):
    """Return when a logo was last uploaded or named, in seconds; infinity if there is none."""
    try:
        return os.stat(default_storage.path(build_logo_path(digest))).st_mtime  # noqa: PTH116 - as `utime`
    except FileNotFoundError:
        return float("inf")


def delete_old_logo(digest):
    """Delete a logo that is old; return whether it was.

    It is renamed first. An upload of the same picture either renewed it before, which its time
    shows, or finds no file under its name afterward and writes one.
    """
    path = Path(default_storage.path(build_logo_path(digest)))
    leaving = path.with_name(f".{path.name}.part")
    with suppress(FileNotFoundError):
        path.rename(leaving)
        if leaving.stat().st_mtime < time.time() - KEEP_UNNAMED_SECONDS:
            leaving.unlink()
            return True
        leaving.rename(path)
    return False
