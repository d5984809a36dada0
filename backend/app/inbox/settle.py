"""Sends whose end is not known are settled, never guessed (promise D5).

In this order: the part's echo (see `echoes`); else, after 20 s, the network's own conversation list: found there, it
was sent; the list was read, the text is absent and no echo came within 60 s: it is sent once more; the list cannot be
read: it stays `unknown` and the owner sees it. Parts that wait their turn, or for the network to take breath, go out
here too.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from app.channels.adapter import Limits, PastMessage, SendFailed
from app.inbox.finish import REASONS, PlannedPart
from app.inbox.outgoing import Routes
from app.inbox.parts import add_up
from app.inbox.send import MAY_SPEAK, Outgoing, begin, give_up, send_begun
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.logs import get_logger

log = get_logger(__name__)

_ECHO_WAIT = timedelta(seconds=60)
_LOOK_AGAIN = timedelta(seconds=10)
# The network's clock and ours differ a little.
_CLOCK_TOLERANCE = timedelta(seconds=30)

# Taken by moving its time on, so that no other replica looks at it meanwhile. A thread somebody holds is left alone,
# and so is a part whose predecessor is not settled: taken before its turn it would have to wait for the next look.
_TAKE = f"""
with due as (
  select p.id from send_parts p join threads t on t.id = p.thread_id
  where p.settle_after <= now() and p.status in ('planned', 'sending')
    and (t.lease_until is null or t.lease_until < now())
    and not exists (select from send_parts e where e.message_id = p.message_id and e.ordinal < p.ordinal
      and e.status in ('planned', 'sending'))
  order by p.settle_after limit $1 for update of p skip locked
)
update send_parts p set settle_after = now() + $2::interval
from due, messages m, threads t
where p.id = due.id and m.id = p.message_id and t.id = p.thread_id
returning p.id, p.workspace_id, p.message_id, p.thread_id, p.ordinal, p.text, p.status, p.attempts, p.sending_at,
  p.sent_again, m.conversation_id, now() as now,
  {MAY_SPEAK} as may_speak, t.stopped_at is not null as is_stopped, m.kind, m.sender_type,
  t.last_customer_at,
  exists (select from send_parts e where e.message_id = p.message_id and e.ordinal < p.ordinal
    and e.status <> 'sent') as earlier_lost
"""

_ENDS = {
    "earlier_part_lost": "An earlier part of this message did not go out.",
    "holding_late": "It was only worth saying at once.",
}

_KNOWN_IDS = (
    "select network_message_id from send_parts where thread_id = $1 and network_message_id = any($2::text[])"
)

_FOUND = """
update send_parts set status = 'sent', network_message_id = $2, settle_after = null, error_code = null,
  error_text = null
where id = $1 and status = 'sending'
"""
_WAIT_UNTIL = "update send_parts set settle_after = $2 where id = $1 and status = 'sending'"
_UNKNOWN = """
update send_parts set status = 'unknown', settle_after = null, error_code = 'send_unknown',
  error_text = 'The network did not say whether this message went out, and its conversation list cannot be read.'
where id = $1 and status = 'sending'
"""


async def settle_some(database: Database, routes: Routes, hints: Hints) -> int:
    """Look at parts whose time has come; how many there were."""
    rows = await database.crossing.fetch(_TAKE, 20, _LOOK_AGAIN)
    for row in rows:
        await _settle(database, routes, row)
        hints.tell(row["workspace_id"], "conversation.changed", row["conversation_id"])
    return len(rows)


async def _settle(database: Database, routes: Routes, row: asyncpg.Record) -> None:
    outgoing = await routes.outgoing(row["workspace_id"], row["thread_id"])
    if outgoing is None:
        await _end(database, row, "account_unwell")
    elif row["status"] == "sending":
        await _settle_sending(database, outgoing, row)
    elif row["earlier_lost"]:
        await _end(database, row, "earlier_part_lost")
    else:
        await _send_again(database, outgoing, row)


async def _settle_sending(database: Database, outgoing: Outgoing, row: asyncpg.Record) -> None:
    quiet_until: datetime = row["sending_at"] + _ECHO_WAIT
    try:
        listed = await outgoing.adapter.recent_messages(outgoing.route)
    except SendFailed as failure:
        log.warning("conversation_list_unreadable", message=str(row["message_id"]), code=failure.code)
        await _write(database, row, _UNKNOWN)
        return
    found = await _find(database, row, list(listed))
    if found is not None:
        await _write(database, row, _FOUND, found)
    elif row["now"] < quiet_until:
        await _write(database, row, _WAIT_UNTIL, quiet_until)
    elif row["sent_again"]:
        await _write(database, row, _UNKNOWN)
    else:
        await _send_again(database, outgoing, row)


async def _find(database: Database, row: asyncpg.Record, listed: list[PastMessage]) -> str | None:
    """The id of our text in the network's list, if no other part of the thread has it."""
    since = row["sending_at"] - _CLOCK_TOLERANCE
    same = [
        past.message_id
        for past in listed
        if past.from_account and past.text.strip() == row["text"].strip() and (past.sent_at or since) >= since
    ]
    async with database.tenant_road(row["workspace_id"]) as connection:
        known = {r["network_message_id"] for r in await connection.fetch(_KNOWN_IDS, row["thread_id"], same)}
    return next((message_id for message_id in same if message_id and message_id not in known), None)


async def _send_again(database: Database, outgoing: Outgoing, row: asyncpg.Record) -> None:
    if not row["may_speak"]:
        await _end(database, row, _why_silenced(row))
    elif (late := _is_late(outgoing.adapter.limits, row)) is None:
        await _end(database, row, "window_closed")
    elif await begin(database, outgoing, row["id"], row["status"], row["attempts"]):
        outgoing = replace(outgoing, route=replace(outgoing.route, late_person=late))
        part = PlannedPart(row["id"], row["ordinal"], row["text"])
        await send_begun(database, outgoing, row["message_id"], part)


def _is_late(limits: Limits, row: asyncpg.Record) -> bool | None:
    """Whether a person answers after the agent's window; None when nobody may answer any more (promise D8)."""
    silence: timedelta = row["now"] - row["last_customer_at"]
    if silence < limits.reply_window:
        return False
    return True if row["sender_type"] == "human" and silence < limits.people_window else None


def _why_silenced(row: asyncpg.Record) -> str:
    if row["kind"] == "holding":
        return "holding_late"
    return "customer_stopped" if row["is_stopped"] else "people_handle"


async def _end(database: Database, row: asyncpg.Record, code: str) -> None:
    text = {**REASONS, **_ENDS}[code]
    async with database.tenant_road(row["workspace_id"]) as connection:
        await give_up(connection, row["id"], code, text)
        await add_up(connection, row["message_id"])


async def _write(database: Database, row: asyncpg.Record, statement: str, *values: object) -> None:
    part_id: UUID = row["id"]
    async with database.tenant_road(row["workspace_id"]) as connection:
        await connection.execute(statement, part_id, *values)
        await add_up(connection, row["message_id"])
