"""What others may listen to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionChanged(Event):
    """Conversations are kept for so many months from now on; None: as long as the business stays."""

    months: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldConversationsErased(Event):
    """The daily job erased what had been kept long enough."""

    conversations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceExportAsked(Event):
    """Somebody wants all data of the business."""

    export_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceExportDownloaded(Event):
    """Somebody has fetched all data of the business."""

    export_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceLeaving(Event):
    """The business is switched off, and gone at this time unless it is brought back."""

    leaves_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceBroughtBack(Event):
    """The business stays after all."""
