"""What the routes of the team take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.people.schemas import Email

Role = Literal["owner", "admin", "teammate", "viewer"]
InvitationToken = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(description="What stands behind the # of the link in the mail"),
]


class MemberRead(BaseModel):
    """Somebody who belongs to the workspace."""

    model_config = ConfigDict(from_attributes=True)

    user_id: UUID
    full_name: str
    email: str
    role: Role
    joined_at: datetime


class RoleChange(BaseModel):
    role: Role


class InvitationWish(BaseModel):
    email: Email
    role: Role


class InvitationRead(BaseModel):
    """An invitation that nobody has accepted yet."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    role: Role
    invited_by: UUID | None
    created_at: datetime
    expires_at: datetime = Field(description="From then on its link leads nowhere; it can be sent again")


class JustInvitationToken(BaseModel):
    token: InvitationToken


class InvitationShown(BaseModel):
    """What somebody is invited to."""

    model_config = ConfigDict(from_attributes=True)

    workspace_name: str
    email: str
    role: Role
    expires_at: datetime
