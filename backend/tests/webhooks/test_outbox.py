"""What the database does beside a row: it fails no message, and costs no work where nobody listens."""

import asyncio
from uuid import UUID

import asyncpg
import pytest
from standardwebhooks import Webhook as Verifier

from app.platform import clock
from app.platform.ids import new_id
from app.webhooks.schemas import message_id
from app.webhooks.signing import body_of, headers_for, new_secret
from tests.support.app import Member, RunningApp

_TELL = "select tell_webhooks($1, 'agent.changed', null, '{}')"


@pytest.fixture
async def owner(running: RunningApp) -> Member:
    return await running.new_member()


async def add_webhook(running: RunningApp, owner: Member, *, is_active: bool = True) -> UUID:
    webhook_id = new_id()
    await running.database.crossing.execute(
        "insert into webhooks (id, workspace_id, url, events, secret_encrypted, is_active, retry_at)"
        " values ($1, $2, 'https://93.184.216.34/', '{agent.changed}', 'x', $3, now() + interval '1 day')",
        webhook_id, owner.workspace_id, is_active,
    )  # fmt: skip
    return webhook_id


async def test_a_target_that_is_being_removed_is_waited_for_and_left_out(
    running: RunningApp, owner: Member
) -> None:
    """Otherwise its foreign key would fail whatever is written beside the event, a message for instance."""
    going, staying = await add_webhook(running, owner), await add_webhook(running, owner)
    pool = running.database.crossing
    async with pool.acquire() as remover, pool.acquire() as teller:
        removal = remover.transaction()
        await removal.start()
        await remover.execute("delete from webhooks where id = $1", going)
        telling = asyncio.create_task(teller.execute(_TELL, owner.workspace_id))
        await _is_waiting(pool)
        await removal.commit()
        await telling
    rows = await pool.fetch("select webhook_id from webhook_deliveries")
    assert [row["webhook_id"] for row in rows] == [staying]


async def _is_waiting(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    async with asyncio.timeout(10):
        while not await pool.fetchval("select exists (select from pg_locks where not granted)"):
            pass


async def test_a_tenant_tells_its_own_targets_only(running: RunningApp, owner: Member) -> None:
    """T1: the function has no rights of its own."""
    stranger = await running.new_member("stranger@example.com")
    await add_webhook(running, owner)
    async with running.database.tenant_road(stranger.workspace_id) as connection:
        await connection.execute(_TELL, owner.workspace_id)
    assert await running.database.crossing.fetch("select * from webhook_deliveries") == []


async def test_one_event_has_one_id_for_all_targets_and_what_is_off_is_not_told(
    running: RunningApp, owner: Member
) -> None:
    for is_active in (True, True, False):
        await add_webhook(running, owner, is_active=is_active)
    await running.database.crossing.execute(_TELL, owner.workspace_id)
    rows = await running.database.crossing.fetch("select id, event_id from webhook_deliveries")
    assert (len(rows), len({row["event_id"] for row in rows})) == (2, 1)
    assert {row["id"].version for row in rows} == {7}
    made = rows[0]["id"].int >> 80
    assert abs(made / 1000 - clock.now().timestamp()) < 60


def test_what_is_signed_is_verified_by_the_standards_own_library() -> None:
    now, event_id = clock.now(), new_id()
    body = body_of("message.received", now, {"text": "Ünïcödé 💇"})
    first, second = new_secret(), new_secret()
    headers = headers_for(event_id, body, [first, second], now)
    for secret in (first, second):
        told = Verifier(secret).verify(body, headers)
        assert told == {
            "type": "message.received",
            "timestamp": now.isoformat(),
            "data": {"text": "Ünïcödé 💇"},
        }
    assert headers["webhook-id"] == message_id(event_id)
