"""HTTP of the record."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime

from app.audit import repository
from app.audit.models import AuditEntry
from app.audit.repository import Who
from app.audit.schemas import Actor, AuditRow, Family, Thing
from app.people.access import Db, Manager
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, problems

router = APIRouter(tags=["audit"])

_THINGS = {
    "agent_id": "agent",
    "conversation_id": "conversation",
    "document_id": "document",
    "account_id": "account",
    "contact_id": "contact",
    "person_id": "person",
}


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # an hour of the first or the last day there is
        raise ValueError("this time is out of reach") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


@router.get("/api/audit", responses=problems(BadCursor, NotAllowed))
async def list_audit(
    scope: Manager,
    db: Db,
    who: Annotated[
        Who | None, Query(description="`people`, `agent`, `program`, or the id of one person or key")
    ] = None,
    what: Annotated[Family | None, Query(description="What it was done to; `turn`: the agent's work")] = None,
    since: Annotated[Moment | None, Query(alias="from", description="Not before this time")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Before this time")] = None,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[AuditRow]:
    """Who did what, newest first. Owners and admins."""
    wanted = repository.Filter(who, what, since, until)
    entries = await repository.page(db, scope, wanted, after=read_cursor(cursor), limit=limit + 1)
    names = await repository.names_of(
        db, [thing for entry in entries for thing in [*_actors(entry), *_subjects(entry), *_others(entry)]]
    )
    return one_page([_row(entry, names) for entry in entries], limit, lambda row: (row.at, row.id))


def _row(entry: AuditEntry, names: dict[UUID, str]) -> AuditRow:
    def thing(kind: str, thing_id: UUID) -> Thing:
        return Thing(kind=kind, id=thing_id, name=names.get(thing_id))

    return AuditRow.model_validate(
        {
            "id": entry.id,
            "at": entry.at,
            "actor": Actor.model_validate(
                {"kind": entry.actor, "id": entry.actor_id, "name": names.get(entry.actor_id or entry.id)}
            ),
            "action": entry.action,
            "subject": next((thing(*subject) for subject in _subjects(entry)), None),
            "others": [thing(*other) for other in _others(entry)],
            "facts": {name: value for name, value in entry.facts.items() if name not in _THINGS},
        }
    )


def _actors(entry: AuditEntry) -> list[tuple[str, UUID]]:
    return [(entry.actor, entry.actor_id)] if entry.actor_id is not None else []


def _subjects(entry: AuditEntry) -> list[tuple[str, UUID]]:
    return [(entry.family, entry.subject_id)] if entry.subject_id is not None else []


def _others(entry: AuditEntry) -> list[tuple[str, UUID]]:
    return [(kind, UUID(entry.facts[name])) for name, kind in _THINGS.items() if entry.facts.get(name)]
