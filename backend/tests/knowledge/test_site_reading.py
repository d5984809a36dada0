"""What a site is asked for, and what is made of it: no database, a real socket where one is needed."""

from collections.abc import AsyncIterator

import pytest

from app.knowledge.sites.addresses import clean, is_same_site, may_be_a_page, typed
from app.knowledge.sites.asking import Asking
from app.knowledge.sites.limits import Limits
from app.knowledge.sites.markup import Markup, asked_in_header, asked_in_meta, read_markup
from app.knowledge.sites.outcome import Known, Outcome
from app.knowledge.sites.sitemap import read_sitemap
from app.platform.guarded_fetch import GuardedFetch
from tests.knowledge.web import Answer, Web, page

LIMITS = Limits(page_bytes=100_000, page_seconds=0.5, pause=0)


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as opened:
        yield opened


def asking(web: Web, limits: Limits = LIMITS, *, whole_site: bool = True) -> Asking:
    return Asking(GuardedFetch([web.host]), web.url(), limits, whole_site=whole_site)


async def look(web: Web, path: str = "/", **known: object) -> Outcome:
    return await asking(web).look_at(Known(web.url(path), **known))  # type: ignore[arg-type]


def code_of(outcome: Outcome) -> str | None:
    return outcome.reason.code if outcome.reason else None


# Addresses


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HTTPS://Example.com:443", "https://example.com/"),
        ("http://example.com/a/../b#top", "http://example.com/b"),
        ("https://example.com/?q=1#x", "https://example.com/?q=1"),
        ("https://example.com/a%2Fb/what%3F", "https://example.com/a%2Fb/what%3F"),
        ("https://example.com/caf%E9", "https://example.com/caf%E9"),  # of a site that does not speak UTF-8
        ("https://example.com/çay", "https://example.com/%C3%A7ay"),
        ("mailto:a@example.com", None),
        ("https://me:secret@example.com/", None),  # pragma: allowlist secret
        ("javascript:alert(1)", None),
        ("https://example.com/" + "a" * 1000, None),
        ("https://example.com:port/", None),
    ],
)
def test_an_address_has_one_way_of_writing(written: str, read: str | None) -> None:
    assert clean(written) == read


def test_what_is_typed_and_what_is_linked_becomes_an_address() -> None:
    assert typed(" luna.example/prices ") == "https://luna.example/prices"
    assert clean("../hours", "https://luna.example/en/prices") == "https://luna.example/hours"
    assert is_same_site("https://www.luna.example/a", "http://luna.example/")
    assert not is_same_site("https://shop.luna.example/", "https://luna.example/")
    assert not is_same_site("https://luna.example:8443/", "https://luna.example/")
    assert [may_be_a_page(f"https://a.b/{end}") for end in ("x.html", "x", "x.php", "x.JPG", "x.pdf")] == [
        True, True, True, False, False,
    ]  # fmt: skip


# Sitemaps and markup


def test_a_sitemap_names_pages_and_further_sitemaps_and_a_bomb_names_nothing() -> None:
    urls = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://a.b/1 </loc></url></urlset>'
    index = b"<sitemapindex><sitemap><loc>https://a.b/s2.xml</loc></sitemap></sitemapindex>"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'

    assert read_sitemap(urls).pages == ("https://a.b/1",)
    assert read_sitemap(index).sitemaps == ("https://a.b/s2.xml",)
    crowded = b"<urlset><url>" + b"<loc>https://a.b/1</loc>" * 50_000 + b"</url></urlset>"
    assert read_sitemap(crowded).pages == ("https://a.b/1",)
    assert read_sitemap(bomb) == read_sitemap(b"not xml") == read_sitemap(b"")


def test_markup_gives_title_and_links() -> None:
    links = ("/a#x", "/a", "https://other.example/", "mailto:x@y.z")
    read = read_markup(
        page("text", links=links, title=" Prices\n and more "), "https://luna.example/en/", None
    )
    assert read.title == "Prices and more"
    assert read.links == ("https://luna.example/a", "https://other.example/")
    many = b"<a href='x:'>none</a>" * 10_000 + b"<a href='/a'>one</a>"
    assert read_markup(many, "https://luna.example/", None).links == ()  # nobody has so many
    closed = page("x", head='<meta name="Robots" content="nofollow, NOINDEX">')
    assert read_markup(closed, "https://luna.example/", None).is_closed
    dead_end = page("x", links=("/a",), head='<meta name="robots" content="nofollow">')
    assert read_markup(dead_end, "https://luna.example/", None) == Markup("Salon Luna")
    assert read_markup(b"", "https://luna.example/", None).links == ()
    assert read_markup(b"\x00\xff" * 1000, "https://luna.example/", "no-such-charset").links == ()


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("noindex, NoFollow", {"noindex", "nofollow"}),
        ("otherbot: noindex, nofollow", set()),
        ("otherbot: noindex, frontdesk: nofollow", {"nofollow"}),
        ("unavailable_after: 25 Jun 2020, none", {"unavailable_after", "none"}),
        ("googlebot: unavailable_after: 2025-06-25T15:00:00+00:00, noindex", set()),
        ("unavailable_after: Wed, 25 Jun 2025 15:00:00 GMT, noindex", {"unavailable_after", "noindex"}),
        ("max-snippet: 5, noindex", {"max-snippet", "noindex"}),
        ("", {""}),
    ],
)
def test_a_header_may_ask_others_than_us(header: str, asked: set[str]) -> None:
    assert asked_in_header(header) == asked


def test_a_meta_tag_is_for_everybody() -> None:
    assert "noindex" in asked_in_meta("crawl-delay: 5, noindex")
    assert "noindex" in asked_in_meta("unavailable_after: Wed, 25 Jun 2025 15:00:00 GMT, noindex")


async def test_what_one_header_asks_of_others_does_not_count_for_the_next_header(web: Web) -> None:
    web.answers["/"] = Answer(
        page("x"), headers={"X-Robots-Tag": "googlebot: nofollow", "x-robots-tag": "noindex"}
    )
    assert code_of(await look(web)) == "noindex"


# Asking


async def test_a_page_is_read_with_the_links_of_its_own_site(web: Web) -> None:
    web.has(
        "/", page("We open at nine.", links=("/prices", "/photo.jpg", "https://other.example/")), etag='"1"'
    )
    outcome = await look(web)

    assert (outcome.status, outcome.links) == ("read", (web.url("/prices"),))
    assert outcome.text is not None
    assert (outcome.text.title, outcome.text.etag) == ("Salon Luna", '"1"')


async def test_what_has_not_changed_is_told_by_its_mark_or_by_its_content(web: Web) -> None:
    web.has("/", page("Same."), etag='"1"')
    first = (await look(web)).text
    assert first is not None

    by_mark = await look(web, etag='"1"', links=("x",))
    assert (code_of(by_mark), by_mark.links, by_mark.bytes_read) == ("unchanged", ("x",), 0)
    assert code_of(await look(web, content_hash=first.content_hash)) == "unchanged"
    web.has("/", page("Changed."), etag='"2"')
    assert (await look(web, etag='"1"', content_hash=first.content_hash)).status == "read"


async def test_robots_txt_is_asked_first_and_kept_to(web: Web) -> None:
    web.has("/robots.txt", "User-agent: *\nDisallow: /private")
    web.has("/private", page("Secret"))
    outcome = await look(web, "/private")

    assert (outcome.status, code_of(outcome), outcome.leaves) == ("skipped", "robots", True)
    assert web.asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [429, 503])
async def test_without_an_answer_about_robots_nothing_is_read(web: Web, status: int) -> None:
    web.has("/robots.txt", status=status)
    outcome = await look(web)
    assert (outcome.status, code_of(outcome), outcome.leaves) == ("failed", "robots_unreachable", False)
    assert web.asked == ["/robots.txt"]


@pytest.mark.parametrize(
    ("answer", "status", "code", "leaves"),
    [
        (Answer(b"", 404), "skipped", "gone", True),
        (Answer(b"", 500), "failed", "unreachable", False),
        (Answer(b"", 403), "failed", "refused", False),
        (Answer(b"%PDF-1.4", headers={"content-type": "application/pdf"}), "skipped", "not_html", True),
        (Answer(page("x" * 200_000)), "failed", "too_large", False),
        (Answer(b"<html>", is_endless=True), "failed", "unreachable", False),
        (Answer(page("x"), headers={"x-robots-tag": "noindex"}), "skipped", "noindex", True),
        (Answer(b"  "), "failed", "no_text", False),
        (Answer(b"", 301, {"location": "/other"}), "skipped", "moved", True),
        (Answer(b"", 302, {"location": "/other"}), "skipped", "moved", False),
        (Answer(b"", 307, {"location": "/other"}), "skipped", "moved", False),
        (Answer(b"", 308, {"location": "http://10.0.0.5/"}), "failed", "address_refused", True),
        (Answer(b"", 302, {"location": "http://169.254.169.254/latest"}), "failed", "address_refused", False),
        (Answer(b"", 301, {"location": "https://93.184.216.34/"}), "skipped", "elsewhere", True),
        (Answer(b"", 303, {"location": "https://93.184.216.34/"}), "skipped", "elsewhere", False),
        (Answer(b"", 429), "failed", "come_back_later", False),
        (Answer(b"", 503, {"retry-after": "120"}), "failed", "come_back_later", False),
        (Answer(b"", 503), "failed", "unreachable", False),
        (Answer(b"", 302, {"location": "/"}), "failed", "unreachable", False),
        (Answer(b"", 302), "failed", "unreachable", False),
    ],
)
async def test_what_is_no_page_says_why(
    web: Web, answer: Answer, status: str, code: str, leaves: bool
) -> None:
    web.answers["/"] = answer
    outcome = await look(web)
    assert (outcome.status, code_of(outcome), outcome.leaves) == (status, code, leaves)
    assert outcome.reason and len(outcome.reason.text) > 20


async def test_a_page_that_moved_for_a_while_leads_where_it_led_before(web: Web) -> None:
    web.answers["/"] = Answer(b"", 302, {"location": "/sorry"})
    outcome = await look(web, links=(web.url("/prices"),))
    assert (outcome.links, outcome.leads) == ((web.url("/prices"),), (web.url("/sorry"),))


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("120", 120), ("0", 30), ("Never", 60), ("999999999999", 86_400), ("1e400", 60), ("nan", 60),
        ("Wed, 25 Jun 99999999999999999999 15:00:00 GMT", 60),
    ],
)  # fmt: skip
async def test_a_busy_site_says_how_long_it_is_left_alone(web: Web, asked: str, rest: float) -> None:
    web.answers["/"] = Answer(b"", 429, {"retry-after": asked, "date": "Wed, 25 Jun 2025 15:00:00 GMT"})
    assert (await look(web)).rest == rest


async def test_links_are_not_followed_where_the_site_asks_so(web: Web) -> None:
    web.has("/", page("Welcome.", links=("/a",)), x_robots_tag="nofollow")
    outcome = await look(web)
    assert (outcome.status, outcome.links) == ("read", ())


async def test_a_private_host_is_never_connected_to(web: Web) -> None:
    nobody_allowed = Asking(GuardedFetch(), web.url(), LIMITS, whole_site=True)
    outcome = await nobody_allowed.look_at(Known(web.url()))
    assert (outcome.status, code_of(outcome)) == ("failed", "address_refused")
    assert web.asked == []


async def test_sitemaps_are_followed_within_bounds(web: Web) -> None:
    web.has("/robots.txt", f"Sitemap: {web.url('/index.xml')}\nSitemap: https://other.example/s.xml")
    index = "".join(f"<sitemap><loc>{web.url(f'/s{n}.xml')}</loc></sitemap>" for n in range(20))
    web.has("/index.xml", f"<sitemapindex>{index}</sitemapindex>")
    for n in range(20):
        web.has(f"/s{n}.xml", f"<urlset><url><loc>{web.url(f'/p{n}')}</loc></url></urlset>")

    assert await asking(web).named_by_sitemaps() == tuple(web.url(f"/p{n}") for n in range(4))
    assert len(web.asked) == 6


async def test_a_charset_that_takes_for_ever_to_read_is_not_believed(web: Web) -> None:
    web.has("/", page("We open at nine. " + "é" * 40_000), content_type="text/html; charset=punycode")
    outcome = await look(web)
    assert outcome.text is not None
    assert outcome.text.content == web.answers["/"].body


async def test_letters_are_kept_as_the_server_says_they_are(web: Web) -> None:
    latin = "<html><head><title>Ücretler</title></head><body>Saç kesimi 45 ₺".encode("iso-8859-9", "ignore")
    web.has("/", latin, content_type="text/html; charset=ISO-8859-9")
    outcome = await look(web)
    assert outcome.text is not None
    assert outcome.text.title == "Ücretler"
    assert "Saç kesimi" in outcome.text.content.decode("utf-8-sig")
