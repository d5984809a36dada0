"""One visit of a site: page after page, at the pace the site asks for.

What is to be read stands in the table, so a visit that was killed goes on where it stopped. Whoever reads holds the
site by a name and a time, which every page makes longer; who has lost it notices at the next page. A site that asks
to be left alone is left, and taken up again by a later job; a page that asks so again is given up alone, if the next
one does not ask so too. No transaction is open while a site is asked.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.knowledge.sites import visits
from app.knowledge.sites.asking import Asking
from app.knowledge.sites.limits import LIMITS, Limits
from app.knowledge.sites.outcome import Known, Outcome
from app.knowledge.sites.page_documents import add_document
from app.knowledge.sites.reasons import Reason, because
from app.knowledge.sites.service import READ_SITE, TO_BEGIN
from app.knowledge.sites.visits import Row, Superseded
from app.platform import clock
from app.platform.database import Connection, Database, Scope, raw_connection
from app.platform.guarded_fetch import GuardedFetch
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

_MOST_TRIES = 2  # of one page, by readers that were killed, never came back or were sent away


@dataclass(frozen=True, slots=True)
class Means:
    """What a visit works with."""

    database: Database
    fetch: GuardedFetch
    hints: Hints


async def visit(means: Means, workspace_id: UUID, site_id: UUID, limits: Limits = LIMITS) -> None:
    """Read the site once, unless nothing is to be done or somebody else does it."""
    reader = new_id()
    async with means.database.tenant_road(workspace_id) as connection:
        now = clock.now()
        site = await visits.begin(connection, workspace_id, site_id, reader, now + limits.held, now)
    if site is None:
        return
    this = _Visit(means, site, reader, limits)
    try:
        await this.run()
    except Superseded:
        return
    except Exception:
        await this.end(because("fault"))
        raise


class _Visit:
    """The visit of one reader."""

    def __init__(self, means: Means, site: Row, reader: UUID, limits: Limits) -> None:
        self._database = means.database
        self._hints = means.hints
        self._site = site
        self._reader = reader
        self._limits = limits
        self._asking = Asking(means.fetch, site["url"], limits, whole_site=site["whole_site"])
        # Of a visit that was killed after it had had enough.
        self._cut = Reason(site["reason_code"], site["reason_text"]) if site["reason_code"] else None

    async def run(self) -> None:
        await self._found([self._site["url"]])
        if self._site["whole_site"]:
            await self._found(await self._asking.named_by_sitemaps())
        page, gave_one_up = await self._next(), False
        while page is not None:
            outcome = await self._look_at(page)
            gives_up = outcome.rest is not None and page["tries"] >= _MOST_TRIES and not gave_one_up
            leaves = outcome.rest is not None and not gives_up
            if leaves and not gave_one_up and await self._rests(outcome.rest or 0):
                self._tell()
                return
            bytes_read = await self._note(page, outcome)
            self._tell()
            if leaves:
                await self._leave_the_rest(because("come_back_later"))
            elif reason := self._has_had_enough(bytes_read):
                await self._leave_the_rest(reason)
            gave_one_up = gives_up
            page = await self._next()
            if page is not None:
                await asyncio.sleep(self._asking.pause)
        await self.end(None)

    async def end(self, fault: Reason | None) -> None:
        """The visit is over. Pages it did not come across leave if it saw all there is; else they stay, as far as the
        site has no more than it may have.
        """
        now = clock.now()
        async with self._database.tenant_road(self._site["workspace_id"]) as connection:
            try:
                await visits.hold(connection, self._site, self._reader, now)
            except Superseded:
                return
            told = await visits.tally(connection, self._site)
            reason = fault or self._cut
            saw_all = reason is None and not told["failed"]
            room = 0 if saw_all else max(self._limits.pages - told["found"], 0)
            await visits.forget_what_is_not_there(connection, self._site, room)
            if told["good"] and fault is None:
                await visits.end(connection, self._site, self._reader, "ready", reason, now)
            else:
                why = fault or await visits.first_reason(connection, self._site)
                await visits.end(connection, self._site, self._reader, "failed", why, now)
        self._tell()

    async def _look_at(self, page: Row) -> Outcome:
        """What a page comes to. One that stopped whoever looked at it, or that we stumble over, is its own fault."""
        if page["tries"] > _MOST_TRIES:
            return Outcome("failed", because("stops_us"))
        try:
            return await self._asking.look_at(_known(page))
        except Exception as error:
            log.warning("page_not_looked_at", page=str(page["id"]), exc_info=error)
            return Outcome("failed", because("stops_us"))

    async def _rests(self, seconds: float) -> bool:
        """Go away and come back to the same page; False when it takes longer than a visit may."""
        back = clock.now() + timedelta(seconds=seconds)
        if back - self._site["begun_at"] > timedelta(seconds=self._limits.seconds):
            return False
        async with self._database.tenant_road(self._site["workspace_id"]) as connection:
            await visits.pause(connection, self._site, self._reader, back + TO_BEGIN)
            await enqueue(
                connection,
                READ_SITE,
                after=timedelta(seconds=seconds),
                workspace_id=self._site["workspace_id"],
                site_id=self._site["id"],
            )
        return True

    def _has_had_enough(self, bytes_read: int) -> Reason | None:
        if bytes_read > self._limits.bytes:
            return because("byte_limit")
        begun: datetime = self._site["begun_at"]
        is_late = clock.now() - begun > timedelta(seconds=self._limits.seconds)
        return because("time_limit") if is_late else None

    async def _leave_the_rest(self, reason: Reason) -> None:
        async with self._database.tenant_road(self._site["workspace_id"]) as connection:
            if await visits.leave_the_rest(connection, self._site, reason):
                await visits.cut(connection, self._site, reason)
                self._cut = reason

    async def _found(self, urls: Sequence[str]) -> None:
        until = clock.now() + self._limits.held
        async with self._database.tenant_road(self._site["workspace_id"]) as connection:
            await visits.hold(connection, self._site, self._reader, until)
            await self._add(connection, urls)

    async def _add(self, connection: Connection, urls: Sequence[str]) -> None:
        most = self._limits.pages
        if not await visits.found(connection, self._site, urls, most) and self._cut is None:
            self._cut = because(
                "page_limit", f"The site has more than {most} pages; {most} of them were read."
            )
            await visits.cut(connection, self._site, self._cut)

    async def _next(self) -> Row | None:
        async with self._database.tenant_road(self._site["workspace_id"]) as connection:
            return await visits.next_page(connection, self._site)

    async def _note(self, page: Row, outcome: Outcome) -> int:
        """What became of the page, and its document when it is new, in one transaction; the bytes read so far."""
        now = clock.now()
        scope = Scope(self._site["workspace_id"])
        async with self._database.tenant(scope) as db:
            connection = await raw_connection(db)
            bytes_read = await visits.hold(
                connection, self._site, self._reader, now + self._limits.held, outcome.bytes_read
            )
            outcome = await self._unless_known(connection, page, outcome)
            await visits.note(connection, self._site, page["id"], outcome)
            await self._add(connection, (*(outcome.links or ()), *outcome.leads))
            if outcome.text is not None:
                document_id = await add_document(
                    db, scope, self._site["agent_id"], page["url"], outcome.text, now
                )
                await visits.give_next(connection, self._site, page["id"], document_id, outcome.text, now)
        return bytes_read

    async def _unless_known(self, connection: Connection, page: Row, outcome: Outcome) -> Outcome:
        """A text that another page of the site has is known once."""
        if outcome.text is None:
            return outcome
        other = await visits.page_with(connection, self._site, page["id"], outcome.text.content_hash)
        if other is None:
            return outcome
        reason = because("same", f"The same text was read at {other}.")
        return Outcome("skipped", reason, outcome.links, leaves=True, bytes_read=outcome.bytes_read)

    def _tell(self) -> None:
        self._hints.tell(self._site["workspace_id"], "site.changed", self._site["id"])


def _known(page: Row) -> Known:
    return Known(page["url"], page["etag"], page["last_modified"], page["content_hash"], tuple(page["links"]))
