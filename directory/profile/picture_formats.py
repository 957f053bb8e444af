"""Uploaded pictures as bytes: their format, and the parts of the file that decoding needs.

A file is judged by its content, because its name may say anything. What could take long to decode
is found here first, by walking the parts of the file once.
"""

import re
import zlib
from dataclasses import dataclass

MOST_UPLOAD_BYTES = 5 * 1024 * 1024
MOST_PICTURE_PIXELS = 12_000_000  # Redrawing takes nine to fifteen bytes per pixel.
# A progressive JPEG is decoded once for each scan. Cameras and editors write about ten; 50 scans of
# as many pixels as allowed take a second.
MOST_JPEG_SCANS = 50
MOST_PARTS = 10_000  # Chunks or segments; an encoder writes one for each few kilobytes.
MOST_PROFILE_BYTES = 4 * 1024 * 1024  # A color profile, unpacked.
PICTURE_RULES = "Upload a PNG, JPEG, or WebP image of at most 5 MB."
SAVE_AS = "Save it as a PNG or JPEG, then upload that file."
TOO_MANY_PIXELS = f"This image has too many pixels. Use at most {MOST_PICTURE_PIXELS:,}."
UNREADABLE = f"This file isn't an image we can read. {PICTURE_RULES}"

PNG_SIGNATURE, JPEG_SIGNATURE = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
KEPT_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"}
CHUNK_FRAME_BYTES = 12  # A PNG chunk's length, name, and checksum.
RIFF_HEAD_BYTES, RIFF_CHUNK_HEAD_BYTES = 12, 8
KEPT_SEGMENTS = {  # By marker: the first bytes of the application segments that are kept.
    0xE0: b"JFIF\0",
    0xE1: b"Exif\0\0",
    0xE2: b"ICC_PROFILE\0",
    0xEE: b"Adobe",
}
END_OF_IMAGE, START_OF_SCAN, START_OF_IMAGE, COMMENT = 0xD9, 0xDA, 0xD8, 0xFE
APPLICATION_SEGMENTS = range(0xE0, 0xF0)
BARE_MARKERS = {0x01, *range(0xD0, 0xD8)}  # Markers without a length.
FRAME_MARKERS = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
MARKER = re.compile(rb"\xff[^\x00\xff]")
SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # Restart markers are part of a scan.
MULTI_PICTURE = b"MPF\0"

# By the first bytes of a file. People upload these, and can save them in another format.
FOREIGN_FORMATS = (
    (re.compile(rb"GIF8[79]a"), "a GIF"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "a BMP"),
    (re.compile(rb"II\x2a\0|MM\0\x2a|II\x2b\0|MM\0\x2b"), "a TIFF"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "an AVIF"),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL), "a HEIC"),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}<(?:svg|\?xml|!--|!DOCTYPE svg)", re.IGNORECASE),
        "an SVG",
    ),
    (re.compile(rb"\x1f\x8b"), "a compressed SVG"),
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "an EPS"),
    (re.compile(rb"8BPS"), "a Photoshop"),
    (re.compile(rb"\x00\x00\x01\x00"), "an icon"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "a JPEG XL"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "a JPEG 2000"),
)


class LogoRefused(ValueError):  # noqa: N818 - the name states the condition
    """A file refused as a logo; the message says why and what is allowed."""


@dataclass(frozen=True)
class PictureFile:
    """A picture's format as Pillow names it, and the bytes of the file that decoding needs."""

    format: str
    data: bytes


def read_picture_file(data: bytes) -> PictureFile:
    """Return the picture in these bytes, without what decoding doesn't need.

    Raise `LogoRefused` if it isn't a picture of an allowed format and size. The time is linear in
    the number of bytes.
    """
    if len(data) > MOST_UPLOAD_BYTES:
        raise LogoRefused(f"This file is larger than 5 MB. {PICTURE_RULES}")
    if data.startswith(PNG_SIGNATURE):
        return PictureFile("PNG", trim_png(data))
    if data.startswith(JPEG_SIGNATURE):
        return PictureFile("JPEG", trim_jpeg(data))
    if data.startswith(b"RIFF") and data[8:RIFF_HEAD_BYTES] == b"WEBP":
        return PictureFile("WEBP", trim_webp(data))
    for start, name in FOREIGN_FORMATS:
        if start.match(data):
            raise LogoRefused(f"This is {name} file. {SAVE_AS}")
    raise LogoRefused(UNREADABLE)


def trim_png(data: bytes) -> bytes:
    """Return a PNG without its texts, animation, and other chunks that decoding doesn't need."""
    kept, place, has_profile = [PNG_SIGNATURE], len(PNG_SIGNATURE), False
    for _ in range(MOST_PARTS):
        size, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        chunk = data[place : place + size + CHUNK_FRAME_BYTES]
        if len(chunk) < size + CHUNK_FRAME_BYTES:
            raise LogoRefused(UNREADABLE)
        place += len(chunk)
        body = chunk[8:-4]
        if name == b"IHDR":
            check_pixels(int.from_bytes(body[:4], "big") * int.from_bytes(body[4:8], "big"))
        elif name == b"acTL" and int.from_bytes(body[:4], "big") > 1:
            refuse_animation()
        elif name == b"iCCP" and not has_profile:  # Each of many would be unpacked.
            has_profile = True
            kept += [chunk] if is_profile_small(body) else []
        if name in KEPT_CHUNKS:
            kept.append(chunk)
        if name == b"IEND":
            refuse_extra_data(data[place:])
            return b"".join(kept)
    raise LogoRefused(f"This image is in too many parts. {SAVE_AS}")


def is_profile_small(body: bytes) -> bool:
    """Return whether a PNG's color profile can be unpacked and isn't too large."""
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(body.partition(b"\0")[2][1:], MOST_PROFILE_BYTES)
    except zlib.error:
        return False
    return unpacking.eof and len(profile) < MOST_PROFILE_BYTES


def trim_jpeg(data: bytes) -> bytes:
    """Return the first picture of a JPEG without its thumbnails, texts, and other pictures.

    A camera's file may hold several pictures. It then has an index of them.
    """
    walk = JpegWalk(data)
    for _ in range(MOST_PARTS):
        if walk.step():
            break
    else:
        raise LogoRefused(f"This image is in too many parts. {SAVE_AS}")
    if walk.frames != 1:
        raise LogoRefused(UNREADABLE)
    check_pixels(walk.pixels)
    if walk.scans > MOST_JPEG_SCANS:
        raise LogoRefused(
            "This image has too many scans. Save it as a PNG, or as a JPEG that isn’t progressive."
        )
    if not walk.has_index:
        refuse_extra_data(data[walk.place :])
    return b"".join(walk.kept)


class JpegWalk:
    """A walk through the segments of a JPEG; each step takes one."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 2
        self.kept = [data[:2]]
        self.scans = self.frames = self.pixels = 0
        self.has_index = False

    def step(self) -> bool:
        """Take the next segment; return whether it was the end of the picture.

        Bytes between two segments are skipped, as the decoder would do.
        """
        if (found := MARKER.search(self.data, self.place)) is None:
            raise LogoRefused(UNREADABLE)
        start, marker = found.start(), self.data[found.end() - 1]
        self.place = found.end()
        if marker in BARE_MARKERS:
            return False
        if marker != END_OF_IMAGE:
            self.skip_segment(marker)
        if self.is_kept(start, marker):
            self.kept.append(self.data[start : self.place])
        return marker == END_OF_IMAGE

    def skip_segment(self, marker: int) -> None:
        """Move behind a segment, and behind the data of a scan; count what is bounded."""
        body = self.place + 2
        size = int.from_bytes(self.data[self.place : body], "big")
        self.place += size
        if marker == START_OF_IMAGE or size < len(b"\0\0") or self.place > len(self.data):
            raise LogoRefused(UNREADABLE)
        if marker in FRAME_MARKERS:
            height, width = self.data[body + 1 : body + 3], self.data[body + 3 : body + 5]
            self.frames += 1
            self.pixels = int.from_bytes(height, "big") * int.from_bytes(width, "big")
        elif marker == START_OF_SCAN:
            self.scans += 1
            if (end := SCAN_END.search(self.data, self.place)) is None:
                raise LogoRefused(UNREADABLE)
            self.place = end.start()
        elif self.data.startswith(MULTI_PICTURE, body):
            self.has_index = True

    def is_kept(self, start: int, marker: int) -> bool:
        """Return whether decoding needs this segment."""
        if marker in APPLICATION_SEGMENTS:
            first = KEPT_SEGMENTS.get(marker)
            return first is not None and self.data.startswith(first, start + 4)
        return marker != COMMENT


def trim_webp(data: bytes) -> bytes:
    """Return a WebP as it is, after checking its chunks."""
    end = int.from_bytes(data[4:8], "little") + 8
    if end > len(data):
        raise LogoRefused(UNREADABLE)
    refuse_extra_data(data[end:])
    place = RIFF_HEAD_BYTES
    for _ in range(MOST_PARTS):
        if place >= end:
            return data[:end]
        size = int.from_bytes(data[place + 4 : place + RIFF_CHUNK_HEAD_BYTES], "little")
        name, body = data[place : place + 4], place + RIFF_CHUNK_HEAD_BYTES
        if name in (b"ANIM", b"ANMF"):
            refuse_animation()
        check_pixels(count_webp_pixels(name, data[body : body + 10]))
        place = body + size + size % 2
    raise LogoRefused(f"This image is in too many parts. {SAVE_AS}")


def count_webp_pixels(name: bytes, body: bytes) -> int:
    """Return the number of pixels that a chunk of a WebP says it has, or 0."""
    if name == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
    elif name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif name == b"VP8 ":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    else:
        return 0
    return width * height


def check_pixels(count: int) -> None:
    """Raise `LogoRefused` if a picture has too many pixels."""
    if count > MOST_PICTURE_PIXELS:
        raise LogoRefused(TOO_MANY_PIXELS)


def refuse_extra_data(rest: bytes) -> None:
    """Raise `LogoRefused` if more than padding follows a picture."""
    if rest.strip(b"\0"):
        raise LogoRefused("This file contains extra data. Save the image again, then upload it.")


def refuse_animation() -> None:
    """Raise `LogoRefused` for a picture that moves."""
    raise LogoRefused(f"This image is animated, and a logo can’t be. Choose one frame. {SAVE_AS}")
