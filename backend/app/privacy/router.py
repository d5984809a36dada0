"""HTTP of handing out, erasing, keeping and leaving."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from app.contacts import service as contacts
from app.contacts.events import ContactExported
from app.people.access import Db, Manager, Reader, requires
from app.platform import clock
from app.platform.after_commit import LiveHints
from app.platform.crypto import Vault
from app.platform.database import Database, Scope, get_database
from app.platform.events import publish
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, NotFound, TooManyRequests, problems
from app.privacy import erasing, leaving, retention, workspace_export
from app.privacy.contact_export import export_contact as stream_contact
from app.privacy.errors import ExportNotReady, NotConfirmed, NotLeaving
from app.privacy.schemas import EraseWish, ExportRead, LeavingRead, LeavingWish, Retention

router = APIRouter(tags=["privacy"], responses=problems(NotAllowed))

OneDatabase = Annotated[Database, Depends(get_database)]
Owner = Annotated[Scope, Depends(requires("owner"))]
_ZIP = "application/zip"


@router.post(
    "/api/contacts/{contact_id}/export", response_class=StreamingResponse,
    responses=problems(NotFound) | {200: {"content": {"application/json": {}}}},
)  # fmt: skip
async def export_contact(
    scope: Manager, request: Request, database: OneDatabase, contact_id: UUID
) -> StreamingResponse:
    """Everything about one customer as one JSON document: rows table by table, and what networks sent about them."""
    vault: Vault = request.app.state.vault
    async with database.tenant(scope) as db:
        await contacts.find(db, vault, contact_id)
        await publish(
            db, ContactExported(workspace_id=scope.workspace_id, contact_id=contact_id, by=scope.user_id)
        )
    pieces = stream_contact(database, vault, scope.workspace_id, contact_id, now=clock.now())
    return _file(pieces, f"contact-{contact_id}.json", "application/json")


@router.delete("/api/contacts/{contact_id}", status_code=204, responses=problems(NotFound))
async def erase_contact(
    scope: Manager, database: OneDatabase, hints: LiveHints, contact_id: UUID, wish: EraseWish
) -> None:
    """Erase a customer for good: `{"confirmation": "erase"}`. Who writes again afterwards is a new customer."""
    assert wish.confirmation == "erase"
    await erasing.erase_contact(database, hints, scope, contact_id)


@router.get("/api/workspace/retention")
async def read_retention(scope: Reader, db: Db) -> Retention:
    """For how long conversations are kept."""
    return Retention(months=await retention.months_of(db, scope))


@router.put("/api/workspace/retention")
async def change_retention(scope: Manager, db: Db, wish: Retention) -> Retention:
    """Keep conversations for so many months after their last message. What is older is erased once a day."""
    await retention.keep_for(db, scope, wish.months)
    return wish


@router.post("/api/workspace/export", status_code=202)
async def ask_for_workspace_export(scope: Owner, db: Db) -> ExportRead:
    """Have all data of the business packed, in the background. While one is under way, it is that one."""
    return ExportRead.model_validate(await workspace_export.ask(db, scope, now=clock.now()))


@router.get("/api/workspace/export", responses=problems(BadCursor))
async def list_workspace_exports(
    _: Owner, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[ExportRead]:
    """Packages of the last seven days, newest first."""
    rows = await workspace_export.page(db, after=read_cursor(cursor), limit=limit + 1, now=clock.now())
    items = [ExportRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.get(
    "/api/workspace/export/{export_id}/download", response_class=StreamingResponse,
    responses=problems(NotFound, ExportNotReady) | {200: {"content": {_ZIP: {}}}},
)  # fmt: skip
async def download_workspace_export(
    scope: Owner, db: Db, database: OneDatabase, export_id: UUID
) -> StreamingResponse:
    """Fetch a package that is ready."""
    export = await workspace_export.hand_out(db, scope, export_id, now=clock.now())
    name = f"frontdesk-{export.created_at:%Y-%m-%d}.zip"
    pieces = workspace_export.pieces(database, export)
    return _file(pieces, name, _ZIP, {"Content-Length": str(export.byte_size)})


@router.delete("/api/workspace", status_code=204, responses=problems(NotConfirmed, TooManyRequests))
async def leave(scope: Owner, database: OneDatabase, wish: LeavingWish) -> None:
    """Let the business leave: it is switched off now, and gone in 14 days unless it is brought back."""
    await leaving.leave(database, scope, wish, now=clock.now())


@router.get("/api/workspace/leaving")
async def read_leaving(scope: Reader, db: Db) -> LeavingRead:
    """Whether the business leaves, and when."""
    return LeavingRead(leaves_at=await leaving.leaves_at(db, scope))


@router.post("/api/workspace/bring-back", status_code=204, responses=problems(NotLeaving))
async def bring_back(scope: Owner, database: OneDatabase) -> None:
    """The business stays, as it was when it was switched off."""
    await leaving.bring_back(database, scope, now=clock.now())


def _file(
    pieces: AsyncIterator[bytes], name: str, media_type: str, headers: dict[str, str] | None = None
) -> StreamingResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type=media_type, headers=disposition | (headers or {}))
