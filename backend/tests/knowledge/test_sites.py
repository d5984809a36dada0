"""A web site as a source: read, kept up to date, cited, and gone again. A real server, a real crawl."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.knowledge.sites import asking, visits
from app.knowledge.sites import jobs as sites_jobs
from app.knowledge.sites.asking import Asking
from app.knowledge.sites.crawl import visit
from app.knowledge.sites.jobs import look_after_sites
from app.knowledge.sites.limits import Limits
from app.knowledge.sites.markup import Markup
from app.knowledge.sites.outcome import Known, Outcome
from app.platform import clock
from app.platform.ids import new_id
from tests.knowledge.library import Library
from tests.knowledge.owners_sites import LIMITS, Sites
from tests.knowledge.web import Web, page

SCRIPT_ONLY = (
    "<html><head><title>App</title></head><body><div id=root></div><script>run()</script></body></html>"
)


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as opened:
        yield opened


async def nothing(*_: object) -> None:
    """A visit that is not made."""


@pytest.fixture
def sites(library: Library, web: Web, monkeypatch: pytest.MonkeyPatch) -> Sites:
    # The program's own way out may check addresses of the test's server, which is private.
    monkeypatch.setattr(library.app.app.state.fetch, "_allowed_hosts", [web.host])
    # Its reader does nothing: these tests read when they want to.
    monkeypatch.setattr(sites_jobs, "visit", nothing)
    return Sites(library, web)


def counted(site: dict[str, Any]) -> tuple[int, int, int, int]:
    return tuple(site[f"pages_{each}"] for each in ("found", "read", "skipped", "failed"))  # type: ignore[return-value]


def by_path(site: dict[str, Any], web: Web) -> dict[str, dict[str, Any]]:
    return {each["url"].removeprefix(web.url("")): each for each in site["pages"]}


async def test_a_whole_site_is_read_cited_and_kept_up_to_date(
    library: Library, web: Web, sites: Sites
) -> None:
    web.has("/robots.txt", "User-agent: *\nDisallow: /staff")
    web.has("/", page("Welcome to the salon.", links=("/prices", "/staff", "/old", "https://other.example/")))
    web.has("/prices", page("Balayage costs 120 euros.", title="Price list"), etag='"p1"')
    web.has("/old", page("Parking is behind the house."))
    site_id = await sites.add(refresh="daily")
    site = await sites.read(site_id)

    assert (site["status"], site["progress"], site["reason"]) == ("ready", 1.0, None)
    assert counted(site) == (4, 3, 1, 0)
    assert by_path(site, web)["/staff"]["reason"]["code"] == "robots"
    assert site["next_read_at"] > site["last_read_at"]
    client, documents = library.owner.client, library.path
    from_web = (await client.get(documents, params={"from_web": True})).json()["items"]
    assert {each["source_url"] for each in from_web} == {web.url("/"), web.url("/prices"), web.url("/old")}
    assert (await client.get(documents, params={"from_web": False})).json()["items"] == []
    found = await library.search("how much is a balayage?")
    assert "120 euros" in found.content["passages"][0]["text"]
    assert found.sources[0]["url"] == web.url("/prices")
    assert found.sources[0]["read_at"] == by_path(site, web)["/prices"]["read_at"].replace("Z", "+00:00")

    # One page changed, one is gone, one is as it was: the old price answers until the new one is there.
    web.has("/prices", page("Balayage costs 130 euros.", title="Price list"), etag='"p2"')
    del web.answers["/old"]
    before = by_path(site, web)["/prices"]["document_id"]
    site = await sites.read_again(site_id)

    assert counted(site) == (4, 1, 3, 0)
    pages = by_path(site, web)
    assert (pages["/"]["reason"]["code"], pages["/old"]["reason"]["code"]) == ("unchanged", "gone")
    assert pages["/prices"]["document_id"] not in (None, before)
    assert "130 euros" in (await library.finds("how much is a balayage?"))[0]
    assert not any("120" in text for text in await library.finds("balayage 120 euros"))
    assert not any("Parking" in text for text in await library.finds("parking"))
    assert await library.rows("documents") == 2

    # What nothing leads to any more leaves, although it would still answer.
    web.has("/", page("Welcome.", links=()))
    site = await sites.read_again(site_id)
    assert list(by_path(site, web)) == ["/"]
    assert not any("130" in text for text in await library.finds("how much is a balayage?"))

    assert (await library.owner.client.delete(f"{sites.path}/{site_id}")).status_code == 204
    await library.jobs_done()
    assert [await library.rows(each) for each in ("sites", "site_pages", "documents")] == [0, 0, 0]
    assert await library.indexed() == 0


async def test_what_cannot_be_read_says_why_and_leaves_what_was_known(
    library: Library, web: Web, sites: Sites
) -> None:
    web.has("/", page("We open at nine.", links=("/app", "/slow")))
    web.has("/app", SCRIPT_ONLY)
    web.has("/slow", page("Gift cards are valid for three years."))
    site_id = await sites.add()
    site = await sites.read(site_id)

    assert (site["status"], counted(site)) == ("ready", (3, 2, 0, 1))
    assert "scripts" in by_path(site, web)["/app"]["reason"]["text"]

    web.has("/", page("We open at nine.", links=("/app", "/slow")), status=500)
    web.has("/slow", SCRIPT_ONLY)
    site = await sites.read_again(site_id)
    assert (site["status"], site["reason"]["code"]) == ("failed", "unreachable")
    assert any("nine" in text for text in await library.finds("when do you open?"))
    assert any("three years" in text for text in await library.finds("are gift cards valid?"))


@pytest.mark.parametrize(("robots", "code"), [("User-agent: *\nDisallow: /", "robots"), ("", "gone")])
async def test_a_site_without_a_page_has_failed(
    library: Library, web: Web, sites: Sites, robots: str, code: str
) -> None:
    web.has("/robots.txt", robots)
    site = await sites.read(await sites.add())
    assert (site["status"], site["reason"]["code"], site["progress"]) == ("failed", code, 1.0)


async def test_a_large_site_is_read_up_to_its_limits(library: Library, web: Web, sites: Sites) -> None:
    links = ("/1", "/2", "/3")
    for n in range(4):
        web.has(f"/{n or ''}", page(f"Text number {n}", links=links))
    site_id = await sites.add()
    site = await sites.read(site_id, Limits(pages=2, pause=0))
    assert (site["status"], counted(site), site["reason"]["code"]) == ("ready", (2, 2, 0, 0), "page_limit")

    for n in range(4):
        web.has(f"/{n or ''}", page(f"Another text {n}", links=links))
    site = await sites.read_again(site_id, Limits(pages=2, bytes=1, pause=0))
    assert (site["status"], site["pages_read"], site["reason"]["code"]) == ("ready", 1, "byte_limit")
    assert await library.rows("documents") == 2  # those that were not reached are as they were


async def test_a_site_that_is_never_read_whole_does_not_grow(
    library: Library, web: Web, sites: Sites
) -> None:
    """A calendar, say, that leads to other days at every visit."""
    site_id = ""
    for day in range(2):
        web.has("/", page("Our days", links=(f"/{day}-am", f"/{day}-pm")))
        web.has(f"/{day}-am", page(f"What is on: {day}"))
        site_id = site_id or await sites.add()
        read = sites.read_again if day else sites.read
        site = await read(site_id, Limits(pages=2, pause=0))
        assert site["reason"]["code"] == "page_limit"
        assert await library.rows("documents") == await library.rows("site_pages") == 2


async def test_a_visit_that_had_enough_and_was_killed_remembers_it(
    library: Library, web: Web, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    web.has("/", page("Welcome.", links=("/a",)))
    web.has("/a", page("Text a"))
    site_id = await sites.add()
    with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
        patched.setattr(visits, "end", killed)
        await sites.read(site_id, Limits(bytes=1, pause=0))

    await library.app.database.crossing.execute("update sites set reader_until = now() - interval '1 second'")
    site = await sites.read(site_id, Limits(bytes=1, pause=0))
    assert (site["status"], counted(site), site["reason"]["code"]) == ("ready", (2, 1, 1, 0), "byte_limit")


async def test_a_site_that_is_deleted_while_its_sitemaps_are_read_is_left_alone(
    library: Library, web: Web, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    site_id = await sites.add()

    async def deleted_meanwhile(_: Asking) -> tuple[str, ...]:
        await library.owner.client.delete(f"{sites.path}/{site_id}")
        return (web.url("/a"),)

    monkeypatch.setattr(Asking, "named_by_sitemaps", deleted_meanwhile)
    await visit(sites.means, library.owner.workspace_id, UUID(site_id), LIMITS)
    assert web.asked == []
    assert await library.rows("site_pages") == 0


async def test_a_text_that_stands_at_two_addresses_is_known_once(
    library: Library, web: Web, sites: Sites
) -> None:
    for path in ("/", "/index"):
        web.has(path, page("We open at nine.", links=("/index",)))
    site_id = await sites.add()
    for site in (await sites.read(site_id), await sites.read_again(site_id)):
        assert by_path(site, web)["/index"]["reason"]["code"] == "same"
        assert await library.rows("documents") == 1


async def test_the_program_reads_what_is_added(
    library: Library, web: Web, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites_jobs, "visit", visit)
    web.has("/", page("A haircut costs 48 euros."))
    site_id = await sites.add()

    async def is_ready() -> dict[str, Any] | None:
        site = await sites.show(site_id)
        return site if site["status"] == "ready" else None

    assert counted(await library.until(is_ready)) == (1, 1, 0, 0)
    assert "48 euros" in (await library.finds("price of a haircut"))[0]


async def test_one_page_is_one_page_wherever_it_leads(library: Library, web: Web, sites: Sites) -> None:
    web.has("/start", status=301, location="/prices")
    web.has("/prices", page("A haircut costs 48 euros.", links=("/more",)))
    site = await sites.read(await sites.add("/start", whole_site=False))
    assert (site["status"], counted(site)) == ("ready", (2, 1, 1, 0))
    assert "/more" not in web.asked


async def test_a_killed_visit_goes_on_where_it_stopped_and_never_twice_at_once(
    library: Library, web: Web, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, workspace_id = library.app.database, library.owner.workspace_id
    web.has("/", page("Welcome.", links=("/a", "/b")))
    web.has("/a", page("Text a"))
    web.has("/b", page("Text b"))
    site_id = await sites.add()
    now = clock.now()
    async with database.tenant_road(workspace_id) as connection:
        until = now + timedelta(minutes=1)
        killed = await visits.begin(connection, workspace_id, UUID(site_id), new_id(), until, now)
        await visits.found(connection, killed, [web.url(), web.url("/a"), web.url("/b")], 6)
        await connection.execute(
            "update site_pages set status = 'read' where workspace_id = $1 and url = $2",
            workspace_id,
            web.url(),
        )

    await visit(sites.means, workspace_id, UUID(site_id), LIMITS)
    assert web.asked == []  # somebody holds it

    await database.crossing.execute("update sites set reader_until = now() - interval '1 second'")
    await look_after_sites(database)
    site = await sites.read(site_id)
    assert (site["status"], counted(site)) == ("ready", (3, 3, 0, 0))
    assert web.asked == ["/robots.txt", "/sitemap.xml", "/a", "/b"]
    async with database.tenant_road(workspace_id) as connection:
        with pytest.raises(visits.Superseded):
            await visits.hold(connection, killed, new_id(), now)


async def test_a_page_that_moved_for_a_while_is_still_known(library: Library, web: Web, sites: Sites) -> None:
    web.has("/", page("Welcome.", links=("/prices",)))
    web.has("/prices", page("A haircut costs 48 euros."))
    site_id = await sites.add()
    await sites.read(site_id)

    web.has("/prices", status=302, location="/sorry")
    web.has("/sorry", page("We are repairing this page."))
    site = await sites.read_again(site_id)
    assert by_path(site, web)["/prices"]["reason"]["code"] == "moved"
    assert any("48 euros" in text for text in await library.finds("price of a haircut"))

    web.has("/prices", status=301, location="/sorry")
    await sites.read_again(site_id)
    assert not any("48 euros" in text for text in await library.finds("price of a haircut"))


async def test_a_page_that_kills_whoever_looks_at_it_does_not_stop_the_site(
    library: Library, web: Web, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.has("/", page("Welcome.", links=("/bomb", "/prices")))
    web.has("/bomb", page("Boom."))
    web.has("/prices", page("A haircut costs 48 euros."))
    site_id, real, killed = await sites.add(), Asking.look_at, 0

    async def look_at(self: Asking, known: Known) -> Outcome:
        nonlocal killed
        if known.url.endswith("/bomb"):
            killed += 1
            raise asyncio.CancelledError  # as a process ends: nothing is written down
        return await real(self, known)

    monkeypatch.setattr(Asking, "look_at", look_at)
    for _ in range(2):
        with pytest.raises(asyncio.CancelledError):
            await sites.read(site_id)
        await library.app.database.crossing.execute(
            "update sites set reader_until = now() - interval '1 second' where id = $1", UUID(site_id)
        )
        await look_after_sites(library.app.database)

    site = await sites.read(site_id)
    assert (site["status"], counted(site), killed) == ("ready", (3, 2, 0, 1), 2)
    assert by_path(site, web)["/bomb"]["reason"]["code"] == "stops_us"
    assert any("48 euros" in text for text in await library.finds("price of a haircut"))


async def test_a_page_that_takes_for_ever_to_look_at_is_one_page_less(
    web: Web, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.has("/", page("Welcome.", links=("/slow", "/prices")))
    web.has("/slow", page("Slow."))
    web.has("/prices", page("A haircut costs 48 euros."))
    real, go_on = asking.read_markup, threading.Event()

    def read_markup(content: bytes, url: str, charset: str | None) -> Markup:
        if url.endswith("/slow"):
            go_on.wait(20)
        return real(content, url, charset)

    monkeypatch.setattr(asking, "read_markup", read_markup)
    site = await sites.read(await sites.add(), replace(LIMITS, page_seconds=0.5))
    go_on.set()
    assert (site["status"], counted(site)) == ("ready", (3, 2, 0, 1))
    assert by_path(site, web)["/slow"]["reason"]["code"] == "stops_us"


async def test_a_site_that_asks_for_a_rest_is_taken_up_again_later(
    library: Library, web: Web, sites: Sites
) -> None:
    web.has("/", page("Welcome.", links=("/prices", "/more")))
    web.has("/prices", status=429, retry_after="40")
    web.has("/more", page("Dogs are welcome."))
    site_id = await sites.add()
    await library.jobs_done()  # the one that does nothing
    await visit(sites.means, library.owner.workspace_id, UUID(site_id), LIMITS)

    assert (await sites.show(site_id))["status"] == "queued"
    assert "/more" not in web.asked
    waits = await library.app.database.crossing.fetchval(
        "delete from frontdesk_pgqueuer where entrypoint = 'read_site' returning execute_after - now()"
    )
    assert timedelta(seconds=20) < waits <= timedelta(seconds=40)
    await look_after_sites(library.app.database)
    queued = "select count(*) from frontdesk_pgqueuer where entrypoint = 'read_site'"
    assert await library.app.database.crossing.fetchval(queued) == 0

    web.has("/prices", page("A haircut costs 48 euros."))
    site = await sites.read(site_id)
    assert (site["status"], site["reason"], counted(site)) == ("ready", None, (3, 3, 0, 0))
    assert web.asked.count("/") == 1, "it goes on where it stopped"


@pytest.mark.parametrize("is_whole_site", [False, True])
async def test_a_page_that_is_always_busy_does_not_keep_the_site_from_being_read(
    library: Library, web: Web, sites: Sites, is_whole_site: bool
) -> None:
    web.has("/", page("Welcome.", links=("/prices", "/more", "/last")))
    web.has("/prices", status=429, retry_after="40")
    for path in ("/more", "/last"):
        web.has(path, page(f"Dogs are welcome. {path}"))
    if is_whole_site:
        web.has("/more", status=429, retry_after="40")
    site_id = await sites.add()
    await library.jobs_done()  # the one that does nothing
    await visit(sites.means, library.owner.workspace_id, UUID(site_id), LIMITS)
    await library.app.database.crossing.execute(
        "delete from frontdesk_pgqueuer where entrypoint = 'read_site'"
    )
    site = await sites.read(site_id)

    assert by_path(site, web)["/prices"]["reason"]["code"] == "come_back_later"
    assert ("/last" in web.asked) is not is_whole_site
    assert (site["reason"] or {}).get("code") == ("come_back_later" if is_whole_site else None)


async def test_a_site_that_asks_for_a_long_rest_keeps_what_was_known(
    library: Library, web: Web, sites: Sites
) -> None:
    web.has("/", page("Welcome.", links=("/prices", "/more")))
    web.has("/prices", page("A haircut costs 48 euros."))
    web.has("/more", page("Dogs are welcome."))
    site_id = await sites.add()
    await sites.read(site_id)

    web.has("/prices", status=503, retry_after="86400")
    web.asked.clear()
    site = await sites.read_again(site_id)
    assert (site["status"], site["reason"]["code"]) == ("ready", "come_back_later")
    assert "/more" not in web.asked
    for question, answer in (("price of a haircut", "48 euros"), ("may I bring a dog", "Dogs")):
        assert any(answer in text for text in await library.finds(question))


async def test_a_new_state_of_a_page_is_used_as_the_old_one(library: Library, web: Web, sites: Sites) -> None:
    web.has("/", page("A haircut costs 48 euros."))
    site_id = await sites.add()
    await sites.read(site_id)
    [old] = await library.documents()
    wish = {"labels": ["Prices"], "valid_until": "2099-12-31"}
    await library.owner.client.put(f"{library.path}/{old['id']}/use", json=wish)

    web.has("/", page("A haircut costs 52 euros."))
    await sites.read_again(site_id)
    [new] = await library.documents()
    assert new["id"] != old["id"]
    assert {name: new[name] for name in wish} == wish


async def test_a_site_is_read_again_when_its_time_has_come(library: Library, web: Web, sites: Sites) -> None:
    web.has("/", page("Welcome."))
    site_id = await sites.add(refresh="weekly")
    await sites.read(site_id)
    await look_after_sites(library.app.database)
    assert (await sites.show(site_id))["status"] == "ready"

    await library.app.database.crossing.execute("update sites set next_read_at = now() - interval '1 second'")
    await look_after_sites(library.app.database)
    assert (await sites.show(site_id))["status"] == "queued"


async def test_an_address_in_a_private_network_is_refused_at_once(library: Library, sites: Sites) -> None:
    for url in ("http://10.0.0.5/", "http://localhost:5432/", "169.254.169.254/latest"):
        answer = await library.owner.client.post(sites.path, json={"url": url})
        assert (answer.status_code, answer.json()["code"]) == (422, "address_refused"), url
    answer = await library.owner.client.post(sites.path, json={"url": "mailto:a@b.c"})
    assert answer.status_code == 422


async def test_the_same_address_again_is_the_same_site(library: Library, web: Web, sites: Sites) -> None:
    first = await sites.add()
    assert await sites.add() == first
    changed = await library.owner.client.put(f"{sites.path}/{first}", json={"refresh": "weekly"})
    assert changed.json()["refresh"] == "weekly"
    listed = (await library.owner.client.get(sites.path)).json()["items"]
    assert [each["id"] for each in listed] == [first]
