"""Plain text and Markdown, in any usual encoding."""

import codecs
import re
from collections.abc import Sequence

from app.knowledge.parsing.reading import Outline, Reading, Refused, as_one_page

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = ("cp1252", "cp1250", "cp1254", "iso8859_2")
_OTHERS = (
    "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_TURKISH_ALONE = frozenset("ğışĞİŞ".encode("cp1254"))
_TURKISH = _TURKISH_ALONE | frozenset("çöüâîûÇÖÜ’“”".encode("cp1254"))
_TOLD_BY = 256 * 1024  # bytes: the beginning of a file tells its encoding
_PARAGRAPHS = re.compile(r"\n\s*\n")


def read(data: bytes) -> Reading:
    """One block for each paragraph."""
    outline = Outline()
    for paragraph in _PARAGRAPHS.split(decoded(data).replace("\r\n", "\n")):
        outline.paragraph(paragraph)
    return as_one_page(outline)


def decoded(data: bytes, declared: str = "") -> str:
    """The text, by its mark, by what it says of itself where that is true, as UTF-8, or by its likeliest encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in (declared, "utf-8"):
        try:
            if encoding:
                return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(_likeliest(data[:_TOLD_BY]), errors="replace")


def _likeliest(data: bytes) -> str:
    from charset_normalizer import from_bytes

    strange = [byte for byte in data if byte >= 0x80]
    plain = sum(1 for byte in data if byte < 0x80 and chr(byte).isalpha())
    # Where most letters are ASCII, the others belong to a Latin script too: a few of them look like anything.
    is_latin = plain > 2 * len(strange)
    if is_latin and _is_turkish(strange):
        return "cp1254"
    best = from_bytes(data, cp_isolation=list(_LATIN if is_latin else (*_OTHERS, *_LATIN))).best()
    if best is None:
        raise Refused("unreadable_kind")
    return best.encoding


def _is_turkish(strange: Sequence[int]) -> bool:
    """Guessing takes Turkish for Icelandic or Romanian, which write other letters with the same bytes."""
    own = _TURKISH_ALONE.intersection(strange)
    return len(own) >= 2 and sum(byte in _TURKISH for byte in strange) >= 0.9 * len(strange)
