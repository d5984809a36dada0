"""Arguments as a model writes them, and times as it is told them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from babel.numbers import get_currency_precision

from app.agents.tools import BadArguments, ToolResult
from app.appointments.local_time import day_of
from app.platform.text import storable

_MOST_SOON, _MOST_A_DAY = 12, 4
LONGEST_NAME = 120


def required(arguments: dict[str, Any], name: str, instead: str) -> str:
    """An argument in one line; raises `BadArguments`, which says what to do instead."""
    value = text(arguments, name, 100)
    if value is None:
        raise BadArguments(f"`{name}` is missing. {instead}")
    return value


def text(arguments: dict[str, Any], name: str, longest: int) -> str | None:
    """An argument in one line, or None; raises `BadArguments` for what is no text."""
    value = arguments.get(name)
    if value is not None and not isinstance(value, str):
        raise BadArguments(f"`{name}` must be a text.")
    return " ".join(storable(value or "").split())[:longest] or None


def spread(starts: Iterable[datetime], zone: ZoneInfo) -> list[datetime]:
    """The first times of each of the next days."""
    a_day: dict[date, int] = {}
    chosen = []
    for at in starts:
        day = day_of(at, zone)
        a_day[day] = a_day.get(day, 0) + 1
        if a_day[day] <= _MOST_A_DAY:
            chosen.append(at)
    return chosen[:_MOST_SOON]


def thinned(starts: Sequence[datetime], most: int) -> list[datetime]:
    """At most so many of the times, over the whole day."""
    return list(starts[:: -(-len(starts) // most)])


def span(zone: ZoneInfo, at: datetime) -> dict[str, str]:
    """Day and time on the business's clock."""
    local = at.astimezone(zone)
    return {"date": f"{local:%Y-%m-%d}", "weekday": f"{local:%A}", "time": f"{local:%H:%M}"}


def about_service(row: Mapping[str, Any] | asyncpg.Record) -> dict[str, Any]:
    """What a customer may ask about a service: how long it takes and, if the business says so, what it costs."""
    told = {"service": row["name"], "minutes": row["duration_minutes"]}
    if row["price_minor"] is None:
        return told
    digits = get_currency_precision(row["currency"])
    return told | {"price": f"{row['price_minor'] / 10**digits:.{digits}f} {row['currency']}"}


def named(services: Sequence[asyncpg.Record], wanted: str | None) -> asyncpg.Record | None:
    """The service the customer means; the only one, when none is named and there is but one."""
    if wanted is None:
        return services[0] if len(services) == 1 else None
    folded = wanted.casefold()
    same = [row for row in services if row["name"].casefold() == folded]
    like = same or [row for row in services if folded in row["name"].casefold()]
    return like[0] if len(like) == 1 else None


def which_service(services: Sequence[asyncpg.Record]) -> ToolResult:
    """Nothing can be done before the customer has said which service they want."""
    names = [row["name"] for row in services]
    note = "Nothing was looked up yet. Ask the customer which of these, and call again with its name as `service`."
    about = [about_service(row) for row in services]
    return ToolResult({"status": "which_service", "services": names, "about": about, "note": note})
