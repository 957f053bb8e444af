"""Logos: a picture that somebody sends becomes a PNG of ours, kept under its content's hash.

Nothing of the file that was sent is kept but its pixels. Who may send one is the views' matter.
"""

import hashlib
import io
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 12_000_000  # each takes nine to fifteen bytes while the picture is redrawn
SIDE = 800  # pixels; no page shows a logo larger than half of that
ENDINGS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
ALLOWED = "Send a PNG, JPEG or WebP picture of at most 5 MB."
LENGTH, NAME = 4, 4  # bytes of a PNG chunk's length and name
RIFF_HEAD = 8


class LogoRefused(ValueError):  # noqa: N818 - reads as what is said of the file
    """A file that is no logo, with a sentence that says why and what is allowed."""


def keep(file):
    """Keep the picture of an uploaded file as a PNG; return its SHA-256, by which it is named.

    Raises LogoRefused.
    """
    png = redrawn(file.read(MOST_BYTES + 1), file.name)
    digest = hashlib.sha256(png).hexdigest()
    if not is_kept(digest):
        default_storage.save(path_of(digest), ContentFile(png))
    return digest


def read(digest):
    """The PNG of this SHA-256, or None where there is none."""
    if not is_kept(digest):
        return None
    with default_storage.open(path_of(digest)) as file:
        return file.read()


def is_kept(digest):
    """Whether there is a PNG of this SHA-256."""
    return default_storage.exists(path_of(digest))


def path_of(digest):
    """Where the storage keeps a logo."""
    return f"logos/{digest}.png"


def redrawn(data, name):
    """The picture in these bytes as a new PNG, at most `SIDE` pixels wide and high."""
    if len(data) > MOST_BYTES:
        raise LogoRefused(f"This file is larger than 5 MB. {ALLOWED}")
    picture = decoded(data, ENDINGS.get(PurePath(name or "").suffix.lower()))
    picture.thumbnail((SIDE, SIDE))
    picture.info = {}  # colour profiles and whatever else came along
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def decoded(data, named):
    """The picture, read whole; its kind must be the one that its name says."""
    try:
        Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")).verify()
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
        if picture.width * picture.height <= MOST_PIXELS:
            picture.draft("RGB", (SIDE, SIDE))  # a JPEG is read at a fraction of its size
            ImageOps.exif_transpose(picture, in_place=True)  # copied only where it is turned
            kind, picture = picture.format, picture.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefused(f"This picture has too many pixels. {ALLOWED}") from error
    except Exception as error:  # Pillow's readers raise many kinds for broken files
        raise LogoRefused(f"This file cannot be read as a picture. {ALLOWED}") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise LogoRefused(f"This picture has too many pixels: at most {MOST_PIXELS:,} are allowed.")
    if kind != named:
        raise LogoRefused(f"This is a {kind} picture, but its name says otherwise. Rename it.")
    if length(data, kind) != len(data):
        raise LogoRefused("Something else is attached to this picture. Save it anew, and send it.")
    return picture


def length(data, kind):
    """How many bytes of a file are the picture: a file that is two things at once has more."""
    if kind == "WEBP":
        return int.from_bytes(data[4:RIFF_HEAD], "little") + RIFF_HEAD
    if kind == "JPEG":
        return len(data) if data.endswith(b"\xff\xd9") else 0
    place, name = 8, b""
    while name != b"IEND" and place < len(data):
        size = int.from_bytes(data[place : place + LENGTH], "big")
        name = data[place + LENGTH : place + LENGTH + NAME]
        place += LENGTH + NAME + size + LENGTH  # and the checksum
    return place
