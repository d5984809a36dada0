"""Step 6 of the road, second half: the stored parts leave one after another, and each answer is written down."""

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.channels.adapter import ChannelAdapter, Route, SendFailed, SendFault
from app.channels.pace import SendPace
from app.inbox.claim import Claim
from app.inbox.finish import RELEASE, SETTLE_AFTER, Planned, PlannedPart
from app.inbox.parts import add_up
from app.platform import metrics
from app.platform.database import Connection, Database
from app.platform.logs import get_logger

log = get_logger(__name__)

MOST_ATTEMPTS = 5
_FIRST_PAUSE = timedelta(seconds=2)
_JITTER = 0.25
# Another app that holds a thread is treated like a person who replied.
_ANOTHER_APPS_TIME = timedelta(minutes=240)

# One part was the whole message: its answer, the message's status and the thread's release are one statement. Each step
# reads what the step before gave back, so that they come in the order in which everybody takes these rows: thread,
# part, message. Our own echo takes the last two at the same moment.
_SENT_ALL = f"""
with released as ({RELEASE} returning true),
part as (
  update send_parts set status = 'sent', network_message_id = $4, settle_after = null
  from (select count(*) from released) first where id = $5 returning true
)
update messages set status = 'sent', network_message_id = coalesce(network_message_id, $6)
from (select count(*) from part) second where id = $7 and status not in ('delivered', 'read')
"""

_SENT = """
update send_parts set status = 'sent', network_message_id = $2, settle_after = null, error_code = null,
  error_text = null
where id = $1
"""

# Of a message `m` in a thread `t`. What a person wrote, or decided to send again, goes out. A hand-off and the
# confirmation of a stop were planned in the transaction that silenced the agent, and still go out unless a person has
# spoken since. A holding line that is late is no use to anyone.
MAY_SPEAK = """
  (m.sender_type = 'human' or m.author_user_id is not null or (
    m.kind <> 'holding' and (t.stopped_at is null or t.stopped_at = m.created_at)
    and (t.handled_by = 'agent' or t.paused_until < now() or (m.kind = 'notice' and not exists (
      select from messages h where h.workspace_id = m.workspace_id and h.conversation_id = m.conversation_id
        and h.sender_type = 'human' and h.created_at > m.created_at)))))
"""

# Only a part that nobody else has touched or begun since may be begun, and only while it may still be said. While it is
# not known whether a person has spoken, the agent's parts wait.
_BEGIN = f"""
update send_parts p set status = 'sending', sending_at = now(), attempts = p.attempts + 1,
  sent_again = p.sent_again or p.status = 'sending', settle_after = now() + $4::interval
from messages m, threads t
where p.id = $1 and p.status = $2 and p.attempts = $3 and m.id = p.message_id and t.id = p.thread_id and {MAY_SPEAK}
  and (m.sender_type = 'human' or m.author_user_id is not null or not echo_waits(t.id))
returning p.attempts
"""

# What the network certainly refused was not sent again: a later send of uncertain end may still be repeated once.
_PUT_BACK = """
update send_parts set status = 'planned', error_code = $2, error_text = $3, settle_after = now() + $4::interval,
  attempts = attempts - $5, sent_again = false
where id = $1
"""

_NOTE = "update send_parts set error_code = $2, error_text = $3 where id = $1"

_GIVE_UP = """
update send_parts set status = 'failed', error_code = $2, error_text = $3, settle_after = null
where message_id = (select message_id from send_parts where id = $1) and status in ('planned', 'sending')
"""

_ACCOUNT_HEALTH = """
update accounts set health = $2 from threads t where accounts.id = t.account_id and t.id = $1 and accounts.is_active
  and accounts.token_encrypted = $3
"""

_LEAVE_TO_APP = """
update threads set handled_by = 'people', paused_until = now() + $2::interval where id = $1 and handled_by = 'agent'
"""

_HEALTH = {SendFault.reconnect: "reconnect", SendFault.restricted: "restricted"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything a send needs to know besides the text."""

    workspace_id: UUID
    thread_id: UUID
    adapter: ChannelAdapter
    route: Route
    sealed_token: bytes
    """What the route's token was opened from."""
    pace: SendPace
    """The account's, shared by all its threads in this process."""


async def send_planned(
    database: Database, outgoing: Outgoing, claim: Claim, arrivals: int, planned: Planned
) -> None:
    """Send the parts of a freshly planned message (its first part is `sending` already) and give the thread back."""
    first_network_id: str | None = None
    for part in planned.parts:
        if part.ordinal > 1 and not await begin(database, outgoing, part.id, "planned", 0):
            break
        network_id = await _send(database, outgoing, planned.message_id, part)
        if network_id is None:
            break
        first_network_id = first_network_id or network_id
        async with database.tenant_road(claim.workspace_id) as connection:
            if part is planned.parts[-1]:
                await connection.execute(
                    _SENT_ALL, claim.thread_id, claim.lease_number, arrivals, network_id, part.id,
                    first_network_id, planned.message_id,
                )  # fmt: skip
                return
            await connection.execute(_SENT, part.id, network_id)
    async with database.tenant_road(claim.workspace_id) as connection:
        await add_up(connection, planned.message_id)
        await connection.execute(
            RELEASE,
            claim.thread_id,
            claim.lease_number,
            arrivals,
        )


async def begin(database: Database, outgoing: Outgoing, part_id: UUID, status: str, attempts: int) -> bool:
    """Mark a part as about to be sent; False when it was touched since it had `status` and had been begun `attempts`
    times, or may not be said now.
    """
    async with database.tenant_road(outgoing.workspace_id) as connection:
        begun = await connection.fetchval(_BEGIN, part_id, status, attempts, SETTLE_AFTER)
    return begun is not None


async def send_begun(database: Database, outgoing: Outgoing, message_id: UUID, part: PlannedPart) -> None:
    """Send one part that was begun and write down how it went."""
    network_id = await _send(database, outgoing, message_id, part)
    async with database.tenant_road(outgoing.workspace_id) as connection:
        if network_id is not None:
            await connection.execute(_SENT, part.id, network_id)
        await add_up(connection, message_id)


async def give_up(connection: Connection, part_id: UUID, code: str, text: str) -> None:
    """This part and what follows it will not go out; says why."""
    await connection.execute(_GIVE_UP, part_id, code, text)


async def _send(database: Database, outgoing: Outgoing, message_id: UUID, part: PlannedPart) -> str | None:
    """The network's id, or None after the failure was written down."""
    try:
        if wait := outgoing.pace.next_wait():
            await asyncio.sleep(wait)
        network_id = await outgoing.adapter.send_text(outgoing.route, part.text)
        metrics.sends.labels("sent").inc()
        return network_id
    except SendFailed as failure:
        if failure.retry_after is not None and not failure.is_ours:
            outgoing.pace.hold(failure.retry_after)
        metrics.sends.labels(failure.fault).inc()
        log.warning(
            "send_failed", message=str(message_id), part=part.ordinal, fault=failure.fault, code=failure.code
        )
        async with database.tenant_road(outgoing.workspace_id) as connection:
            await _write_failure(connection, outgoing, part.id, failure)
        return None


async def _write_failure(
    connection: Connection, outgoing: Outgoing, part_id: UUID, failure: SendFailed
) -> None:
    if failure.fault is SendFault.unknown:
        await connection.execute(
            _NOTE, part_id, failure.code, failure.detail
        )  # stays `sending`: to be settled
    elif failure.fault is SendFault.retry:
        attempts: int = await connection.fetchval("select attempts from send_parts where id = $1", part_id)
        if attempts >= MOST_ATTEMPTS and not failure.is_ours:
            await give_up(connection, part_id, failure.code, failure.detail)
        else:
            await connection.execute(
                _PUT_BACK,
                part_id,
                failure.code,
                failure.detail,
                _pause(attempts, failure),
                int(failure.is_ours),
            )
    else:
        if failure.fault is SendFault.not_thread_owner:  # the thread is taken before its parts, as everywhere
            await connection.execute(_LEAVE_TO_APP, outgoing.thread_id, _ANOTHER_APPS_TIME)
        await give_up(connection, part_id, failure.code, failure.detail)
        if failure.fault in _HEALTH:
            # Of this token only: the account may have been linked again while the old one failed.
            await connection.execute(
                _ACCOUNT_HEALTH, outgoing.thread_id, _HEALTH[failure.fault], outgoing.sealed_token
            )


def _pause(attempts: int, failure: SendFailed) -> timedelta:
    """Longer with every attempt, never shorter than the network asked for, and not the same for everyone."""
    pause = (_FIRST_PAUSE * 3 ** (attempts - 1)).total_seconds()
    return timedelta(seconds=max(pause, failure.retry_after or 0) * (1 + _JITTER * random.random()))  # noqa: S311
