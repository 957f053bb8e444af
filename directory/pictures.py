"""Pictures that go along when a page is shared, and the icons: PNG, drawn from words alone.

The letters are those of Pillow's own font, which holds little beyond ASCII: other letters lose
their accents, and those of other scripts are left out.
"""

import io
import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from directory.text import fold

WIDTH, HEIGHT, EDGE = 1200, 630, 80
GROUND, INK, INK_SOFT, LINE = "#fcfbf8", "#18232b", "#51606b", "#dad6cb"
ACCENT, CAUTION = "#0b566b", "#7a4b00"
NAME_SIZES = (84, 72, 60, 50)
NAME_LINES = 3
COLOURS = 64
MISSING = "\uffff"  # no letter of any font
SPELLED = {"–": "-", "—": "-", "−": "-", "€": "EUR ", "£": "GBP ", "®": "", "\u00a0": " "}
MONOGRAM = ((0.23, 0.80), (0.50, 0.20), (0.77, 0.80))  # the strokes of an A, parts of the side


@lru_cache(maxsize=16)
def font(size):
    """Pillow's own font at this size."""
    return ImageFont.load_default(size)


def drawable(text):
    """The text in letters that the font has."""
    plain = "".join(map(letter, unicodedata.normalize("NFC", text)))
    return " ".join(plain.split())


@lru_cache(maxsize=4096)
def letter(character):
    """This character, or what stands for it, or nothing."""
    if character.isspace() or character in SPELLED:
        return SPELLED.get(character, " ")
    if has_glyph(character):
        return character
    plain = fold(character)
    if not plain.isascii():
        return ""
    return plain.capitalize() if character.isupper() else plain


def has_glyph(character):
    """Whether the font draws this character and not its sign for a missing one."""
    drawn, missing = (font(40).getmask(each) for each in (character, MISSING))
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def profile_picture(name, slug, lines, notice):
    """The picture of a company: its name, and up to four lines of (text, strong)."""
    return picture(drawable(name) or slug, lines, notice)


def picture(title, lines, notice=""):
    """A PNG of 1200 by 630: the wordmark, a title, lines of facts, perhaps a notice at the foot."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    draw.text((EDGE, 64), "ACRO", font=font(34), fill=ACCENT, stroke_width=1, stroke_fill=ACCENT)
    beside = EDGE + draw.textlength("ACRO", font=font(34)) + 16
    draw.text((beside, 64), "Member directory", font=font(34), fill=INK)
    draw.line((EDGE, 126, WIDTH - EDGE, 126), fill=LINE, width=2)
    top = draw_title(draw, title, 158)
    for text, strong in lines:
        fill = INK if strong else INK_SOFT
        draw.text((EDGE, top), cut(drawable(text), 34), font=font(34), fill=fill)
        top += 48
    if notice:
        draw.text((EDGE, HEIGHT - 62), cut(notice, 24), font=font(24), fill=CAUTION)
    return as_png(image.quantize(COLOURS))


def draw_title(draw, title, top):
    """Draw a title as large as it fits; return where the lines below it begin."""
    title = drawable(title)
    fitting = ((size, wrapped(title, size)) for size in NAME_SIZES)
    size, rows = next(
        ((size, rows) for size, rows in fitting if len(rows) * size <= room(size)),
        (NAME_SIZES[-1], wrapped(title, NAME_SIZES[-1])),
    )
    if len(rows) > NAME_LINES:
        rest = " ".join(rows[NAME_LINES - 1 :])
        rows = [*rows[: NAME_LINES - 1], cut(f"{rest}…", size)]
    for row in rows:
        draw.text((EDGE, top), row, font=font(size), fill=INK, stroke_width=1, stroke_fill=INK)
        top += round(size * 1.15)
    return top + 26


def room(size):
    """The height that a title of this size may take: two rows when large, three when small."""
    return size * (NAME_LINES if size <= NAME_SIZES[2] else 2)


def width(text, size):
    """How wide a text stands."""
    return font(size).getlength(text)


def wrapped(text, size):
    """The text in rows that fit; a word that is wider than a row is broken."""
    rows, row = [], ""
    for word in text.split():
        for part in broken(word, size):
            longer = f"{row} {part}".strip()
            if row and width(longer, size) > WIDTH - 2 * EDGE:
                rows.append(row)
                longer = part
            row = longer
    return [*rows, row]


def broken(word, size):
    """A word in parts that fit in a row."""
    part = ""
    for character in word:
        if part and width(part + character, size) > WIDTH - 2 * EDGE:
            yield part
            part = ""
        part += character
    yield part


def cut(text, size):
    """The text, ended by an ellipsis where it is wider than the picture."""
    if width(text, size) <= WIDTH - 2 * EDGE:
        return text
    while text and width(f"{text}…", size) > WIDTH - 2 * EDGE:
        text = text[:-1]
    return f"{text.rstrip(' ,.;:…')}…"


def icon(size):
    """The icon of the site as a PNG: the A of the SVG icon on its ground, corners square.

    Those who show it round the corners themselves.
    """
    scale = 4  # drawn larger, then made smaller: Pillow's lines have hard edges
    side = size * scale
    image = Image.new("RGB", (side, side), ACCENT)
    draw = ImageDraw.Draw(image)
    stroke = round(side * 0.12)
    points = [(x * side, y * side) for x, y in MONOGRAM]
    draw.line(points, fill=GROUND, width=stroke, joint="curve")
    draw.line(((0.34 * side, 0.62 * side), (0.66 * side, 0.62 * side)), GROUND, round(side * 0.1))
    return as_png(image.resize((size, size), Image.Resampling.LANCZOS))


def as_png(image):
    """The bytes of an image."""
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
