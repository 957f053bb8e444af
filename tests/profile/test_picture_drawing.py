"""Pictures keep their look when they are redrawn, in every mode that a file may have."""

import io
import struct
import time

import pictures
import pytest
from growth import measure_growth
from PIL import Image, ImageCms

from directory.profile import picture_drawing
from directory.profile.picture_drawing import redraw_logo
from directory.profile.picture_formats import MOST_JPEG_SCANS

MOST_TIMES_SLOWER = 6  # The slowest took 1.3 seconds and the ordinary one 0.7.


def draw(data):
    return Image.open(io.BytesIO(redraw_logo(data)))


def pixel(data, at=(0, 0)):
    return draw(data).getpixel(at)


def is_close(found, expected, by=6):
    return all(abs(one - other) <= by for one, other in zip(found, expected, strict=True))


def make_gray(depth, samples, *more):
    """Return a PNG of one row of grays of `depth` bits."""
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    bits += "0" * (-len(bits) % 8)
    row = b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return pictures.make_png((len(samples), 1), depth, 0, row, *more)


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_a_gray_picture_keeps_its_grays_at_every_depth(depth):
    most = 2**depth - 1
    samples = [0, most // 3, most]

    drawn = draw(make_gray(depth, samples))

    grays = [sample * 255 // most for sample in samples]
    assert [drawn.getpixel((at, 0)) for at in range(3)] == [(*[g] * 3, 255) for g in grays]


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_a_transparent_gray_is_transparent_at_every_depth(depth):
    most = 2**depth - 1
    clear = pictures.make_chunk(b"tRNS", struct.pack(">H", most))

    drawn = draw(make_gray(depth, [0, most], clear))

    assert [drawn.getpixel((at, 0))[3] for at in range(2)] == [255, 0]


def test_only_the_exact_gray_of_16_bits_is_transparent():
    clear = pictures.make_chunk(b"tRNS", struct.pack(">H", 0x8001))

    drawn = draw(make_gray(16, [0x8001, 0x8002, 0x7F01], clear))

    assert [drawn.getpixel((at, 0))[3] for at in range(3)] == [0, 255, 255]


def test_colors_of_16_bits_keep_their_look_and_their_transparent_color():
    row = b"\0" + struct.pack(">6H", 0xFE01, 0x8000, 0, 0x1000, 0x2000, 0x3000)
    clear = pictures.make_chunk(b"tRNS", struct.pack(">3H", 0xFE01, 0x8000, 0))

    drawn = draw(pictures.make_png((2, 1), 16, 2, row, clear))

    assert [drawn.getpixel((at, 0))[-1] for at in range(2)] == [0, 255]
    assert is_close(drawn.getpixel((1, 0)), (16, 32, 48, 255), by=1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("kind", ["PNG"])
def test_a_png_of_every_mode_is_neither_black_nor_white(mode, kind):
    gray = Image.linear_gradient("L").resize((900, 300))
    image = gray.point(lambda value: value * 256, "I").convert(mode) if mode == "I;16" else None

    drawn = draw(pictures.save_picture(image or gray.convert(mode), kind))

    extremes = drawn.convert("L").getextrema()
    assert (drawn.size, extremes[0] < 40, extremes[1] > 215) == ((800, 267), True, True)


def test_a_palette_with_transparent_entries_stays_transparent():
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)

    drawn = draw(pictures.save_picture(image, transparency=bytes([0, 128])))

    assert [drawn.getpixel((at, 0)) for at in range(2)] == [(255, 0, 0, 0), (0, 0, 255, 128)]


def test_a_jpeg_of_four_inks_keeps_its_colors():
    image = Image.new("CMYK", (64, 64), (255, 0, 255, 0))

    found = pixel(pictures.save_picture(image, "JPEG", quality=95))

    assert is_close(found, (0, 255, 0, 255))


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (3, (39, 19)), (6, (19, 0)), (8, (0, 39))]
)
def test_a_picture_is_turned_as_the_camera_was_held(orientation, corner):
    image = Image.new("RGB", (40, 20), "#ffffff")
    image.paste("#ff0000", (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation

    drawn = draw(pictures.save_picture(image, "JPEG", quality=95, subsampling=0, exif=exif))

    assert is_close(drawn.getpixel(corner), (255, 0, 0, 255), by=20)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_colors_of_a_profile_become_those_of_the_web(kind):
    swapped = make_swapped_profile()
    image = Image.new("RGB", (64, 64), (200, 40, 40))

    found = pixel(pictures.save_picture(image, kind, quality=95, icc_profile=swapped), (32, 32))

    assert is_close(found, (40, 40, 200, 255), by=20)


def make_swapped_profile():
    """Return the sRGB profile with the primaries of red and blue exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")


@pytest.mark.parametrize("profile", [b"", b"nonsense" * 40, "gray"])
def test_a_profile_that_does_not_fit_is_ignored(profile):
    if profile == "gray":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("RGB", (8, 8), (200, 40, 40))

    found = pixel(pictures.save_picture(image, icc_profile=profile))

    assert found == (200, 40, 40, 255)


def test_the_first_picture_of_a_cameras_file_is_drawn():
    found = pixel(pictures.make_picture("MPO", (64, 64)))

    assert is_close(found, (0x0B, 0x56, 0x6B, 255))


def test_padding_after_a_picture_is_no_extra_data():
    assert is_close(pixel(pictures.make_picture("JPEG") + bytes(512)), (0x0B, 0x56, 0x6B, 255))


def make_noise(kind, quality, **options):
    """Return a file of as many pixels as allowed that take much of the bytes allowed."""
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    return pictures.save_picture(noise, kind, quality=quality, **options)


SLOWEST = {
    "the most scans of the most pixels": lambda: pictures.make_progressive(
        (4000, 3000), MOST_JPEG_SCANS
    ),
    "16 bits of four channels": lambda: pictures.make_png(
        (4000, 3000), 16, 6, (b"\4" + bytes(range(250)) * 128) * 3000
    ),
    "the largest WebP": lambda: make_noise("WEBP", 35, method=0),
}


@pytest.mark.parametrize("case", SLOWEST)
def test_the_slowest_pictures_take_little_longer_than_an_ordinary_one_of_their_size(case):
    ordinary, slowest = make_noise("JPEG", 50), SLOWEST[case]()

    seconds = [time_drawing(data) for data in (ordinary, slowest)]

    assert seconds[1] < MOST_TIMES_SLOWER * seconds[0]


def time_drawing(data):
    began = time.process_time()
    redraw_logo(data)
    return time.process_time() - began


@pytest.mark.parametrize("make", [pictures.make_many_chunks, pictures.make_many_comments])
def test_a_file_of_many_parts_is_refused_before_its_turn(make):
    data = make()

    with picture_drawing.decoding_lock, pytest.raises(ValueError, match="too many parts"):
        redraw_logo(data)


def test_only_one_color_profile_is_unpacked():
    growth = measure_growth(redraw_logo, lambda count: [pictures.make_many_profiles(count)], 75)

    assert growth < 2


def test_pixels_after_a_scan_marker_inside_a_thumbnail_are_not_counted_as_scans():
    exif = Image.Exif()
    exif[0x010E] = "\xff\xda" * 100
    raw = exif.tobytes() + b"\xff\xda" * 100

    assert draw(pictures.make_picture("JPEG", exif=raw)).size == (40, 20)
