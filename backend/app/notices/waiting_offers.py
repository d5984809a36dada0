"""Whoever waits for a time is told that one is kept for them: where they write, or by the owner, who gets a mail."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from app.appointments import waiting
from app.appointments.waiting import KEPT_FOR, SERVE_WAITING, Offered
from app.email.owner_words import words_of
from app.email.post import Post, Wanted
from app.inbox.notices import announce
from app.mails.outbox import address_of
from app.notices import bookings
from app.notices.saying import Means
from app.notices.wording import spoken
from app.people.branding import brand_of
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Connection
from app.platform.jobs import Ids, JobRunner
from app.reach import readable

# Workspaces in which somebody waits, or does not answer any more.
_WAITING = """
select distinct w.id from waiting_list l join workspaces w on w.id = l.workspace_id and w.leaves_at is null
where l.status = 'waiting' or (l.status = 'offered' and l.offered_until <= $1)
"""
_ZONE = "select timezone from workspaces where id = $1"
# Where this customer can be written to: an open conversation that no person handles and nobody stopped.
_PLACE = """
select t.id as thread_id, c.id as conversation_id, a.channel, t.last_customer_at
from conversations k
join threads t on t.workspace_id = k.workspace_id and t.id = k.thread_id
join accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
join conversations c on c.workspace_id = t.workspace_id and c.thread_id = t.id and c.status = 'active'
where k.workspace_id = $1 and k.id = $2 and a.is_active and a.health = 'ok' and t.stopped_at is null
  and (t.handled_by = 'agent' or t.paused_until < now()) and t.last_customer_at is not null
"""
# Before times are kept, and in the order in which unpacking takes threads.
_HOLD_THREADS = """
select from (
  select conversation_id from waiting_list
  where workspace_id = $1 and status in ('waiting', 'offered') and conversation_id is not null
  order by created_at, id limit 500
) w
join conversations c on c.workspace_id = $1 and c.id = w.conversation_id
join threads t on t.workspace_id = $1 and t.id = c.thread_id
join identities i on i.workspace_id = $1 and i.id = t.identity_id
order by i.network_id for update of t
"""
_SAID = """
select content from messages
where workspace_id = $1 and conversation_id = $2 and sender_type = 'customer' and deleted_at is null
order by created_at desc, id desc limit 20
"""
# The customer's next line finds what is kept in the conversation that it is said in.
_IN_CONVERSATION = "update appointments set conversation_id = $3 where workspace_id = $1 and id = $2"

_OFFERS: Final[Mapping[str, str]] = {
    "en": "Good news: a time has come free, {when}. I keep it for you until {until}. Shall I book it? Reply YES.",
    "es": "Buenas noticias: ha quedado libre una hora, el {when}. Se la guardo hasta las {until}. ¿La reservo? "
    "Responda SÍ.",
    "tr": "Güzel haber: bir saat boşaldı, {when}. {until} saatine kadar sizin için tutuyorum. Ayırtayım mı? "
    "EVET yazın.",
    "de": "Gute Nachricht: Ein Termin ist frei geworden, {when}. Ich halte ihn bis {until} für Sie frei. Soll ich ihn "
    "buchen? Antworten Sie JA.",
}


def register(jobs: JobRunner, means: Means, post: Post) -> None:
    """Serve a workspace when a time may have come free, and all of them by the clock."""

    async def one(ids: Ids) -> None:
        await serve(means, post, UUID(ids["workspace_id"]), clock.now())

    jobs.on(SERVE_WAITING, one, at_once=2)
    jobs.every("serve_waiting_lists", "*/2 * * * *", partial(serve_all, means, post))


async def serve_all(means: Means, post: Post) -> None:
    """Every workspace in which somebody waits. Any replica, as often as it likes."""
    now = clock.now()
    for row in await means.database.crossing.fetch(_WAITING, now):
        await serve(means, post, row["id"], now)


async def serve(means: Means, post: Post, workspace_id: UUID, now: datetime) -> None:
    """Keep what has come free for those who are next, and tell them: both, or neither."""
    touched: list[UUID] = []
    async with means.database.crossing.acquire() as connection, connection.transaction():
        zone = ZoneInfo(await connection.fetchval(_ZONE, workspace_id) or "UTC")
        await connection.execute(_HOLD_THREADS, workspace_id)
        offers = await waiting.serve(connection, workspace_id, zone, now)
        for offered in offers:
            conversation_id = await _say(means, connection, workspace_id, offered, now)
            if conversation_id is None:
                await _mail_owner(means.vault, post, connection, workspace_id, offered)
            else:
                touched.append(conversation_id)
            way = "mail" if conversation_id is None else "message"
            await waiting.told(connection, workspace_id, offered, way)
    for conversation_id in touched:
        means.hints.tell(workspace_id, "conversation.changed", conversation_id)
    if offers:
        means.hints.tell(workspace_id, "waiting_list.changed", offers[0].entry_id)


def offer(offered: Offered, language: str) -> str:
    """The line that the customer gets."""
    line = _OFFERS.get(language, _OFFERS["en"])
    until = f"{offered.until.astimezone(offered.zone):%H:%M}"
    return line.format(when=spoken(offered.starts_at, offered.zone, language), until=until)


async def _say(
    means: Means, connection: Connection, workspace_id: UUID, offered: Offered, now: datetime
) -> UUID | None:
    """The conversation in which they are told; None: nothing may be said there now, or would be too late."""
    place = await connection.fetchrow(_PLACE, workspace_id, offered.conversation_id)
    window = means.windows.get(place["channel"]) if place else None
    if place is None or window is None or now + KEPT_FOR >= place["last_customer_at"] + window:
        return None
    conversation_id: UUID = place["conversation_id"]
    said = await connection.fetch(_SAID, workspace_id, conversation_id)
    text = offer(offered, means.language_of([row["content"] for row in said]))
    await announce(connection, workspace_id, place["thread_id"], conversation_id, text)
    await connection.execute(_IN_CONVERSATION, workspace_id, offered.held_id, conversation_id)
    return conversation_id


async def _mail_owner(
    vault: Vault, post: Post, connection: Connection, workspace_id: UUID, offered: Offered
) -> None:
    brand = await brand_of(connection, workspace_id)
    phone = address_of(vault, None, offered.phone_encrypted)
    facts = {
        "customer": offered.customer_name,
        "phone": words_of(brand.language)["phone_hidden"] if phone else None,
        "when": spoken(offered.starts_at, offered.zone, brand.language),
        "until": f"{offered.until.astimezone(offered.zone):%H:%M}",
    }
    for owner in await bookings.owners(connection, workspace_id):
        wanted = Wanted(
            letter="waiting_offer", key=f"waiting:{offered.held_id}:{owner['id']}", to=owner["email"],
            user_id=owner["id"], facts=facts, conversation_id=offered.conversation_id, of_use_until=offered.until,
            sealed=vault.seal(orjson.dumps({"phone": readable(phone)}).decode()) if phone else None,
        )  # fmt: skip
        await post.send(connection, workspace_id, wanted)
