"""What looking at a page comes to."""

from dataclasses import dataclass

from app.knowledge.sites.models import PageStatus
from app.knowledge.sites.reasons import Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What the last visit kept of a page."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    content_hash: bytes | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewText:
    """A page that is new or has changed: HTML, and what it can be told apart by next time."""

    content: bytes
    title: str
    content_hash: bytes
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page. `links`: where it leads inside the site; None: that is not known any better than before.
    `leads`: where it leads this time only. `leaves`: what is known of it is to be forgotten. `rest`: for so many
    seconds the site asks to be left alone.
    """

    status: PageStatus
    reason: Reason | None = None
    links: tuple[str, ...] | None = None
    leaves: bool = False
    leads: tuple[str, ...] = ()
    text: NewText | None = None
    bytes_read: int = 0
    rest: float | None = None
