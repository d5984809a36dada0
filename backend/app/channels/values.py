"""Values as networks write them, read without believing any of them. Nothing here raises."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.platform.text import storable

_LONGEST_TEXT = 20_000
_LONGEST_ID = 500  # bytes: three of them must fit an index row
_LONGEST_LINK = 4_000


def identifier(value: object) -> str:
    """An id as text, whether the network wrote a string or a number; empty when it is neither or absurdly long."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and value.bit_length() > 256:
        return ""
    text = storable(str(value)).strip()
    return text if len(text.encode()) <= _LONGEST_ID else ""


def party(value: object) -> str:
    """Who sent or received: `{"id": ...}`, or the bare id where an object is expected."""
    return identifier(value.get("id")) if isinstance(value, dict) else identifier(value)


def words(value: object) -> str:
    """Text that a column takes, at most 20,000 characters; empty for anything that is no text."""
    return storable(value)[:_LONGEST_TEXT] if isinstance(value, str) else ""


def link(value: object) -> str | None:
    """A web address, if it is one."""
    text = words(value).strip()
    return text if text.startswith(("https://", "http://")) and len(text) <= _LONGEST_LINK else None


def network_time(value: object) -> datetime | None:
    """Meta's time: milliseconds or seconds, as number or text. From 10^12 on it is milliseconds (seen live)."""
    try:
        number = float(value)  # type: ignore[arg-type]
        moment = datetime.fromtimestamp(number / 1000 if number >= 1e12 else number, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment if 2010 <= moment.year <= 2100 else None


def count(value: object) -> int:
    """A small number, written as number or text; 0 for anything else."""
    text = identifier(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def many(value: object) -> Sequence[Any]:
    """The list; one object where a list is expected counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []


def mapping(value: object) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}
