"""Lists are read page by page, by key, so that the last page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from app.platform.problems import Problem

Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=200, description="How many rows at most")]
CursorParam = Annotated[str | None, Query(max_length=400, description="`next_cursor` of the page before")]


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None


class BadCursor(Problem):
    status, code, title = 422, "bad_cursor", "That cursor was not made by this list"


def write_cursor(at: datetime, row_id: UUID) -> str:
    """Where a page ends, as text for the caller to hand back."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), str(row_id)]).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """What `write_cursor` wrote; raises `BadCursor` for anything else."""
    if cursor is None:
        return None
    try:
        at, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("no offset")
        return moment.astimezone(UTC), UUID(row_id)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise BadCursor("Start again without `cursor`.") from None


def one_page(rows: Sequence[Item], limit: int, key: Callable[[Item], tuple[datetime, UUID]]) -> Page[Item]:
    """A page of rows of which one more than `limit` was asked for; `key` says where a row stands in the list."""
    more = len(rows) > limit
    return Page(items=list(rows[:limit]), next_cursor=write_cursor(*key(rows[limit - 1])) if more else None)
