"""An account that is linked (again) catches up: nothing that came meanwhile is lost."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.accounts.events import AccountLinked
from app.channels.adapter import Route
from app.channels.instagram.adapter import Instagram
from app.platform.events import publish
from tests.accounts.desk import Browser
from tests.support.app import Member
from tests.support.shop import Shop, hire_agent

BRIGHT = "bright.smile.dental"


async def link(shop: Shop, member: Member, username: str) -> UUID:
    """The whole way through a browser."""
    browser = Browser(shop.running.new_client(), member)
    asked = await browser.begin()
    form = {name: asked[name] for name in ("client_id", "redirect_uri", "scope", "state")}
    consent = form | {"account": username, "decision": "allow"}
    async with httpx.AsyncClient() as instagram:
        answer = await instagram.post(f"{shop.sandbox.url}/oauth/authorize", data=consent)
    told = await browser.come_back(answer.headers["location"].partition("#")[0])
    return UUID(told["linked"])


async def soon(shop: Shop, query: str) -> None:
    """Wait until there is such a row; no dashboard is told of it, so it is looked for again."""
    async with asyncio.timeout(10):
        while not await shop.rows(query):
            await asyncio.sleep(0.02)


async def resumed(shop: Shop) -> None:
    """The job that follows a link is done."""
    await soon(
        shop,
        "select 1 from frontdesk_pgqueuer_log where entrypoint = 'resume_account' and status = 'successful'",
    )


async def test_what_came_before_the_link_is_read_and_answered(shop: Shop) -> None:
    network = shop.world.account(BRIGHT)
    shop.world.subscribe(network, ["messages"])
    zoe = shop.world.customer(network, "zoe")
    shop.world.customer_writes(zoe, "Do you do check-ups?")
    await shop.sandbox.courier.settled()
    dentist = await shop.running.new_member("dentist@bright.example")

    await soon(shop, "select 1 from events where outcome = 'unknown_account'")
    account_id = await link(shop, dentist, BRIGHT)
    await hire_agent(dentist, account_id)

    await shop.world.until(lambda: len(shop.world.sent_to(zoe)) == 1)
    [message] = await shop.rows(
        "select content, status from messages where workspace_id = $1 and sender_type = 'customer'",
        dentist.workspace_id,
    )
    assert message == {"content": "Do you do check-ups?", "status": "answered"}


async def test_what_is_older_than_a_day_stays_where_it_is(shop: Shop) -> None:
    network = shop.world.account(BRIGHT)
    shop.world.subscribe(network, ["messages"])
    shop.world.customer_writes(shop.world.customer(network, "zoe"), "Anyone?")
    await shop.sandbox.courier.settled()

    await soon(shop, "select 1 from events where outcome = 'unknown_account'")
    await shop.rows("update events set received_at = now() - interval '25 hours'")
    dentist = await shop.running.new_member("dentist@bright.example")
    await link(shop, dentist, BRIGHT)
    await resumed(shop)
    assert await shop.rows("select 1 from raw_events where unpacked_at is null") == []
    assert await shop.rows("select 1 from messages where workspace_id = $1", dentist.workspace_id) == []


async def silent_message(shop: Shop, text: str = "Are you open?", customer: str = "ana") -> None:
    """A customer writes while the account cannot send."""
    await shop.rows("update accounts set health = 'reconnect'")
    # A minute ago: what the account says at once would look like an automatic reply.
    shop.writes(text, customer=customer, timestamp=shop.world.now() - 60_000)
    last = await shop.until_last(status="silent", customer=customer)
    assert last["reason"]["code"] == "account_unwell"


async def test_what_was_silent_for_a_dead_token_is_answered_after_linking_again(shop: Shop) -> None:
    await silent_message(shop)
    assert await link(shop, shop.owner, "luna.hair.studio") == shop.account_id
    shop.model.will_say("We are open until six.")
    await shop.answers()
    await shop.until_last(status="sent")
    assert [status for _, status, _ in await shop.said()] == ["answered", "sent"]
    [thread] = await shop.rows("select reply_due_at, arrivals from threads")
    assert thread["arrivals"] == 2


async def test_what_is_too_old_or_dealt_with_stays_silent(shop: Shop) -> None:
    await silent_message(shop, customer="old")
    await silent_message(shop, customer="resolved")
    await silent_message(shop, customer="helped")
    await shop.rows(
        "update messages set network_time = now() - interval '25 hours' where conversation_id = $1",
        UUID((await shop.conversation("old"))["id"]),
    )
    resolved = (await shop.conversation("resolved"))["id"]
    await shop.owner.client.put(f"/api/chat-history/{resolved}/status", json={"status": "resolved"})
    shop.world.owner_writes(shop.customer("helped"), "Yes, until six.")

    async def person_spoke() -> bool:
        return bool(await shop.rows("select 1 from messages where sender_type = 'human'"))

    await shop.until(person_spoke)

    async with shop.running.database.tenant(shop.owner.scope) as db:
        await publish(db, AccountLinked(workspace_id=shop.owner.workspace_id, account_id=shop.account_id))
    await resumed(shop)

    rows = await shop.rows("select status from messages where sender_type = 'customer'")
    assert [row["status"] for row in rows] == ["silent"] * 3
    assert await shop.rows("select 1 from threads where reply_due_at is not null") == []


async def test_a_late_failure_of_the_old_token_does_not_harm_a_fresh_link(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Instagram.send_text

    async def slowly(adapter: Instagram, route: Route, *what: Any) -> str:
        monkeypatch.undo()
        await link(shop, shop.owner, "luna.hair.studio")
        del shop.world.desk.tokens[route.token]
        return await send(adapter, route, *what)

    monkeypatch.setattr(Instagram, "send_text", slowly)
    shop.writes("Hello?")
    await shop.until_last(status="failed")
    assert await shop.rows("select health from accounts") == [{"health": "ok"}]
    shop.writes("Still there?")
    await shop.answers()
