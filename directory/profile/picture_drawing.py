"""Drawing an uploaded picture again, in the colors of the web and at the size of a logo."""

import io
from contextlib import contextmanager, suppress
from threading import Lock

from PIL import Image, ImageChops, ImageCms

from directory.profile.picture_formats import (
    PICTURE_RULES,
    TOO_MANY_PIXELS,
    UNREADABLE,
    LogoRefused,
    check_pixels,
    read_picture_file,
)

LOGO_SIDE = 800  # Pixels; no page shows a logo larger than half of this.
DECODING_WAIT_SECONDS = 5  # Each waiting upload holds a thread of the web server.
DECODING_BUSY = "Another image is being read. Your image wasn’t saved. Upload it again in a minute."
BIT_DEPTH_PLACE = 24  # In a PNG, after the signature, the head of its first chunk, and two sizes.
WIDE_DEPTH = 16  # Bits of a sample.
WIDE_GRAYS = {"I;16": 1, "I;16L": 1, "I;16B": 0}  # The place of a sample's high byte.
ORIENTATION_TAG = 0x0112
TURNS = {  # By the orientation that a camera notes.
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PROFILE_SPACES = {"GRAY": ("L",), "RGB": ("RGB", "L"), "CMYK": ("CMYK",)}  # Modes they fit.
decoding_lock = Lock()  # One picture at a time, because each may need 180 MB.


def redraw_logo(data):
    """Return the picture in these bytes as a new PNG, at most `LOGO_SIDE` pixels wide and high.

    Raise `LogoRefused` if it isn't an allowed picture, or if others are decoded for too long.
    """
    file = read_picture_file(data)
    with take_decoding_turn():
        picture = decode_picture(file)
    picture.info = {}  # Drop color profiles and other metadata.
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def take_decoding_turn():
    """Hold the decoding lock; raise `LogoRefused` if it isn't free in time."""
    if not decoding_lock.acquire(timeout=DECODING_WAIT_SECONDS):
        raise LogoRefused(DECODING_BUSY)
    try:
        yield
    finally:
        decoding_lock.release()


def decode_picture(file):
    """Return the picture of a file in RGBA, turned upright; raise `LogoRefused` if it's broken."""
    try:
        Image.open(io.BytesIO(file.data), formats=[file.format]).verify()
        picture = Image.open(io.BytesIO(file.data), formats=[file.format])
        check_pixels(picture.width * picture.height)
        picture.draft(None, (LOGO_SIDE, LOGO_SIDE))  # Decodes a JPEG at reduced size.
        orientation = read_orientation(picture)
        profile = picture.info.get("icc_profile")
        depth = file.data[BIT_DEPTH_PLACE] if file.format == "PNG" else 8
        picture = separate_alpha(picture, depth)
        picture.thumbnail((LOGO_SIDE, LOGO_SIDE))
        return convert_colors(turn_upright(picture, orientation), profile)
    except LogoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefused(f"{TOO_MANY_PIXELS} {PICTURE_RULES}") from error
    except Exception as error:  # Pillow raises many types for broken files
        raise LogoRefused(UNREADABLE) from error


def read_orientation(picture):
    """Return the orientation that a camera noted, 1 if none can be read."""
    with suppress(Exception):  # Pillow raises many types for broken metadata
        return picture.getexif().get(ORIENTATION_TAG, 1)
    return 1


def turn_upright(picture, orientation):
    """Return the picture as the camera held it."""
    turn = TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def separate_alpha(picture, depth):
    """Return a picture of any mode in L, LA, RGB, RGBA, or CMYK, with 8 bits per sample.

    `depth` is the number of bits of a sample in the file, which a transparent color is stated in.
    """
    picture.load()  # A PNG may state its transparent color after its pixels.
    clear = picture.info.get("transparency")
    if picture.mode == "I":
        picture = picture.convert("I;16")
    if picture.mode in WIDE_GRAYS:
        return narrow_gray(picture, clear)
    if picture.mode in ("P", "PA"):
        return picture.convert("RGBA" if clear is not None or picture.mode == "PA" else "RGB")
    if picture.mode in ("1", "L") and isinstance(clear, int):
        gray = picture.convert("L")
        # Pillow scales the samples, but not the transparent one, unless it is of 1 bit.
        gray.info["transparency"] = clear if depth == 1 else clear * 255 // (2**depth - 1)
        return gray.convert("LA")
    if picture.mode == "RGB" and isinstance(clear, tuple):
        picture.info["transparency"] = tuple(c >> 8 if depth == WIDE_DEPTH else c for c in clear)
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGBA")


def narrow_gray(picture, clear):
    """Return a picture of 16-bit grays in L, or in LA if the gray `clear` is transparent."""
    samples, place = picture.tobytes(), WIDE_GRAYS[picture.mode]
    high, low = (Image.frombytes("L", picture.size, samples[at::2]) for at in (place, 1 - place))
    if isinstance(clear, int):
        differs = [
            band.point([0 if value == byte else 255 for value in range(256)])
            for band, byte in ((high, clear >> 8), (low, clear & 255))
        ]
        high.putalpha(ImageChops.lighter(*differs))
    return high


def convert_colors(picture, profile):
    """Return the picture in RGBA, its colors converted from its profile to sRGB if that works."""
    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    colors = picture.convert(picture.mode.removesuffix("A"))
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            colors = apply_profile(colors, profile)
    picture = colors.convert("RGBA")
    if alpha is not None:
        picture.putalpha(alpha)
    return picture


def apply_profile(colors, profile):
    """Return a picture with its colors in sRGB; raise an error if the profile doesn't fit."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    space = source.profile.xcolor_space.strip()
    if colors.mode not in PROFILE_SPACES.get(space, ()):
        return colors
    if space == "RGB":
        colors = colors.convert("RGB")
    return ImageCms.profileToProfile(
        colors, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
