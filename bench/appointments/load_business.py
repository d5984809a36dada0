"""The business of the load run: five people, one service, and customers who have all written before."""

from uuid import UUID

import asyncpg

from app.platform.ids import new_id

WORKSPACE, AGENT, _SERVICE = new_id(), new_id(), new_id()
_RESOURCES = 5
# Twenty minutes each, ten hours on seven days: 1,050 times.
_BUSINESS = """
insert into workspaces (id, slug, name, timezone) values ($1, 'load', 'Load', 'Europe/Madrid')
"""
_SETTINGS = """
insert into booking_settings (workspace_id, hours, notice_minutes, horizon_days, step_minutes, hold_minutes)
select $1, jsonb_object_agg(day, '[["09:00", "19:00"]]'::jsonb), 0, 90, 20, 10
from unnest(array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) day
"""
_AGENT_ROW = "insert into agents (id, workspace_id, name, is_active) values ($2, $1, 'Ada', true)"
_SERVICE_ROW = """
insert into services (id, workspace_id, name, duration_minutes) values ($2, $1, 'Cut', 20)
"""
_RESOURCE_ROWS = """
insert into resources (id, workspace_id, name, kind) select id, $1, 'Person', 'staff' from unnest($2::uuid[]) id
"""
_ACCOUNT = "insert into accounts (id, workspace_id, channel, network_id) values ($2, $1, 'instagram', 'load')"
_CUSTOMERS = (
    "insert into contacts (id, workspace_id) select id, $1 from unnest($2::uuid[]) id",
    "insert into identities (id, workspace_id, contact_id, account_id, network_id) "
    "select id, $1, id, $3, id::text from unnest($2::uuid[]) id",
    "insert into threads (id, workspace_id, account_id, identity_id) select id, $1, $3, id from unnest($2::uuid[]) id",
    "insert into conversations (id, workspace_id, thread_id, account_id, contact_id) "
    "select id, $1, id, $3, id from unnest($2::uuid[]) id",
)


async def set_up(owner: "asyncpg.Connection[asyncpg.Record]", customers: int) -> list[UUID]:
    """Make it all; the ids are those of the customers, and of their conversations."""
    account = new_id()
    ids = [new_id() for _ in range(customers)]
    await owner.execute(_BUSINESS, WORKSPACE)
    await owner.execute(_SETTINGS, WORKSPACE)
    await owner.execute(_AGENT_ROW, WORKSPACE, AGENT)
    await owner.execute(_SERVICE_ROW, WORKSPACE, _SERVICE)
    await owner.execute(_RESOURCE_ROWS, WORKSPACE, [new_id() for _ in range(_RESOURCES)])
    await owner.execute(_ACCOUNT, WORKSPACE, account)
    await owner.execute(_CUSTOMERS[0], WORKSPACE, ids)
    for statement in _CUSTOMERS[1:]:
        await owner.execute(statement, WORKSPACE, ids, account)
    await owner.execute(
        "create table floor_rows (id uuid primary key, at timestamptz not null, name text not null);"
        "grant insert on floor_rows to frontdesk_tenant"
    )
    await owner.execute("analyze")
    return ids
