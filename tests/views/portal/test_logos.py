"""Logos: an image is redrawn; a file that is not exactly one image is refused with a message."""

import hashlib
import io
import resource
import subprocess
import sys
import threading
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories import make_member, make_owner, republish
from PIL import Image

from directory.models import Revision
from directory.profile import logos


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="PNG", size=(40, 20), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "#0b566b").save(out, kind, **options)
    return out.getvalue()


def bomb(side=30_000):
    """Return a PNG of a few kilobytes that claims to have 900 million pixels."""

    def chunk(name, data):
        whole = name + data
        return len(data).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(bytes(side * 3 + 1) * 20)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def many_scans():
    """Return a JPEG that claims to have 60 more scans."""
    return picture("JPEG")[:-2] + b"\xff\xda\x00\x02" * 60 + b"\xff\xd9"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
UNREADABLE = "This file isn't an image we can read."
ATTACHED = "This file contains extra data."
TOO_MANY = "This image has too many pixels"
TOO_LARGE = "This file is larger than 5 MB."
TOO_MANY_SCANS = "This image has too many scans."
NAMED = "image with a different file extension."
REFUSED = {
    "a decompression bomb": ("a.png", bomb, TOO_MANY),
    "more pixels than allowed": ("a.png", lambda: picture(size=(4000, 3001)), TOO_MANY),
    "a page behind a PNG": ("a.png", lambda: picture() + b"<html>", ATTACHED),
    "an archive behind a JPEG": ("a.jpg", lambda: picture("JPEG") + b"PK\x05\x06", ATTACHED),
    "a script behind a WebP": ("a.webp", lambda: picture("WEBP") + b"alert(1)", ATTACHED),
    "an SVG": ("a.svg", lambda: SVG, UNREADABLE),
    "an SVG called PNG": ("a.png", lambda: SVG, UNREADABLE),
    "a GIF": ("a.gif", lambda: picture("GIF"), UNREADABLE),
    "a JPEG called PNG": ("a.png", lambda: picture("JPEG"), f"This is a JPEG {NAMED}"),
    "a PNG called PHP": ("a.php", picture, f"This is a PNG {NAMED}"),
    "a torn file": ("a.png", lambda: picture()[:60], UNREADABLE),
    "more than 5 MB": ("a.png", lambda: picture() + bytes(5 * 1024 * 1024), TOO_LARGE),
    "a JPEG of too many scans": ("a.jpg", many_scans, TOO_MANY_SCANS),
}


@pytest.fixture
def links(client, vocabulary):
    member = make_member("Alpha")
    client.force_login(make_owner(member))
    return reverse("portal-edit", args=[member.slug, "links"])


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_logo_is_refused_with_a_message_and_the_rest_is_saved(
    client, links, fields, case
):
    name, make, said = REFUSED[case]
    file = SimpleUploadedFile(name, make())
    typed = {"links[0].url": "https://www.linkedin.com/company/alpha"}

    page = client.post(links, fields(client.get(links), logo=file, **typed))

    draft = Revision.objects.get(state="draft").document
    assert (page.status_code, page.context["wrong"]["logo"][: len(said)]) == (400, said)
    assert (draft["logo"], draft["links"]) == (
        None,
        {"linkedin": "https://www.linkedin.com/company/alpha"},
    )


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("A.JPG", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP")]
)
def test_an_image_is_redrawn_and_served_under_its_hash(client, links, fields, name, kind):
    sent = picture(kind, size=(1600, 800))

    client.post(links, fields(client.get(links), logo=SimpleUploadedFile(name, sent)))
    logo = Revision.objects.get(state="draft").document["logo"]
    answer = client.get(reverse("logo", args=[logo["sha256"]]))

    assert hashlib.sha256(answer.content).hexdigest() == logo["sha256"]
    assert Image.open(io.BytesIO(answer.content)).size == (800, 400)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_of_20_mb_is_refused_before_any_of_it_is_read(client, links, fields):
    typed = fields(client.get(links), logo=SimpleUploadedFile("a.png", bytes(20 * 1024 * 1024)))

    page = client.post(links, typed)

    assert (page.status_code, Revision.objects.filter(state="draft").exists()) == (413, False)
    assert "Nothing was saved." in page.content.decode()


def test_only_one_image_is_decoded_at_a_time():
    thread = threading.Thread(target=logos.redraw_logo, args=[picture(), "a.png"])
    with logos.decoding_lock:
        thread.start()
        thread.join(0.5)

        is_waiting = thread.is_alive()

    thread.join(30)
    assert (is_waiting, thread.is_alive()) == (True, False)


def test_nothing_of_a_file_is_kept_but_its_pixels():
    turned = Image.Exif()
    turned[0x0112] = 6  # A phone held upright.
    tagged = picture("JPEG", size=(1600, 800), exif=turned, comment=b"<script>")

    drawn = logos.redraw_logo(tagged, "a.jpg")

    assert b"script" not in drawn
    assert Image.open(io.BytesIO(drawn)).info == {}
    assert Image.open(io.BytesIO(drawn)).size == (400, 800)


@pytest.mark.parametrize("mode", ["RGB", "P", "L"])
def test_a_transparent_color_stays_transparent_when_scaled_down(mode):
    drawing = Image.new("RGB", (1600, 800), "#fe0000")
    drawing.paste("#ffffff", (0, 0, 800, 800))
    drawing = drawing.convert(mode)
    out = io.BytesIO()
    drawing.save(out, "PNG", transparency=drawing.getpixel((0, 0)))

    drawn = Image.open(io.BytesIO(logos.redraw_logo(out.getvalue(), "a.png")))

    alpha = drawn.getchannel("A")
    assert (drawn.size, alpha.getpixel((100, 200)), alpha.getpixel((700, 200))) == (
        (800, 400),
        0,
        255,
    )


READS_ONE = """
import sys
from pathlib import Path
from directory.profile import logos

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])

data = sys.stdin.buffer.read()
before = peak()
logos.redraw_logo(data, sys.argv[1])
print((peak() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="where the system says how much was taken")
@pytest.mark.parametrize(("kind", "megabytes"), [("PNG", 130), ("JPEG", 100), ("WEBP", 220)])
def test_the_largest_picture_takes_little_memory(kind, megabytes):
    largest = picture(kind, size=(4000, 3000))

    command = [sys.executable, "-c", READS_ONE, f"a.{kind.lower()}"]
    done = subprocess.run(command, input=largest, capture_output=True, check=True)

    assert int(done.stdout) < megabytes


def test_the_public_page_shows_the_logo_in_its_words(client, links, fields):
    file = SimpleUploadedFile("a.png", picture())
    client.post(links, fields(client.get(links), logo=file, **{"logo.alt": "Alpha's sign"}))
    draft = Revision.objects.get(state="draft")
    republish(draft.member, logo=draft.document["logo"])

    html = " ".join(client.get(draft.member.get_absolute_url()).content.decode().split())

    address = reverse("logo", args=[draft.document["logo"]["sha256"]])
    assert f'src="{address}" alt="Alpha&#x27;s sign"' in html


def test_a_logo_that_is_not_there_is_404(client, vocabulary):
    assert client.get(reverse("logo", args=["0" * 64])).status_code == 404


def test_a_full_disk_leaves_no_part_of_a_logo_under_its_name(tmp_path):
    noise = Image.effect_noise((300, 300), 90)
    out = io.BytesIO()
    noise.save(out, "PNG")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))

    try:
        with pytest.raises(OSError, match="File too large"):
            logos.store_logo(SimpleUploadedFile("logo.png", out.getvalue()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
    assert logos.is_logo_stored(logos.store_logo(SimpleUploadedFile("logo.png", out.getvalue())))
