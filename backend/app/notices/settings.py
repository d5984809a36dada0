"""What the business chose about reminders and the summary of the day."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.people.events import WorkspaceChanged
from app.platform.database import Base, Scope
from app.platform.events import publish

Way = Literal["dm", "mail"]
Clock = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM on the business's clock")
]


class ReminderSettings(Base):
    """Without a row nobody is reminded, and no summary is written."""

    __tablename__ = "reminder_settings"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    hours_before: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer))
    quiet_from: Mapped[str]
    quiet_until: Mapped[str]
    ways: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    summary_hour: Mapped[int | None]
    summary_when_empty: Mapped[bool]
    summarised_on: Mapped[date | None]
    """The business's last day that was summed up."""


def _farthest_first(hours: list[int]) -> list[int]:
    return sorted(set(hours), reverse=True)


def _once(ways: list[Way]) -> list[Way]:
    return list(dict.fromkeys(ways))


class ReminderSettingsBody(BaseModel):
    """When customers are reminded of their bookings and how, and when the owner gets the summary of the day."""

    model_config = ConfigDict(from_attributes=True)

    is_on: bool = False
    hours_before: Annotated[
        list[Annotated[int, Field(ge=1, le=168)]],
        Field(min_length=1, max_length=4),
        AfterValidator(_farthest_first),
    ] = [24, 2]
    quiet_from: Clock = "21:00"
    quiet_until: Clock = "08:00"
    ways: Annotated[
        list[Way],
        Field(min_length=1, max_length=4, description="The first that is open is taken"),
        AfterValidator(_once),
    ] = ["dm", "mail"]
    summary_hour: Annotated[int, Field(ge=0, le=23)] | None = Field(
        None, description="From this hour of the business's morning; null: no summary"
    )
    summary_when_empty: bool = Field(False, description="Also on days without anything to tell")


async def read(db: AsyncSession, scope: Scope) -> ReminderSettingsBody:
    """The workspace's choice."""
    row = await db.get(ReminderSettings, scope.workspace_id)
    return ReminderSettingsBody.model_validate(row) if row else ReminderSettingsBody()


async def write(db: AsyncSession, scope: Scope, wish: ReminderSettingsBody) -> None:
    """This from now on."""
    values = wish.model_dump()
    statement = insert(ReminderSettings).values(workspace_id=scope.workspace_id, **values)
    await db.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=values))
    await publish(
        db, WorkspaceChanged(workspace_id=scope.workspace_id, fields=("reminders",), by=scope.user_id)
    )
