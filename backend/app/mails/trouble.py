"""How the mail of the whole installation fares, for its operator. No address and no word of a mail is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from app.platform.database import Connection
from app.platform.settings import Settings

# `come_back_later` is mostly about one mailbox: full, or of a host that lets strangers wait.
_BY_SERVER: Final = (
    "server_certificate", "login_refused", "login_wanted", "login_not_offered", "not_offered", "sender_refused",
    "server_refused", "server_unreachable", "mail_server",
)  # fmt: skip
PASSING: Final = (*_BY_SERVER, "come_back_later")
"""Why a mail did not go out that is tried again."""

_CHECK_ENCRYPTION: Final = (
    "Set SMTP_TLS to what the server speaks: starttls (mostly port 587), tls (mostly port 465) or none."
)
_ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "mail_off": (
        "No mail is sent, because no mail server is set.",
        "Set SMTP_HOST, SMTP_FROM and what the server asks for, and start again. Then send the mails again from each "
        "business's log.",
    ),
    "login_refused": (
        "The mail server does not accept our user name and password.",
        "Correct SMTP_USER and SMTP_PASSWORD, and start again. Some hosts want a password for programs.",
    ),
    "login_wanted": (
        "The mail server takes mail only after a sign-in, or over encryption.",
        f"Set SMTP_USER and SMTP_PASSWORD as your mail host says, and start again. {_CHECK_ENCRYPTION}",
    ),
    "login_not_offered": (
        "The mail server offers no sign-in here, and SMTP_USER is set.",
        f"Most servers offer it only over encryption. {_CHECK_ENCRYPTION} If none is wanted, leave SMTP_USER empty.",
    ),
    "server_certificate": (
        "The mail server's certificate is not trusted, or it speaks another encryption.",
        f"Check that SMTP_HOST is the name in its certificate. {_CHECK_ENCRYPTION}",
    ),
    "not_offered": ("The mail server does not offer the encryption that is asked for.", _CHECK_ENCRYPTION),
    "sender_refused": (
        "The mail server does not let us send as SMTP_FROM.",
        "Set SMTP_FROM to an address that this server may send for.",
    ),
    "server_unreachable": (
        "The mail server cannot be reached, or breaks off.",
        "Check SMTP_HOST and SMTP_PORT, and whether a firewall lets this machine out to it.",
    ),
    "come_back_later": (
        "The mail server asks to come back later.",
        "Nothing to do at first: it is tried again by itself. If it lasts, ask your mail host about its limits.",
    ),
    "server_refused": (
        "The mail server refuses our mail.",
        "Ask your mail host why; the number in the failures below is its answer.",
    ),
    "mail_refused": (
        "Single mails were refused: their address takes no mail, or the server did not like the mail.",
        "Mostly a mistyped address, which the business corrects. If it is every mail, ask your mail host.",
    ),
    "mail_uncertain": (
        "The mail server did not say whether it took the mail.",
        "Nothing is sent twice by itself. The business sends it again from its log, if it did not arrive.",
    ),
    "interrupted": (
        "The program stopped while mails were on their way.",
        "The business sends them again from its log, if they did not arrive.",
    ),
    "not_tried": (
        "Mails wait for their turn.",
        "Nothing to do, unless they wait for minutes: then look at the log.",
    ),
}
_SAID: Final = {"failed": "failed", "unknown": "may not have arrived", "waiting": "waiting"}
_OTHERWISE: Final = (
    "The mail server did not take mails.",
    "Look at the failures below, and at the program's log.",
)

# When it was last tried counts, not when it was written: a mail is given up after a day. `no_longer_so` is no failure:
# the mail was kept back on purpose.
_ALL: Final = """
(select id, workspace_id, kind, case when status in ('queued', 'sending') then 'waiting' else status end as status,
   coalesce(reason_code, 'not_tried') as code, reason_text as reason, created_at,
   coalesce(tried_at, created_at) as tried_at
 from mails where status <> 'sent' and reason_code is distinct from 'no_longer_so'
 union all
 select id, null, letter, 'failed', code, reason, created_at, created_at from unsent_letters)
"""
_REASONS = f"""
select status, code, count(*) as count, max(tried_at) as newest_at from {_ALL} them
where status = 'waiting' or tried_at > now() - interval '1 day'
group by status, code order by count(*) desc, status, code
"""  # noqa: S608 - a text of our own
_FAILURES = f"""
select them.id, w.name as workspace, them.kind, them.status, them.code, them.reason, them.created_at, them.tried_at
from {_ALL} them left join workspaces w on w.id = them.workspace_id
where them.status <> 'waiting' and ($2::timestamptz is null or (them.tried_at, them.id) < ($2, $3::uuid))
order by them.tried_at desc, them.id desc limit $1
"""  # noqa: S608 - a text of our own
_LAST_SENT = "select max(sent_at) from mails where sent_at is not null"
# What the server has answered to the last mail that it was given lately.
_NOW = f"""
select reason from {_ALL} them
where code = any($1::text[]) and tried_at > now() - interval '1 day'
  and tried_at > coalesce((select max(sent_at) from mails where sent_at is not null), '-infinity')
order by tried_at desc limit 1
"""  # noqa: S608 - a text of our own


@dataclass(frozen=True, slots=True)
class Reason:
    """Why mails of the last 24 hours did not go out, or wait."""

    status: str
    """failed, unknown or waiting."""
    code: str
    count: int
    newest_at: datetime
    text: str
    """One plain sentence."""
    what_to_do: str


async def reasons(connection: Connection) -> list[Reason]:
    """What did not go out in the last 24 hours, and everything that waits, the most frequent reason first."""
    rows = await connection.fetch(_REASONS)
    return [Reason(**dict(row) | dict(advice_on(row["code"]))) for row in rows]


async def failures(
    connection: Connection, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Mails that failed, or of which nobody knows, the last tried first. `workspace` None: it was about signing in."""
    at, mail_id = after or (None, None)
    return await connection.fetch(_FAILURES, limit, at, mail_id)


async def last_sent_at(connection: Connection) -> datetime | None:
    """When a server last took a mail of a business."""
    found: datetime | None = await connection.fetchval(_LAST_SENT)
    return found


async def at_the_server(connection: Connection) -> str | None:
    """What is wrong with the mail server now, in one sentence; None: nothing that we know of."""
    found: str | None = await connection.fetchval(_NOW, list(_BY_SERVER))
    return found


def server_of(settings: Settings) -> str | None:
    """The mail server by name, port and encryption; None: none is set."""
    if not settings.smtp_host:
        return None
    return f"{settings.smtp_host}:{settings.smtp_port} ({settings.smtp_tls})"


async def in_words(connection: Connection, settings: Settings) -> list[str]:
    """All of it as lines for a terminal, with the twenty newest failures."""
    server, sent_at = server_of(settings), await last_sent_at(connection)
    lines = [
        f"Mail server: {server}"
        if server
        else "Mail server: none. SMTP_HOST is not set, so no mail goes out."
    ]
    lines.append(f"Last mail sent: {sent_at:%Y-%m-%d %H:%M} UTC" if sent_at else "Last mail sent: never")
    why = await reasons(connection)
    lines.append(
        "In the last 24 hours:" if why else "Nothing failed in the last 24 hours, and nothing waits."
    )
    lines += [f"  {each.count} {_SAID[each.status]}. {each.text} {each.what_to_do}" for each in why]
    for row in await failures(connection, after=None, limit=20):
        about = row["workspace"] or "signing in"
        lines.append(f"{row['tried_at']:%Y-%m-%d %H:%M} UTC\t{row['kind']}\t{about}\t{row['reason']}")
    return lines


def advice_on(code: str) -> Mapping[str, str]:
    """What an operator reads about this kind of trouble, and what to do."""
    text, what_to_do = _ADVICE.get(code, _OTHERWISE)
    return {"text": text, "what_to_do": what_to_do}
