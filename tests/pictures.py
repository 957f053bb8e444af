"""Files of pictures for the tests, ordinary ones and attacks."""

import io
import zlib

from PIL import Image

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def make_picture(kind="PNG", size=(40, 20), **options):
    """Return a file of one color."""
    out = io.BytesIO()
    Image.new("RGB", size, "#0b566b").save(out, kind, **complete_options(kind, size, options))
    return out.getvalue()


def complete_options(kind, size, options):
    """Return the options of a camera's file of two pictures, or those given."""
    if kind != "MPO":
        return options
    return options | {"save_all": True, "append_images": [Image.new("RGB", size, "#ffffff")]}


def save_picture(image, kind="PNG", **options):
    """Return the file of an image."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def make_chunk(name, data=b""):
    """Return a chunk of a PNG."""
    whole = name + data
    return len(data).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")


def make_png(size, depth, color, rows, *more):
    """Return a PNG from its rows, each with the number of its filter, and more chunks."""
    head = b"".join(side.to_bytes(4, "big") for side in size) + bytes([depth, color, 0, 0, 0])
    parts = make_chunk(b"IHDR", head), *more, make_chunk(b"IDAT", zlib.compress(rows))
    return PNG_SIGNATURE + b"".join(parts) + make_chunk(b"IEND")


def make_bomb(side=30_000):
    """Return a PNG of a few kilobytes that claims to have 900 million pixels."""
    return make_png((side, side), 8, 2, bytes(side * 3 + 1) * 20)


def make_many_chunks(count=400_000):
    """Return a PNG with many empty texts."""
    return make_png((1, 1), 8, 0, bytes(2), make_chunk(b"tEXt") * count)


def make_many_profiles(count=300):
    """Return a PNG with many color profiles, each of many megabytes when unpacked."""
    profile = b"a\0\0" + zlib.compress(bytes(8_000_000), 9)
    return make_png((1, 1), 8, 0, bytes(2), make_chunk(b"iCCP", profile) * count)


def make_many_scans():
    """Return a JPEG that claims to have 60 more scans."""
    return make_picture("JPEG")[:-2] + b"\xff\xda\x00\x02" * 60 + b"\xff\xd9"


def make_many_comments(count=1_000_000):
    """Return a JPEG with many empty comments."""
    return b"\xff\xd8" + b"\xff\xfe\x00\x02" * count + make_picture("JPEG")[2:]


def make_progressive(size, scans):
    """Return a progressive JPEG whose last scan is repeated until it has this many."""
    plain = make_picture("JPEG", size, progressive=True)
    last = plain[plain.rindex(b"\xff\xda") : -2]
    return plain[:-2] + last * (scans - plain.count(b"\xff\xda")) + b"\xff\xd9"


def make_animation(kind):
    """Return a picture of two frames."""
    frames = [Image.new("RGB", (40, 20), color) for color in ("#0b566b", "#ffffff")]
    return save_picture(frames[0], kind, save_all=True, append_images=frames[1:])


def make_heic():
    """Return the start of the file of a phone."""
    return b"\0\0\0\x24ftypheic" + bytes(100)


def make_large_webp():
    """Return a WebP of a few bytes that claims to have 268 million pixels."""
    head = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + b"\xff\x3f\0" * 2
    body = b"WEBP" + head + make_picture("WEBP")[12:]
    return b"RIFF" + len(body).to_bytes(4, "little") + body
