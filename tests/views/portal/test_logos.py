"""Logos: an image is redrawn; a file that is not exactly one image is refused with a message."""

import hashlib
import io
import resource
import subprocess
import sys
import threading
from datetime import timedelta

import pictures
import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from factories import make_member, make_owner, republish
from pictures import make_picture as picture
from PIL import Image

from acro.caches import CacheAwayError
from directory.models import Revision
from directory.profile import logo_uploads, logos, picture_drawing

pytestmark = pytest.mark.usefixtures("logo_folder")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
UNREADABLE = "This file isn't an image we can read."
ATTACHED = "This file contains extra data."
TOO_MANY = "This image has too many pixels"
TOO_LARGE = "This file is larger than 5 MB."
TOO_MANY_SCANS = "This image has too many scans."
TOO_MANY_PARTS = "This image is in too many parts."
ANIMATED = "This image is animated, and a logo can’t be. Choose one frame. Save it as a PNG or JPEG"
REFUSED = {
    "a decompression bomb": ("a.png", pictures.make_bomb, TOO_MANY),
    "more pixels than allowed": ("a.png", lambda: picture(size=(4000, 3001)), TOO_MANY),
    "a WebP of too many pixels": ("a.webp", pictures.make_large_webp, TOO_MANY),
    "a page behind a PNG": ("a.png", lambda: picture() + b"<html>", ATTACHED),
    "an archive behind a JPEG": ("a.jpg", lambda: picture("JPEG") + b"PK\x05\x06", ATTACHED),
    "a script behind a WebP": ("a.webp", lambda: picture("WEBP") + b"alert(1)", ATTACHED),
    "an SVG": ("a.svg", lambda: SVG, "This is an SVG file. Save it as a PNG or JPEG"),
    "an SVG called PNG": ("a.png", lambda: SVG, "This is an SVG file. Save it as a PNG or JPEG"),
    "a GIF": ("a.gif", lambda: picture("GIF"), "This is a GIF file. Save it as a PNG or JPEG"),
    "a BMP": ("a.bmp", lambda: picture("BMP"), "This is a BMP file. Save it as a PNG or JPEG"),
    "a TIFF": ("a.tif", lambda: picture("TIFF"), "This is a TIFF file. Save it as a PNG or JPEG"),
    "an AVIF": ("a.avif", lambda: picture("AVIF"), "This is an AVIF file. Save it as a PNG or"),
    "a phone's HEIC": ("IMG_1.HEIC", pictures.make_heic, "This is a HEIC file. Save it as a PNG"),
    "a PDF": ("a.pdf", lambda: picture("PDF"), "This is a PDF file. Save it as a PNG or JPEG"),
    "a text": ("a.txt", lambda: b"Alpha", UNREADABLE),
    "an empty JPEG": ("a.jpg", lambda: b"\xff\xd8\xff\xd9", UNREADABLE),
    "a torn file": ("a.png", lambda: picture()[:60], UNREADABLE),
    "a torn JPEG": ("a.jpg", lambda: picture("JPEG")[:-20], UNREADABLE),
    "a torn WebP": ("a.webp", lambda: picture("WEBP")[:-4], UNREADABLE),
    "an animated PNG": ("a.png", lambda: pictures.make_animation("PNG"), ANIMATED),
    "an animated WebP": ("a.webp", lambda: pictures.make_animation("WEBP"), ANIMATED),
    "more than 5 MB": ("a.png", lambda: picture() + bytes(5 * 1024 * 1024), TOO_LARGE),
    "a JPEG of too many scans": ("a.jpg", pictures.make_many_scans, TOO_MANY_SCANS),
    "a PNG of many empty texts": ("a.png", pictures.make_many_chunks, TOO_MANY_PARTS),
    "a JPEG of many empty comments": ("a.jpg", pictures.make_many_comments, TOO_MANY_PARTS),
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
    ("name", "kind"),
    [
        ("a.png", "PNG"),
        ("A.JPG", "JPEG"),
        ("a.jpeg", "JPEG"),
        ("a.jfif", "JPEG"),
        ("a.jpe", "JPEG"),
        ("a.png", "JPEG"),
        ("a.php", "PNG"),
        ("DSC01.MPO", "MPO"),
        ("a.webp", "WEBP"),
        ("logo", "WEBP"),
    ],
)
def test_an_image_is_redrawn_and_served_under_its_hash(client, links, fields, name, kind):
    sent = picture(kind, size=(1600, 800))

    client.post(links, fields(client.get(links), logo=SimpleUploadedFile(name, sent)))
    draft = Revision.objects.get(state="draft")
    logo = draft.document["logo"]
    republish(draft.member, logo=logo)
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
    thread = threading.Thread(target=picture_drawing.redraw_logo, args=[picture()])
    with picture_drawing.decoding_lock:
        thread.start()
        thread.join(0.5)

        is_waiting = thread.is_alive()

    thread.join(30)
    assert (is_waiting, thread.is_alive()) == (True, False)


def test_an_upload_that_waits_too_long_for_others_is_refused_and_the_rest_is_saved(
    client, links, fields, monkeypatch
):
    monkeypatch.setattr(picture_drawing, "DECODING_WAIT_SECONDS", 0.1)
    file = SimpleUploadedFile("a.png", picture())
    typed = fields(client.get(links), logo=file, **{"identifiers.ror": "https://ror.org/1"})

    with picture_drawing.decoding_lock:
        page = client.post(links, typed)

    assert (page.status_code, page.context["wrong"]["logo"]) == (
        400,
        "Another image is being read. Your image wasn’t saved. Upload it again in a minute.",
    )
    assert Revision.objects.get(state="draft").document["identifiers"]["ror"] == "https://ror.org/1"


def test_a_person_uploads_40_images_a_day_and_is_told_when_the_next_is_possible(
    client, links, fields, monkeypatch
):
    monkeypatch.setattr(logo_uploads, "MOST_UPLOADS", 2)
    opened = client.get(links)

    def upload():
        page = client.post(links, fields(opened, logo=SimpleUploadedFile("a.txt", b"x")))
        return page.context["wrong"]["logo"]

    refused = [upload() for _ in range(3)]

    tomorrow = f"{timezone.now().date() + timedelta(days=1):%B %-d, %Y}"
    assert [text.startswith(UNREADABLE) for text in refused[:2]] == [True, True]
    assert refused[2] == (
        "You’ve uploaded 2 images today, which is the daily limit."
        f" Upload this one after {tomorrow}, 00:00 UTC."
    )


def test_nothing_is_decoded_while_no_one_counts_uploads(client, links, fields, monkeypatch):
    def refuse(*args, **options):
        raise CacheAwayError

    monkeypatch.setattr(caches["rates"], "add", refuse)

    page = client.post(
        links, fields(client.get(links), logo=SimpleUploadedFile("a.png", picture()))
    )

    assert (page.status_code, page.context["wrong"]["logo"], logos.list_logos()) == (
        400,
        "Images can’t be uploaded right now. Try again in a minute.",
        [],
    )


def test_nothing_of_a_file_is_kept_but_its_pixels():
    turned = Image.Exif()
    turned[0x0112] = 6  # A phone held upright.
    tagged = picture("JPEG", size=(1600, 800), exif=turned, comment=b"<script>")

    drawn = picture_drawing.redraw_logo(tagged)

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

    drawn = Image.open(io.BytesIO(picture_drawing.redraw_logo(out.getvalue())))

    alpha = drawn.getchannel("A")
    assert (drawn.size, alpha.getpixel((100, 200)), alpha.getpixel((700, 200))) == (
        (800, 400),
        0,
        255,
    )


READS_ONE = """
import sys
from pathlib import Path
from directory.profile import picture_drawing

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])

data = sys.stdin.buffer.read()
before = peak()
picture_drawing.redraw_logo(data)
print((peak() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="where the system says how much was taken")
@pytest.mark.parametrize(("kind", "megabytes"), [("PNG", 130), ("JPEG", 100), ("WEBP", 220)])
def test_the_largest_picture_takes_little_memory(kind, megabytes):
    largest = picture(kind, size=(4000, 3000))

    command = [sys.executable, "-c", READS_ONE]
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
