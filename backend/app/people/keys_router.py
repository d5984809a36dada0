"""The routes of API keys. No key makes or revokes a key."""

from uuid import UUID

from fastapi import APIRouter

from app.people import keys
from app.people.access import Db, Manager
from app.people.errors import KeyMayNot, WrongOrigin
from app.people.schemas import ApiKeyRead, ApiKeyShown, ApiKeyWish
from app.platform import clock
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, NotFound, NotSignedIn, problems

router = APIRouter(prefix="/api/api-keys", tags=["api keys"])

_CHANGING = (NotSignedIn, NotAllowed, NotFound, WrongOrigin, KeyMayNot)


@router.get("", responses=problems(NotSignedIn, NotAllowed, NotFound, KeyMayNot, BadCursor))
async def list_api_keys(
    _: Manager, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[ApiKeyRead]:
    """The workspace's keys that were not revoked, newest first."""
    rows = await keys.page(db, after=read_cursor(cursor), limit=limit + 1)
    items = [ApiKeyRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda key: (key.created_at, key.id))


@router.post("", status_code=201, responses=problems(*_CHANGING))
async def make_api_key(scope: Manager, wish: ApiKeyWish, db: Db) -> ApiKeyShown:
    """A key for a program. It may do what its scopes say, in this workspace, until it is revoked."""
    key, text = await keys.make(db, scope, wish, now=clock.now())
    return ApiKeyShown(**ApiKeyRead.model_validate(key).model_dump(), key=text)


@router.delete("/{key_id}", status_code=204, responses=problems(*_CHANGING))
async def revoke_api_key(key_id: UUID, scope: Manager, db: Db) -> None:
    """The key opens nothing any more."""
    await keys.revoke(db, scope, key_id, now=clock.now())
