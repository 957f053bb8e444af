"""Preview images for shared pages, and the icons: PNGs drawn from text alone.

They use Pillow's own font, which holds little beyond ASCII. Other Latin letters lose their
accents, and letters of other scripts are left out.
"""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from directory.text import fold_text, normalize_text

IMAGE_WIDTH, IMAGE_HEIGHT, IMAGE_EDGE = 1200, 630, 80
GROUND_COLOR, INK_COLOR, SOFT_INK_COLOR, LINE_COLOR = "#fcfbf8", "#18232b", "#51606b", "#dad6cb"
ACCENT_COLOR, CAUTION_COLOR = "#0b566b", "#7a4b00"
TITLE_SIZES = (84, 72, 60, 50)
MOST_TITLE_LINES = 3
MOST_COLORS = 64
MISSING_GLYPH = "\uffff"  # No font has this character.
SPELLED_CHARACTERS = {
    "–": "-",
    "—": "-",
    "−": "-",
    "€": "EUR ",
    "£": "GBP ",
    "®": "",
    "©": "",
    "℗": "",
    "℠": "",
    "™": "",
    "\u00a0": " ",
}
MONOGRAM_POINTS = (
    (0.23, 0.80),
    (0.50, 0.20),
    (0.77, 0.80),
)  # The strokes of an A, as fractions of the side.


@lru_cache(maxsize=16)
def load_font(size):
    """Return Pillow's own font at this size."""
    return ImageFont.load_default(size)


def make_drawable(text):
    """Return the text in characters that the font has."""
    plain = "".join(map(replace_character, normalize_text("NFC", text)))
    return " ".join(plain.split())


@lru_cache(maxsize=4096)
def replace_character(character):
    """Return the character, its replacement, or "" if there is none."""
    if character.isspace() or character in SPELLED_CHARACTERS:
        return SPELLED_CHARACTERS.get(character, " ")
    if has_glyph(character):
        return character
    plain = fold_text(character)
    if not plain.isascii():
        return ""
    return plain.capitalize() if character.isupper() else plain


def has_glyph(character):
    """Return True if the font draws this character instead of its sign for a missing one."""
    drawn, missing = (load_font(40).getmask(each) for each in (character, MISSING_GLYPH))
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def draw_profile_image(name, slug, lines, notice):
    """Draw a company's image: its name, and up to four lines of (text, strong)."""
    return draw_image(make_drawable(name) or slug, lines, notice)


def draw_image(title, lines, notice=""):
    """Draw a PNG of 1200 by 630 pixels: wordmark, title, lines of facts, notice at the foot."""
    image = Image.new("RGB", (IMAGE_WIDTH, IMAGE_HEIGHT), GROUND_COLOR)
    draw = ImageDraw.Draw(image)
    draw.text(
        (IMAGE_EDGE, 64),
        "ACRO",
        font=load_font(34),
        fill=ACCENT_COLOR,
        stroke_width=1,
        stroke_fill=ACCENT_COLOR,
    )
    beside = IMAGE_EDGE + draw.textlength("ACRO", font=load_font(34)) + 16
    draw.text((beside, 64), "Member directory", font=load_font(34), fill=INK_COLOR)
    draw.line((IMAGE_EDGE, 126, IMAGE_WIDTH - IMAGE_EDGE, 126), fill=LINE_COLOR, width=2)
    top = draw_title(draw, title, 158)
    for text, strong in lines:
        fill = INK_COLOR if strong else SOFT_INK_COLOR
        draw.text(
            (IMAGE_EDGE, top), cut_text(make_drawable(text), 34), font=load_font(34), fill=fill
        )
        top += 48
    if notice:
        draw.text(
            (IMAGE_EDGE, IMAGE_HEIGHT - 62),
            cut_text(notice, 24),
            font=load_font(24),
            fill=CAUTION_COLOR,
        )
    return encode_png(image.quantize(MOST_COLORS))


def draw_title(draw, title, top):
    """Draw a title as large as it fits; return the vertical position of the lines below it."""
    title = make_drawable(title)
    fitting = ((size, wrap_text(title, size)) for size in TITLE_SIZES)
    size, rows = next(
        (
            (size, rows)
            for size, rows in fitting
            if len(rows) * size <= find_title_height_limit(size)
        ),
        (TITLE_SIZES[-1], wrap_text(title, TITLE_SIZES[-1])),
    )
    if len(rows) > MOST_TITLE_LINES:
        rest = " ".join(rows[MOST_TITLE_LINES - 1 :])
        rows = [*rows[: MOST_TITLE_LINES - 1], cut_text(f"{rest}…", size)]
    for row in rows:
        draw.text(
            (IMAGE_EDGE, top),
            row,
            font=load_font(size),
            fill=INK_COLOR,
            stroke_width=1,
            stroke_fill=INK_COLOR,
        )
        top += round(size * 1.15)
    return top + 26


def find_title_height_limit(size):
    """Return the greatest height of a title at this size: two rows if large, three if small."""
    return size * (MOST_TITLE_LINES if size <= TITLE_SIZES[2] else 2)


def measure_text(text, size):
    """Return the width of a text in pixels."""
    return load_font(size).getlength(text)


def wrap_text(text, size):
    """Return the text in rows that fit; a word wider than a row is broken."""
    rows, row = [], ""
    for word in text.split():
        for part in break_word(word, size):
            longer = f"{row} {part}".strip()
            if row and measure_text(longer, size) > IMAGE_WIDTH - 2 * IMAGE_EDGE:
                rows.append(row)
                longer = part
            row = longer
    return [*rows, row]


def break_word(word, size):
    """Yield the parts of a word that fit in a row."""
    part = ""
    for character in word:
        if part and measure_text(part + character, size) > IMAGE_WIDTH - 2 * IMAGE_EDGE:
            yield part
            part = ""
        part += character
    yield part


def cut_text(text, size):
    """Return the text, cut with an ellipsis if it is wider than the image."""
    if measure_text(text, size) <= IMAGE_WIDTH - 2 * IMAGE_EDGE:
        return text
    while text and measure_text(f"{text}…", size) > IMAGE_WIDTH - 2 * IMAGE_EDGE:
        text = text[:-1]
    return f"{text.rstrip(' ,.;:…')}…"


def draw_icon(size):
    """Draw the site's icon as a PNG: the A of the SVG icon with square corners.

    Devices that show it round the corners themselves.
    """
    scale = 4  # Drawn larger and reduced afterward, because Pillow's lines have hard edges.
    side = size * scale
    image = Image.new("RGB", (side, side), ACCENT_COLOR)
    draw = ImageDraw.Draw(image)
    stroke = round(side * 0.12)
    points = [(x * side, y * side) for x, y in MONOGRAM_POINTS]
    draw.line(points, fill=GROUND_COLOR, width=stroke, joint="curve")
    draw.line(
        ((0.34 * side, 0.62 * side), (0.66 * side, 0.62 * side)), GROUND_COLOR, round(side * 0.1)
    )
    return encode_png(image.resize((size, size), Image.Resampling.LANCZOS))


def encode_png(image):
    """Return the image as PNG bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
