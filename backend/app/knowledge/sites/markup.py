"""What a visit needs of a page's HTML: its title, where it leads, and whether it wants to be kept out. Its text is
read later, in the parser process.
"""

import itertools
import re
from dataclasses import dataclass

from app.knowledge.sites.addresses import clean
from app.knowledge.sites.robots import NAME
from app.platform.text import storable

MOST_LINKS = 500
_MOST_LOOKED_AT = 5000  # of those that lead nowhere or all to the same page, too
_LONGEST_TITLE = 200
LEFT_OUT = frozenset({"noindex", "none"})
NOT_FOLLOWED = frozenset({"nofollow", "none"})
_WITH_A_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview"})
_DATE = re.compile(r"(unavailable_after)\s*:\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*,)?[^,]*")


@dataclass(frozen=True, slots=True)
class Markup:
    """`links` are cleaned and in order, each once; none where the page asks not to follow them. `is_closed`: the page
    asks to be kept out of indexes.
    """

    title: str = ""
    links: tuple[str, ...] = ()
    is_closed: bool = False


def read_markup(content: bytes, url: str, charset: str | None) -> Markup:
    """Look at a page that was found at `url`. Call it in a thread: a large page takes tens of milliseconds."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(content, parser=html.HTMLParser(encoding=charset, huge_tree=False))
    except (etree.LxmlError, ValueError, LookupError):
        return Markup()
    title = " ".join(storable("".join(tree.xpath("//head/title[1]//text()"))).split())[:_LONGEST_TITLE]
    base = clean(str(tree.xpath("string(//base/@href)")) or url, url) or url
    asked = frozenset[str]()
    for meta in tree.xpath("//meta[@name and @content]"):
        if str(meta.get("name")).strip().lower() in ("robots", NAME):
            asked |= asked_in_meta(str(meta.get("content")))
    return Markup(title, () if asked & NOT_FOLLOWED else tuple(_links(tree, base)), bool(asked & LEFT_OUT))


def asked_in_meta(words: str) -> frozenset[str]:
    """What a robots meta tag asks."""
    return frozenset(part.partition(":")[0].strip() for part in _parts(words))


def asked_in_header(words: str) -> frozenset[str]:
    """What one X-Robots-Tag header asks; a name in it says for whom what follows is."""
    asked = set()
    is_for_us = True
    for part in _parts(words):
        name, colon, word = part.strip().partition(":")
        if colon and name not in _WITH_A_VALUE:
            is_for_us = name.strip() == NAME
        else:
            word = name
        if is_for_us:
            asked.add(word.strip())
    return frozenset(asked)


def _parts(words: str) -> list[str]:
    return _DATE.sub(r"\1", words.lower()).split(",")


def _links(tree: object, base: str) -> list[str]:
    found: dict[str, None] = {}
    for link in itertools.islice(tree.iter("a"), _MOST_LOOKED_AT):  # type: ignore[attr-defined]
        if "nofollow" in str(link.get("rel") or "").lower():
            continue
        address = clean(str(link.get("href") or ""), base)
        if address is not None:
            found[address] = None
        if len(found) == MOST_LINKS:
            break
    return list(found)
