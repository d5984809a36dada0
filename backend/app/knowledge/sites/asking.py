"""What a visit asks a site for, and what it makes of the answers. Keeps nothing but the site's robots.txt."""

import asyncio
import hashlib
import itertools
import re

import httpx

from app.knowledge.sites.addresses import clean, is_same_site, may_be_a_page, origin, path_of
from app.knowledge.sites.limits import Limits
from app.knowledge.sites.markup import LEFT_OUT, NOT_FOLLOWED, asked_in_header, read_markup
from app.knowledge.sites.outcome import Known, NewText, Outcome
from app.knowledge.sites.reasons import Reason, because, for_status
from app.knowledge.sites.robots import MOST_BYTES as ROBOTS_BYTES
from app.knowledge.sites.robots import Rules, read_robots
from app.knowledge.sites.sitemap import MOST_BYTES as SITEMAP_BYTES
from app.knowledge.sites.sitemap import read_sitemap
from app.llm.remote import seconds_to_wait
from app.platform.guarded_fetch import AddressRefused, Bounds, Fetched, FetchFailed, GuardedFetch

_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_BUSY = frozenset({429, 503})
_SHORTEST_REST, _USUAL_REST = 30.0, 60.0
# What pages are written in. Python knows stranger ones, of which some take for ever to read.
_CHARSET = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-?8859-?\d{1,2}|latin-?\d|windows-12\d\d|cp12\d\d|koi8-[ru]"
    r"|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift[-_]jis"
)
_MOST_SITEMAPS = 5
_SITEMAP_REDIRECTS = 5
_LONGEST_MARK = 200


class Asking:
    """The conversation with one site during one visit."""

    def __init__(self, fetch: GuardedFetch, start: str, limits: Limits, *, whole_site: bool) -> None:
        self._fetch = fetch
        self._start = start
        self._whole_site = whole_site
        self._limits = limits
        self._rules: dict[str, Rules | Reason] = {}

    @property
    def pause(self) -> float:
        """Seconds to wait before the next page."""
        asked = (rules.pause for rules in self._rules.values() if isinstance(rules, Rules))
        return max(self._limits.pause, *asked, 0.0)

    async def look_at(self, page: Known) -> Outcome:
        """Ask for a page, if robots.txt allows it. Redirects are not followed: they lead to other pages."""
        rules = await self._rules_of(page.url)
        if isinstance(rules, Reason):
            return Outcome("failed", rules)
        if not await asyncio.to_thread(rules.allow, path_of(page.url)):
            return Outcome("skipped", because("robots"), leaves=True)
        bounds = Bounds(self._limits.page_seconds, self._limits.page_bytes)
        answer = await self._get(page.url, bounds, _if_changed(page))
        if isinstance(answer, Reason):
            return Outcome("failed", answer)
        if answer.status == 304:
            return Outcome("skipped", because("unchanged"), page.links)
        if answer.status in _REDIRECTS:
            return await self._redirected(page, answer)
        if answer.status in _BUSY and (rest := _rest(answer)) is not None:
            return Outcome("failed", because("come_back_later"), rest=rest)
        if not 200 <= answer.status < 300:
            reason = for_status(answer.status)
            is_gone = reason.code == "gone"
            return Outcome("skipped" if is_gone else "failed", reason, leaves=is_gone)
        return await self._read(page, answer)

    async def named_by_sitemaps(self) -> tuple[str, ...]:
        """The pages that the site's sitemaps name: those in robots.txt, else the one at the usual place."""
        rules = await self._rules_of(self._start)
        if isinstance(rules, Reason):
            return ()
        usual = (f"{origin(self._start)}/sitemap.xml",)
        waiting = await asyncio.to_thread(self._sitemaps_of, rules.sitemaps or usual)
        asked: set[str] = set()
        pages: list[str] = []
        while waiting and len(asked) < _MOST_SITEMAPS:
            url = waiting.pop(0)
            if url in asked:
                continue
            asked.add(url)
            bounds = Bounds(self._limits.page_seconds, SITEMAP_BYTES, _SITEMAP_REDIRECTS)
            answer = await self._get(url, bounds)
            if isinstance(answer, Fetched) and answer.status == 200 and answer.is_whole:
                named = await asyncio.to_thread(read_sitemap, answer.body)
                pages += await asyncio.to_thread(self._ours_of, named.pages)
                waiting += await asyncio.to_thread(self._sitemaps_of, named.sitemaps)
        return tuple(pages)

    async def _read(self, page: Known, answer: Fetched) -> Outcome:
        size = len(answer.body)
        kind, charset = _content_type(answer.headers)
        if kind not in _HTML:
            return Outcome("skipped", because("not_html"), leaves=True, bytes_read=size)
        if not answer.is_whole:
            most = f"{self._limits.page_bytes / 1024 / 1024:g} MB"
            reason = because("too_large", f"This page is larger than {most}, or broke off.")
            return Outcome("failed", reason, bytes_read=size)
        async with asyncio.timeout(self._limits.page_seconds):
            markup = await asyncio.to_thread(read_markup, answer.body, page.url, charset)
        asked = {word for each in answer.headers.get_list("x-robots-tag") for word in asked_in_header(each)}
        links = () if asked & NOT_FOLLOWED else await asyncio.to_thread(self._ours, markup.links)
        if markup.is_closed or asked & LEFT_OUT:
            return Outcome("skipped", because("noindex"), links, leaves=True, bytes_read=size)
        digest = hashlib.sha256(answer.body).digest()
        if digest == page.content_hash:
            return Outcome("skipped", because("unchanged"), links, bytes_read=size)
        if not answer.body.strip():
            return Outcome("failed", because("no_text"), bytes_read=size)
        etag, last_modified = (_mark(answer.headers.get(name)) for name in ("etag", "last-modified"))
        text = NewText(_in_utf8(answer.body, charset), markup.title or page.url, digest, etag, last_modified)
        return Outcome("read", None, links, text=text, bytes_read=size)

    async def _redirected(self, page: Known, answer: Fetched) -> Outcome:
        """It leads elsewhere. What is known of it is forgotten only if that is for good."""
        target = clean(answer.headers.get("location", ""), page.url)
        if target is None or target == page.url:
            return Outcome("failed", because("unreachable", "The page leads nowhere but to itself."))
        for_good = answer.status in _FOR_GOOD
        if is_same_site(page.url, target):
            reason = because("moved", f"This address leads to {target}.")
            if for_good:
                return Outcome("skipped", reason, (target,), leaves=True)
            return Outcome("skipped", reason, page.links, leads=(target,))
        try:
            await self._fetch.check(target, https_only=False)
        except AddressRefused:
            return Outcome("failed", because("address_refused"), leaves=for_good)
        told = f"This address leads to another site, {httpx.URL(target).host}. Add that site on its own."
        return Outcome("skipped", because("elsewhere", told), None if for_good else page.links, for_good)

    def _sitemaps_of(self, written: tuple[str, ...]) -> list[str]:
        """Those of this site, and no more than are asked for."""
        urls = (clean(each, self._start) for each in written)
        ours = (url for url in urls if url is not None and is_same_site(url, self._start))
        return list(itertools.islice(ours, _MOST_SITEMAPS))

    def _ours_of(self, written: tuple[str, ...]) -> tuple[str, ...]:
        return self._ours(tuple(url for each in written if (url := clean(each, self._start)) is not None))

    def _ours(self, links: tuple[str, ...]) -> tuple[str, ...]:
        if not self._whole_site:
            return ()
        return tuple(url for url in links if is_same_site(url, self._start) and may_be_a_page(url))

    async def _rules_of(self, url: str) -> Rules | Reason:
        """What robots.txt asks of us, or why that cannot be told; then nothing there is read."""
        where = origin(url)
        if where not in self._rules:
            self._rules[where] = await self._ask_for_rules(where)
        return self._rules[where]

    async def _ask_for_rules(self, where: str) -> Rules | Reason:
        bounds = Bounds(self._limits.page_seconds, ROBOTS_BYTES, _SITEMAP_REDIRECTS)
        answer = await self._get(f"{where}/robots.txt", bounds)
        if isinstance(answer, Reason):
            return answer
        if answer.status == 429 or answer.status >= 500:
            return because("robots_unreachable")
        is_there = 200 <= answer.status < 300
        if not is_there:
            return Rules()
        return await asyncio.to_thread(read_robots, answer.body.decode("utf-8", "replace"))

    async def _get(self, url: str, bounds: Bounds, headers: dict[str, str] | None = None) -> Fetched | Reason:
        try:
            return await self._fetch.fetch("GET", url, bounds, https_only=False, headers=headers)
        except AddressRefused as refused:
            return because("address_refused", refused.detail)
        except FetchFailed as failed:
            return because("unreachable", failed.detail)


def _rest(answer: Fetched) -> float | None:
    """How many seconds a site asks to be left alone; None: it is out of order and does not say."""
    asked = seconds_to_wait(answer.headers)
    if asked is None:
        return _USUAL_REST if answer.status == 429 else None
    return max(asked, _SHORTEST_REST)


def _if_changed(page: Known) -> dict[str, str]:
    headers = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    return {name: value for name, value in headers.items() if value}


def _content_type(headers: httpx.Headers) -> tuple[str, str | None]:
    kind, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    return kind.strip().lower(), charset if _CHARSET.fullmatch(charset) else None


def _in_utf8(content: bytes, charset: str | None) -> bytes:
    """The bytes are what is kept, and what the server says about their letters is not among them."""
    try:
        text = content.decode(charset, "replace") if charset else None
    except LookupError:
        text = None
    # The mark at the beginning counts for more than what the page says about itself.
    return (
        content if text is None else b"\xef\xbb\xbf" + text.removeprefix("\ufeff").encode("utf-8", "replace")
    )


def _mark(header: str | None) -> str | None:
    return header if header and len(header) <= _LONGEST_MARK and header.isprintable() else None
