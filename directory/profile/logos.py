"""Logos: an uploaded picture is redrawn as a PNG and stored under its content's hash.

Only the pixels of the uploaded file are kept. The views check who may upload.
"""

import hashlib
import io
import re
from pathlib import Path, PurePath
from threading import Lock

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from directory.files import write_whole_file

MOST_LOGO_BYTES = 5 * 1024 * 1024
MOST_LOGO_PIXELS = 12_000_000  # Redrawing takes nine to fifteen bytes per pixel.
MOST_LOGO_SCANS = 50  # A progressive JPEG is decoded once for each.
LOGO_SIDE = 800  # Pixels; no page shows a logo larger than half of this.
LOGO_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
LOGO_FOLDER, LOGO_NAME = "logos", re.compile(r"([0-9a-f]{64})\.png")
LOGO_RULES = "Upload a PNG, JPEG, or WebP image of at most 5 MB."
JPEG_SCAN = b"\xff\xda"  # Inside a scan, no other byte than 0 follows 0xff.
CHUNK_LENGTH_BYTES, CHUNK_NAME_BYTES = 4, 4  # Sizes of a PNG chunk's length and name.
RIFF_HEAD_BYTES = 8
decoding_lock = Lock()  # One picture at a time, because each may need 180 MB.


class LogoRefused(ValueError):  # noqa: N818 - the name states the condition
    """A file refused as a logo; the message says why and what is allowed."""


def store_logo(file):
    """Store the picture of an uploaded file as a PNG; return its SHA-256, which names it.

    Raise `LogoRefused` if the file isn't an allowed picture.
    """
    png = redraw_logo(file.read(MOST_LOGO_BYTES + 1), file.name)
    digest = hashlib.sha256(png).hexdigest()
    if not is_logo_stored(digest):
        write_logo(digest, png)
    return digest


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


def redraw_logo(data, name):
    """Return the picture in these bytes as a new PNG, at most `LOGO_SIDE` pixels wide and high."""
    if len(data) > MOST_LOGO_BYTES:
        raise LogoRefused(f"This file is larger than 5 MB. {LOGO_RULES}")
    if data.startswith(b"\xff\xd8") and data.count(JPEG_SCAN) > MOST_LOGO_SCANS:
        raise LogoRefused(f"This image has too many scans. Save it as a PNG. {LOGO_RULES}")
    with decoding_lock:
        picture = decode_logo(data, LOGO_FORMATS.get(PurePath(name or "").suffix.lower()))
        picture.thumbnail((LOGO_SIDE, LOGO_SIDE))
    picture.info = {}  # Drop color profiles and other metadata.
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def decode_logo(data, named):
    """Return the picture, fully decoded; raise `LogoRefused` if it isn't of the `named` format."""
    try:
        Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")).verify()
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
        if picture.width * picture.height <= MOST_LOGO_PIXELS:
            picture.draft("RGB", (LOGO_SIDE, LOGO_SIDE))  # Decodes a JPEG at reduced size.
            ImageOps.exif_transpose(picture, in_place=True)  # Copies only if rotated.
            kind, picture = picture.format, picture.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefused(f"This image has too many pixels. {LOGO_RULES}") from error
    except Exception as error:  # Pillow raises many types for broken files
        raise LogoRefused(f"This file isn't an image we can read. {LOGO_RULES}") from error
    if picture.width * picture.height > MOST_LOGO_PIXELS:
        raise LogoRefused(f"This image has too many pixels. Use at most {MOST_LOGO_PIXELS:,}.")
    if kind != named:
        raise LogoRefused(
            f"This is a {kind} image with a different file extension. Rename it and try again."
        )
    if measure_logo_bytes(data, kind) != len(data):
        raise LogoRefused("This file contains extra data. Save the image again, then upload it.")
    return picture


def measure_logo_bytes(data, kind):
    """Return the number of bytes that are the picture; appended data makes a file longer."""
    if kind == "WEBP":
        return int.from_bytes(data[4:RIFF_HEAD_BYTES], "little") + RIFF_HEAD_BYTES
    if kind == "JPEG":
        return len(data) if data.endswith(b"\xff\xd9") else 0
    place, name = 8, b""
    while name != b"IEND" and place < len(data):
        size = int.from_bytes(data[place : place + CHUNK_LENGTH_BYTES], "big")
        name = data[place + CHUNK_LENGTH_BYTES : place + CHUNK_LENGTH_BYTES + CHUNK_NAME_BYTES]
        place += (
            CHUNK_LENGTH_BYTES + CHUNK_NAME_BYTES + size + CHUNK_LENGTH_BYTES
        )  # The last part is the checksum.
    return place
