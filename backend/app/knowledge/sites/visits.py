"""What a visit reads and writes, on a connection that is bound to the workspace.

Locks are taken in one order everywhere: documents from the newest to the oldest, then pages. Ingestion holds the
newest when it tells that it is ready.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.knowledge.events import DocumentFailed, DocumentReady
from app.knowledge.service import UNINDEX
from app.knowledge.sites.models import SiteStatus
from app.knowledge.sites.outcome import NewText, Outcome
from app.knowledge.sites.reasons import Reason, because
from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.jobs import enqueue

Row = Any

_BEGIN = """
update sites set status = 'reading', reader = $3, reader_until = $4, begun_at = coalesce(begun_at, $5)
where workspace_id = $1 and id = $2 and (status = 'queued' or status = 'reading' and reader_until < $5)
returning id, workspace_id, agent_id, url, whole_site, refresh, visit, begun_at, bytes_read, reason_code, reason_text
"""
_HOLD = """
update sites set reader_until = $4, bytes_read = bytes_read + $5
where workspace_id = $1 and id = $2 and reader = $3 and status = 'reading' returning bytes_read
"""
_KNOWN = "select url from site_pages where workspace_id = $1 and site_id = $2 and found_in = $3"
_FOUND = """
insert into site_pages (id, workspace_id, site_id, url, found_in, status)
select new.id, $1, $2, new.url, $3, 'waiting' from unnest($4::uuid[], $5::text[]) as new (id, url)
on conflict (workspace_id, site_id, url) do update
set found_in = excluded.found_in, status = 'waiting', reason_code = null, reason_text = null, tries = 0
where site_pages.found_in < excluded.found_in
"""
_NEXT = """
update site_pages set tries = tries + 1 where workspace_id = $1 and id = (
  select id from site_pages
  where workspace_id = $1 and site_id = $2 and found_in = $3 and status = 'waiting' order by id limit 1)
returning id, url, etag, last_modified, content_hash, links, tries
"""
_PAUSE = """
update sites set status = 'queued', reader = null, reader_until = $4
where workspace_id = $1 and id = $2 and reader = $3 and status = 'reading' returning true
"""
_DOCUMENTS = """
select id from documents where workspace_id = $1 and id in (
  select unnest(array[document_id, next_document_id]) from site_pages where workspace_id = $1 and id = any($2)
) order by id desc for update
"""
_PAGE = """
update site_pages set status = $3, reason_code = $4, reason_text = $5, links = coalesce($6, links)
where workspace_id = $1 and id = $2 returning document_id, next_document_id
"""
_SAME = """
select url from site_pages
where workspace_id = $1 and site_id = $2 and found_in = $3 and id <> $4 and content_hash = $5 limit 1
"""
_PENDING = "select next_document_id from site_pages where workspace_id = $1 and id = $2"
_READ = """
update site_pages set next_document_id = $3, title = $4, etag = $5, last_modified = $6, content_hash = $7, read_at = $8
where workspace_id = $1 and id = $2
"""
_NOT_KNOWN = """
update site_pages set document_id = null, next_document_id = null, etag = null, last_modified = null,
  content_hash = null
where workspace_id = $1 and id = $2
"""
_NOT_READ = """
update site_pages set status = 'skipped', reason_code = $4, reason_text = $5
where workspace_id = $1 and site_id = $2 and found_in = $3 and status = 'waiting'
"""
_CUT = "update sites set reason_code = $3, reason_text = $4 where workspace_id = $1 and id = $2"
_NOT_FOUND_AGAIN = """
select id from site_pages where workspace_id = $1 and site_id = $2 and found_in < $3
order by found_in desc, id offset $4
"""
_TALLY = """
select count(*) as found, count(*) filter (where status = 'failed') as failed,
  count(*) filter (where status = 'read' or reason_code = 'unchanged') as good
from site_pages where workspace_id = $1 and site_id = $2 and found_in = $3
"""
_FIRST_REASON = """
select reason_code, reason_text from site_pages
where workspace_id = $1 and site_id = $2 and found_in = $3 and reason_code is not null
order by reason_code = 'moved', id limit 1
"""
_END = """
update sites set status = $4, reason_code = $5, reason_text = $6, reader = null, reader_until = null,
  last_read_at = $7, next_read_at = $7::timestamptz + case refresh when 'daily' then interval '1 day'
    when 'weekly' then interval '7 days' end
where workspace_id = $1 and id = $2 and reader = $3
"""
_OWNER = "select s.agent_id, p.id from site_pages p join sites s on s.workspace_id = p.workspace_id" \
    " and s.id = p.site_id where p.workspace_id = $1 and p.next_document_id = $2 for update of p"  # fmt: skip
_TAKES_PLACE = """
update site_pages new set document_id = new.next_document_id, next_document_id = null from site_pages old
where new.workspace_id = $1 and new.id = $2 and old.workspace_id = new.workspace_id and old.id = new.id
returning old.document_id as replaced
"""
_IS_USED_AS = """
update documents new set labels = old.labels, valid_from = old.valid_from, valid_until = old.valid_until
from documents old where new.workspace_id = $1 and new.id = $2 and old.workspace_id = $1 and old.id = $3
"""
# What it was told apart by is forgotten, so that the next visit reads it again.
_COULD_NOT = """
update site_pages set status = 'failed', reason_code = $3, reason_text = $4, next_document_id = null,
  etag = null, last_modified = null, content_hash = null
where workspace_id = $1 and id = $2
"""
_TAKE_AWAY = "delete from agent_documents where workspace_id = $1 and agent_id = $2 and document_id = any($3)"
_NOBODYS = """
delete from documents d where d.workspace_id = $1 and d.id = any($2) and not exists (
  select from agent_documents a where a.workspace_id = d.workspace_id and a.document_id = d.id)
"""


class Superseded(Exception):
    """Somebody else reads this site now, or it was deleted."""


async def begin(
    connection: Connection, workspace_id: UUID, site_id: UUID, reader: UUID, until: datetime, now: datetime
) -> Row | None:
    """Take the site to read it; None: there is nothing to do, or somebody else does it."""
    return await connection.fetchrow(_BEGIN, workspace_id, site_id, reader, until, now)


async def hold(connection: Connection, site: Row, reader: UUID, until: datetime, read: int = 0) -> int:
    """Go on reading; how many bytes this visit has read. Raises `Superseded`."""
    bytes_read = await connection.fetchval(_HOLD, site["workspace_id"], site["id"], reader, until, read)
    if bytes_read is None:
        raise Superseded
    return int(bytes_read)


async def found(connection: Connection, site: Row, urls: Sequence[str], most: int) -> bool:
    """Add what this visit came across, up to so many pages in all; False when there was no room for some."""
    here = (site["workspace_id"], site["id"], site["visit"])
    known = {row["url"] for row in await connection.fetch(_KNOWN, *here)}
    new = [url for url in dict.fromkeys(urls) if url not in known]
    taken = new[: max(most - len(known), 0)]
    if taken:
        await connection.execute(_FOUND, *here, [new_id() for _ in taken], taken)
    return len(taken) == len(new)


async def next_page(connection: Connection, site: Row) -> Row | None:
    """The page to read next, in the order in which they were found, and the how manieth try that is."""
    return await connection.fetchrow(_NEXT, site["workspace_id"], site["id"], site["visit"])


async def pause(connection: Connection, site: Row, reader: UUID, until: datetime) -> None:
    """Leave the site and come back; `until` then nobody looks after it. Raises `Superseded`."""
    if not await connection.fetchval(_PAUSE, site["workspace_id"], site["id"], reader, until):
        raise Superseded


async def note(connection: Connection, site: Row, page_id: UUID, outcome: Outcome) -> None:
    """Write down what became of a page; what is no longer to be known goes."""
    here = (site["workspace_id"], page_id)
    await connection.execute(_DOCUMENTS, site["workspace_id"], [page_id])
    code, text = (outcome.reason.code, outcome.reason.text) if outcome.reason else (None, None)
    links = None if outcome.links is None else list(outcome.links)
    before = await connection.fetchrow(_PAGE, *here, outcome.status, code, text, links)
    if before is not None and outcome.leaves:
        await connection.execute(_NOT_KNOWN, *here)
        await forget(connection, site["workspace_id"], site["agent_id"], list(before.values()))


async def page_with(connection: Connection, site: Row, page_id: UUID, content_hash: bytes) -> str | None:
    """The address of another page of this visit that says the same."""
    here = (site["workspace_id"], site["id"], site["visit"])
    url: str | None = await connection.fetchval(_SAME, *here, page_id, content_hash)
    return url


async def give_next(
    connection: Connection, site: Row, page_id: UUID, document_id: UUID, text: NewText, now: datetime
) -> None:
    """A new document is to take the page's place; one that was to do so before is forgotten."""
    here = (site["workspace_id"], page_id)
    pending = await connection.fetchval(_PENDING, *here)
    await connection.execute(
        _READ, *here, document_id, text.title, text.etag, text.last_modified, text.content_hash, now
    )
    await forget(connection, site["workspace_id"], site["agent_id"], [pending])


async def leave_the_rest(connection: Connection, site: Row, reason: Reason) -> bool:
    """Pages that wait are not read in this visit; False when none did."""
    here = (site["workspace_id"], site["id"], site["visit"])
    done = await connection.execute(_NOT_READ, *here, reason.code, reason.text)
    return done != "UPDATE 0"


async def cut(connection: Connection, site: Row, reason: Reason) -> None:
    """This visit does not see all there is: whoever takes it up has to know."""
    await connection.execute(_CUT, site["workspace_id"], site["id"], reason.code, reason.text)


async def forget_what_is_not_there(connection: Connection, site: Row, room: int) -> None:
    """Pages that this visit did not come across leave the knowledge, all but so many that were found last."""
    here = (site["workspace_id"], site["id"], site["visit"])
    pages = [row["id"] for row in await connection.fetch(_NOT_FOUND_AGAIN, *here, room)]
    await forget_pages(connection, site["workspace_id"], site["agent_id"], pages)


async def forget_pages(
    connection: Connection, workspace_id: UUID, agent_id: UUID, pages: Sequence[UUID]
) -> None:
    """Delete these pages, and what the agent knows of them."""
    documents = [row["id"] for row in await connection.fetch(_DOCUMENTS, workspace_id, pages)]
    await connection.execute(
        "delete from site_pages where workspace_id = $1 and id = any($2)", workspace_id, pages
    )
    await forget(connection, workspace_id, agent_id, documents)


async def tally(connection: Connection, site: Row) -> Row:
    """How many pages this visit `found`, how many of them `failed`, and how many are `good`."""
    row = await connection.fetchrow(_TALLY, site["workspace_id"], site["id"], site["visit"])
    assert row is not None
    return row


async def first_reason(connection: Connection, site: Row) -> Reason | None:
    """Why the first page that could have been read was not."""
    row = await connection.fetchrow(_FIRST_REASON, site["workspace_id"], site["id"], site["visit"])
    return Reason(row["reason_code"], row["reason_text"]) if row else None


async def end(
    connection: Connection, site: Row, reader: UUID, status: SiteStatus, reason: Reason | None, now: datetime
) -> None:
    """The visit is over; the next one is due after what the owner chose."""
    code, text = (reason.code, reason.text) if reason else (None, None)
    await connection.execute(_END, site["workspace_id"], site["id"], reader, status, code, text, now)


async def on_ready(connection: Connection, event: DocumentReady) -> None:
    """The new state of a page can be found: it takes the place of the old one, in the same transaction."""
    owner = await connection.fetchrow(_OWNER, event.workspace_id, event.document_id)
    if owner is not None:
        replaced = await connection.fetchval(_TAKES_PLACE, event.workspace_id, owner["id"])
        await connection.execute(_IS_USED_AS, event.workspace_id, event.document_id, replaced)
        await forget(connection, event.workspace_id, owner["agent_id"], [replaced])


async def on_failed(connection: Connection, event: DocumentFailed) -> None:
    """The new state of a page cannot be read: the old one stays, and the page says why."""
    owner = await connection.fetchrow(_OWNER, event.workspace_id, event.document_id)
    if owner is not None:
        shows_nothing = event.code in ("empty", "no_text")
        reason = because("no_text") if shows_nothing else Reason(event.code, event.text)
        await connection.execute(_COULD_NOT, event.workspace_id, owner["id"], reason.code, reason.text)
        await forget(connection, event.workspace_id, owner["agent_id"], [event.document_id])


async def forget(
    connection: Connection, workspace_id: UUID, agent_id: UUID, documents: Collection[UUID | None]
) -> None:
    """Take documents from the agent; those that nobody else has are gone."""
    gone = [each for each in documents if each is not None]
    if not gone:
        return
    await connection.execute(_TAKE_AWAY, workspace_id, agent_id, gone)
    await connection.execute(_NOBODYS, workspace_id, gone)
    for document_id in gone:
        await enqueue(
            connection, UNINDEX, workspace_id=workspace_id, agent_id=agent_id, document_id=document_id
        )
