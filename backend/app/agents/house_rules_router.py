"""HTTP of the house rules."""

from fastapi import APIRouter

from app.agents import house_rules
from app.agents.schemas import HouseRulesBody
from app.people.access import Db, Manager, Reader

router = APIRouter(prefix="/api/house-rules", tags=["agents"])


@router.get("")
async def read_house_rules(scope: Reader, db: Db) -> HouseRulesBody:
    """What the workspace's agents may not say, and which topics they leave to people."""
    return await house_rules.read(db, scope)


@router.put("")
async def set_house_rules(wish: HouseRulesBody, scope: Manager, db: Db) -> HouseRulesBody:
    """Exactly these rules, from the next turn on."""
    await house_rules.write(db, scope, wish)
    return wish
