"""Whole numbers as people type them: with separators, and with the digits of any script.

Whatever is not certainly one whole number stays as it was typed, for the validator to report. The
search's parameters are stricter: see `parameters`.
"""

import re
import unicodedata

MAX_NUMBER_DIGITS = 15  # a longer number can't be a count and is kept as text
# Between groups of three digits: signs, quotation marks as apostrophes, and the spaces that
# spreadsheets and word processors put there.
GROUP_SEPARATORS = ",.'\u2019\uff07\u066c\uff0c\uff0e \u00a0\u2007\u2008\u2009\u202f"
_PLAIN_NUMBER = re.compile("0|[1-9][0-9]*")
_GROUPED_NUMBER = re.compile(f"[1-9][0-9]{{0,2}}([{GROUP_SEPARATORS}])[0-9]{{3}}(?:\\1[0-9]{{3}})*")


def parse_whole_number(text):
    """Return a whole number, the text unchanged if it isn't certainly one, None if empty.

    Groups have three digits and the same separator throughout: 1,234,567 but not 1,234.567. No
    number but 0 begins with 0, so that 0.500 is not 500.
    """
    if not text:
        return None
    number = write_ascii_digits(text)
    if _GROUPED_NUMBER.fullmatch(number):
        number = re.sub("[^0-9]", "", number)
    if len(number) <= MAX_NUMBER_DIGITS and _PLAIN_NUMBER.fullmatch(number):
        return int(number)
    return text


def write_ascii_digits(text):
    """Return the text with its digits as 0 to 9; unchanged if they are of several scripts."""
    if text.isascii():
        return text
    digits = {character for character in text if character.isdecimal()}
    zeros = {ord(digit) - unicodedata.decimal(digit) for digit in digits}
    if len(zeros) > 1:
        return text
    return text.translate({ord(digit): str(unicodedata.decimal(digit)) for digit in digits})
