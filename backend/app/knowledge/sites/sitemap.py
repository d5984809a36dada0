"""A sitemap, or an index of sitemaps: XML that somebody else wrote. Pure."""

import itertools
from dataclasses import dataclass

from lxml import etree

MOST_BYTES = 2 * 1024 * 1024
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Addresses as they are written there: of pages, and of further sitemaps."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(content: bytes) -> Sitemap:
    """What it names, at most 1,000 of each; nothing when it is no sitemap. Entities are not resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Sitemap()
    named: dict[str, list[str]] = {"url": [], "sitemap": []}
    for entry in root:
        found = named.get(_name(entry.tag))
        if found is not None and len(found) < _MOST:
            places = (part.text.strip() for part in entry if _name(part.tag) == "loc" and part.text)
            found += [place for place in itertools.islice(places, 1) if place]
    return Sitemap(tuple(named["url"]), tuple(named["sitemap"]))


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
