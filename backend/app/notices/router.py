"""HTTP of reminders and the summary of the day."""

from fastapi import APIRouter

from app.notices import settings
from app.notices.settings import ReminderSettingsBody
from app.people.access import Db, Manager, Reader

router = APIRouter(prefix="/api/workspace/reminders", tags=["workspace"])


@router.get("")
async def read_reminder_settings(scope: Reader, db: Db) -> ReminderSettingsBody:
    """When and how customers are reminded, and when the owner gets the summary of the day."""
    return await settings.read(db, scope)


@router.put("")
async def set_reminder_settings(wish: ReminderSettingsBody, scope: Manager, db: Db) -> ReminderSettingsBody:
    """All of it at once."""
    await settings.write(db, scope, wish)
    return wish
