"""How the mails of a business look: its name, its colour, its logo, its language. The logo is kept here and travels in
the mail, so that opening one tells nobody.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.people.events import WorkspaceChanged
from app.people.images import MOST_BYTES, ImageType, type_of
from app.platform.database import Base, Connection, Scope, raw_connection
from app.platform.events import publish

ACCENT: Final = "#14594e"
Language: TypeAlias = Literal["en", "es", "tr", "de"]

_READ = """
select w.name, b.accent, b.logo, b.logo_type, coalesce(b.language, 'en') as language
from workspaces w left join workspace_branding b on b.workspace_id = w.id where w.id = $1
"""


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose mail it is."""

    name: str
    accent: str = ACCENT
    """#rrggbb."""
    logo: bytes | None = None
    logo_type: ImageType | None = None
    language: Language = "en"
    """In which its own people read their mails."""

    @property
    def logo_address(self) -> str | None:
        """The logo as an address that holds it."""
        return f"data:image/{self.logo_type};base64,{b64encode(self.logo).decode()}" if self.logo else None


PRODUCT: Final = Brand("Frontdesk")


class BrandingRow(Base):
    """What the business chose; without a row, `ACCENT` and no logo."""

    __tablename__ = "workspace_branding"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    accent: Mapped[str]
    logo: Mapped[bytes | None]
    logo_type: Mapped[str | None]
    language: Mapped[str]


def _check_logo(address: str) -> str:
    logo_of(address)
    return address


def logo_of(address: str) -> tuple[bytes, ImageType]:
    """The picture in a `data:` address. Raises `PydanticCustomError`."""
    head, _, body = address.partition(";base64,")
    try:
        image = b64decode(body, validate=True) if head.startswith("data:image/") else b""
    except ValueError:
        image = b""
    kind = type_of(image)
    if kind is None:
        raise PydanticCustomError(
            "logo", "A logo is a PNG or JPEG picture of at most 64 kB and 1,000 pixels, as a data: address."
        )
    return image, kind


class BrandingBody(BaseModel):
    """Colour, logo and language of the business's mails; its name is the workspace's."""

    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description="#rrggbb")]
    logo: Annotated[str, Field(max_length=MOST_BYTES * 4 // 3 + 100), AfterValidator(_check_logo)] | None = (
        Field(None, description="A small PNG or JPEG as a data: address; null: the name alone")
    )
    language: Language = Field(
        "en",
        description="Of the mails to the business's own people; a customer is written to in the customer's",
    )


async def brand_of(db: AsyncSession | Connection, workspace_id: UUID) -> Brand:
    """How this business's mails look. In the caller's transaction, bound to the workspace or the system's."""
    connection = await raw_connection(db) if isinstance(db, AsyncSession) else db
    row = await connection.fetchrow(_READ, workspace_id)
    assert row is not None, "a bound workspace exists"
    return Brand(row["name"], row["accent"] or ACCENT, row["logo"], row["logo_type"], row["language"])


async def change(db: AsyncSession, scope: Scope, wish: BrandingBody) -> None:
    """This colour, this logo and this language from now on."""
    logo, kind = logo_of(wish.logo) if wish.logo else (None, None)
    values: dict[str, Any] = {
        "accent": wish.accent.lower(), "logo": logo, "logo_type": kind, "language": wish.language,
    }  # fmt: skip
    statement = insert(BrandingRow).values(workspace_id=scope.workspace_id, **values)
    await db.execute(statement.on_conflict_do_update(index_elements=[sa.text("workspace_id")], set_=values))
    await publish(
        db, WorkspaceChanged(workspace_id=scope.workspace_id, fields=("branding",), by=scope.user_id)
    )
