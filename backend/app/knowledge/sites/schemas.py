"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.knowledge.sites.addresses import LONGEST, clean, typed
from app.knowledge.sites.models import PageStatus, Refresh, Site, SitePage
from app.platform.text import storable


def _storable(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _one_way(address: str) -> str:
    cleaned = clean(typed(address))
    if cleaned is None:
        raise PydanticCustomError("address", "Write a web address, such as https://example.com/prices.")
    return cleaned


Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST),
    BeforeValidator(_storable),
    AfterValidator(_one_way),
]
Status = Literal["queued", "reading", "indexing", "ready", "failed"]


class SiteWish(BaseModel):
    """A page, or a whole site from this page on, that the agent is to know."""

    url: Address
    whole_site: bool = False
    refresh: Refresh = "never"


class SiteChange(BaseModel):
    """What is left out stays as it is. A change of `whole_site` counts from the next reading."""

    whole_site: bool | None = None
    refresh: Refresh | None = None


class ReasonRead(BaseModel):
    """Why something was not read, or not all of it."""

    code: str
    text: str


class PageRead(BaseModel):
    """An address of the site and what became of it. `skipped` with `unchanged` is good news."""

    id: UUID
    url: str
    title: str
    status: PageStatus
    reason: ReasonRead | None
    document_id: UUID | None = Field(
        description="What the agent answers from; null when it knows nothing of it"
    )
    read_at: datetime | None = Field(description="When what it knows was read")


class SiteRead(BaseModel):
    """A site and how far it is."""

    id: UUID
    url: str
    whole_site: bool
    refresh: Refresh
    status: Status = Field(description="`indexing`: all pages are read, not all can be found yet")
    progress: float = Field(description="From 0 to 1")
    reason: ReasonRead | None = Field(description="Why it failed, or why not all of it was read")
    pages_found: int
    pages_read: int = Field(description="New or changed at the last reading")
    pages_skipped: int = Field(description="Unchanged, or not to be read: each page says why")
    pages_failed: int
    last_read_at: datetime | None
    next_read_at: datetime | None
    created_at: datetime


class SiteDetail(SiteRead):
    """A site with its pages, in the order in which they were found."""

    pages: list[PageRead]


class Counts(BaseModel):
    """The pages of one visit."""

    found: int = 0
    waiting: int = 0
    read: int = 0
    skipped: int = 0
    failed: int = 0
    pending: int = 0
    """Read, and not to be found yet."""


def site_fields(site: Site, counts: Counts) -> dict[str, object]:
    """The site as the contract shows it."""
    return {
        "id": site.id,
        "url": site.url,
        "whole_site": site.whole_site,
        "refresh": site.refresh,
        "status": "indexing" if site.status == "ready" and counts.pending else site.status,
        "progress": _progress(site, counts),
        "reason": _reason(site.reason_code, site.reason_text),
        "pages_found": counts.found,
        "pages_read": counts.read,
        "pages_skipped": counts.skipped,
        "pages_failed": counts.failed,
        "last_read_at": site.last_read_at,
        "next_read_at": site.next_read_at,
        "created_at": site.created_at,
    }


def shown_page(page: SitePage) -> PageRead:
    """The page as the contract shows it."""
    return PageRead(
        id=page.id,
        url=page.url,
        title=page.title,
        status=page.status,
        reason=_reason(page.reason_code, page.reason_text),
        document_id=page.document_id,
        read_at=page.read_at,
    )


def _progress(site: Site, counts: Counts) -> float:
    if site.status in ("ready", "failed") and not counts.pending:
        return 1.0
    done = counts.found - counts.waiting - counts.pending
    return max(done, 0) / max(counts.found, 1)


def _reason(code: str | None, text: str | None) -> ReasonRead | None:
    return ReasonRead(code=code, text=text or "") if code else None
