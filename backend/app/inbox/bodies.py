"""Stored webhook bodies, taken apart by customer (promise T5): a body may hold events of many people.

An item (one message, one reaction, one comment ...) is a customer's when the customer's id stands anywhere in it,
whatever the shape: a shape we do not know must not hide anybody's words.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from app.channels.values import identifier, many
from app.inbox import postponed
from app.platform.database import Connection, Database

_LISTS = ("messaging", "standby", "changes")
_AT_ONCE = 5_000

_HOLDING = """
select arrival, source, body, received_at from raw_events
where arrival > $1 and arrival <= $2 and position($3::bytea in body) > 0 order by arrival
"""
_ENDS = "select min(arrival) as oldest, max(arrival) as newest from raw_events"


@dataclass(frozen=True, slots=True)
class Party:
    """One customer of one account, as the network names both."""

    channel: str
    account: str
    customer: str


def items_of(source: str, body: bytes, party: Party) -> list[Any]:
    """The customer's items of a stored body, as the network wrote them."""
    content = _parsed(body)
    if source == postponed.SOURCE:
        return [content["event"]] if _is_postponed_for(content, party) else []
    return [
        item
        for entry in _entries_of(content, party)
        for item in _items(entry)
        if _names(item, party.customer)
    ]


def without(source: str, body: bytes, party: Party) -> bytes | None:
    """The body without the customer's items; the same bytes when it has none, None when nothing else is left or it
    cannot be read.
    """
    content = _parsed(body)
    if content is None:
        return None
    if source == postponed.SOURCE:
        return None if _is_postponed_for(content, party) else body
    changed = False
    for entry in _entries_of(content, party):
        if _names(entry, party.customer):
            changed = True
            _strip(entry, party.customer)
    if not changed:
        return body
    is_anything_left = any(True for entry in _entries(content) for _ in _items(entry))
    try:
        return json.dumps(content, separators=(",", ":")).encode() if is_anything_left else None
    except RecursionError:
        return None


async def holding(
    database: Database, needle: str, up_to: int | None = None
) -> AsyncIterator[list[asyncpg.Record]]:
    """Stored bodies in which this text stands, in bites that are read one by one."""
    ends = await database.crossing.fetchrow(_ENDS)
    oldest, newest = (ends["oldest"] or 0, ends["newest"] or 0) if ends else (0, 0)
    newest = newest if up_to is None else min(newest, up_to)
    for before in range(oldest - 1, newest, _AT_ONCE):
        last = min(before + _AT_ONCE, newest)
        if found := await database.crossing.fetch(_HOLDING, before, last, needle.encode()):
            yield found


async def rewrite(connection: Connection, arrival: int, make: Callable[[str, bytes], bytes | None]) -> None:
    """Replace a body by what `make` makes of it (None: delete it). Held, so that nobody unpacks it meanwhile."""
    row = await connection.fetchrow(
        "select source, body from raw_events where arrival = $1 for update", arrival
    )
    if row is None:
        return
    rest = make(row["source"], row["body"])
    if rest is None:
        await connection.execute("delete from raw_events where arrival = $1", arrival)
    elif rest != row["body"]:
        await connection.execute("update raw_events set body = $2 where arrival = $1", arrival, rest)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)  # not a faster parser: this one accepts what reached us
    except (ValueError, RecursionError):
        return None


def _entries_of(content: Any, party: Party) -> Iterator[dict[str, Any]]:
    for entry in _entries(content):
        if identifier(entry.get("id")) == party.account:
            yield entry


def _entries(content: Any) -> Iterator[dict[str, Any]]:
    for envelope in content if isinstance(content, list) else [content]:
        if isinstance(envelope, dict):
            yield from (entry for entry in many(envelope.get("entry")) if isinstance(entry, dict))


def _items(entry: dict[str, Any]) -> Iterator[Any]:
    for name in _LISTS:
        yield from many(entry.get(name))
    if "field" in entry:
        yield {"field": entry["field"], "value": entry.get("value")}


def _strip(entry: dict[str, Any], customer: str) -> None:
    for name in _LISTS:
        if name in entry:
            entry[name] = [item for item in many(entry[name]) if not _names(item, customer)]
    if _names(entry, customer):  # in a place where we know of no items
        for name in entry.keys() - {"id", "time"}:
            del entry[name]


def _names(value: Any, customer: str) -> bool:
    """Walks without recursion: a body may be nested as deeply as the parser allows."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif identifier(each) == customer:
            return True
    return False


def _is_postponed_for(content: Any, party: Party) -> bool:
    event = content.get("event") if isinstance(content, dict) else None
    return isinstance(event, dict) and (
        event.get("channel"), event.get("network_account_id"), event.get("customer_id")
    ) == (party.channel, party.account, party.customer)  # fmt: skip
