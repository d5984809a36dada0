"""What a site's robots.txt asks of us (RFC 9309): the longest rule that matches decides, `*` and `$` mean what they
mean there. Pure.

Not a library, because the file is written by whoever owns the site: the one that knows wildcards (protego) makes
regular expressions of them, which a site can write so that matching takes hours, and the standard library knows none.
Here matching takes steps in proportion to rule and address.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

NAME = "frontdesk"
MOST_BYTES = 500 * 1024
_MOST_SITEMAPS = 100
_LONGEST_PAUSE = 10.0
_STARS = re.compile(r"\*+")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for us. `pause`: seconds between two pages that the site asks for, at most ten."""

    rules: tuple[tuple[str, bool], ...] = ()
    pause: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allow(self, path: str) -> bool:
        """Whether this path (with its query) may be read. Of rules of the same length, the one that allows counts."""
        path = _plain(path)
        matching = [(len(pattern), allows) for pattern, allows in self.rules if _matches(pattern, path)]
        return max(matching, default=(0, True))[1]


def read_robots(text: str) -> Rules:
    """The rules of the groups that name us, else of those for everyone; sitemaps stand outside of groups.

    Call it in a thread: half a megabyte of lines takes tenths of a second.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    sitemaps: list[str] = []
    names: set[str] = set()  # of the group that is being read, and only those that are ours
    is_naming = False
    for line in text.removeprefix("\ufeff").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "sitemap":
            sitemaps.append(value)
        elif field == "user-agent":
            names = names if is_naming else set()
            is_naming = True
            if (name := value.lower()) in (NAME, "*"):
                names.add(name)
                groups.setdefault(name, [])
        elif field in ("allow", "disallow", "crawl-delay"):
            is_naming = False
            for name in names:
                groups[name].append((field, value))
    ours = groups.get(NAME, groups.get("*", []))
    rules = [(_pattern(value), field == "allow") for field, value in ours if field != "crawl-delay" and value]
    pauses = [_seconds(value) for field, value in ours if field == "crawl-delay"]
    return Rules(tuple(rules), max(pauses, default=0.0), tuple(sitemaps[:_MOST_SITEMAPS]))


def _plain(path: str) -> str:
    """Percent-encoded like the other side, so that the two can be compared."""
    return quote(path, safe="/*$%?&=;:@!'()+,~#[]")


def _pattern(path: str) -> str:
    """Stars in a row mean what one means, and half a million of them would be as many steps for each address."""
    return _STARS.sub("*", _plain(path))


def _matches(pattern: str, path: str) -> bool:
    is_whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not is_whole or at == len(path)
    *middle, last = rest
    for part in middle if is_whole else rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not is_whole or (len(path) - len(last) >= at and path.endswith(last))


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0.0), _LONGEST_PAUSE)
    except ValueError:
        return 0.0
