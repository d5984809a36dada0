"""How often something may be tried. Counted in PostgreSQL, so every replica counts together."""

import hashlib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from app.platform.database import Database
from app.platform.problems import TooManyRequests

QUARTER_HOUR = timedelta(minutes=15)
HOUR = timedelta(hours=1)

_HIT = sa.text(
    "insert into rate_limits (key, window_start, hits) values (:key, :window_start, 1)"
    " on conflict (key, window_start) do update set hits = rate_limits.hits + 1 returning hits"
)


async def hit(
    database: Database, what: str, who: str, *, most: float, within: timedelta, now: datetime
) -> None:
    """Count one try of `what` by `who`; raises `TooManyRequests` (with Retry-After) beyond `most` in the window.

    Commits by itself: a try counts also when the request around it fails. `who` is kept as a hash only.
    """
    seconds = int(within.total_seconds())
    window_start = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    key = f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    async with database.system() as db:
        hits: int = (await db.execute(_HIT, {"key": key, "window_start": window_start})).scalar_one()
    if hits > most:
        wait = int((window_start + within - now).total_seconds()) + 1
        minutes = max(1, round(wait / 60))
        raise TooManyRequests(
            f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''} and try again.",
            headers={"Retry-After": str(wait)},
        )


async def forget_old_windows(database: Database, *, now: datetime) -> None:
    """Windows of yesterday count nothing any more."""
    async with database.system() as db:
        await db.execute(
            sa.text("delete from rate_limits where window_start < :day"), {"day": now - timedelta(days=1)}
        )
