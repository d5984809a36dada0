"""Unlinking an account, and the same account coming back."""

import io
import logging
from collections.abc import Iterator
from typing import cast
from uuid import UUID

import pytest

from app.channels.adapter import ChannelAdapter
from app.channels.instagram.adapter import Instagram
from app.inbox.outgoing import Routes
from app.platform.crypto import Vault
from app.platform.ids import new_id
from app.platform.logs import configure_logs
from tests.accounts.desk import APP_SECRET, Desk
from tests.support.app import Member

LUNA = "17841400000000001"


@pytest.fixture
def written_logs() -> Iterator[io.StringIO]:
    """Everything the program would write, at its most talkative."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    configure_logs("DEBUG", as_json=True)
    root.handlers[0].setStream(written)  # type: ignore[attr-defined]
    yield written
    configure_logs(
        "WARNING", as_json=True
    )  # as conftest.py does: loggers keep what they were first used with
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_unlinking_ends_deliveries_and_erases_tokens_and_keeps_the_row(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    desk.hints.heard.clear()

    assert (await ana.client.delete(f"/api/instagram/accounts/{account_id}")).status_code == 204

    assert desk.sandbox.world.account(LUNA).subscribed_fields == []
    [row] = (await ana.client.get("/api/instagram/accounts")).json()["items"]
    assert (row["id"], row["is_active"], row["health"], row["expires_at"]) == (
        account_id,
        False,
        "unlinked",
        None,
    )
    [kept] = await desk.rows("select token_encrypted, token_issued_at, unlinked_at from accounts")
    assert (kept.token_encrypted, kept.token_issued_at) == (None, None)
    assert kept.unlinked_at is not None
    assert desk.hints.heard == [(ana.workspace_id, "account.changed", account_id)]


async def test_unlinking_twice_is_unlinking(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    for _ in range(2):
        assert (await ana.client.delete(f"/api/instagram/accounts/{account_id}")).status_code == 204


async def test_linking_again_revives_the_row_and_its_agent(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    agent = (
        await ana.client.post("/api/agents", json={"name": "Luna", "instagram_account_id": account_id})
    ).json()
    await ana.client.delete(f"/api/instagram/accounts/{account_id}")

    assert await desk.link(ana) == {"linked": account_id}

    [row] = (await ana.client.get("/api/accounts")).json()["items"]
    assert (row["is_active"], row["health"]) == (True, "ok")
    assert (await ana.client.get(f"/api/agents/{agent['id']}")).json()["account_ids"] == [account_id]
    [(unlinked_at,)] = await desk.rows("select unlinked_at from accounts")
    assert unlinked_at is None


async def test_a_free_account_can_be_linked_by_another_business_and_then_belongs_to_it(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    account_id = await desk.linked_account(ana)
    await ana.client.delete(f"/api/instagram/accounts/{account_id}")

    assert "linked" in await desk.link(eve)

    assert await desk.link(ana) == {"error": "account_taken"}
    [row] = (await ana.client.get("/api/accounts")).json()["items"]
    assert (row["id"], row["is_active"]) == (account_id, False)


async def test_an_account_is_unlinked_here_even_when_instagram_does_not_want_to_hear_it(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    desk.sandbox.world.desk.withdraw(LUNA)

    assert (await ana.client.delete(f"/api/instagram/accounts/{account_id}")).status_code == 204

    assert await desk.rows("select token_encrypted, is_active from accounts") == [(None, False)]


async def test_a_foreign_account_does_not_exist(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    account_id = await desk.linked_account(ana)

    answer = await eve.client.delete(f"/api/instagram/accounts/{account_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert desk.sandbox.world.account(LUNA).subscribed_fields != []
    assert await desk.rows("select is_active from accounts") == [(True,)]


async def test_accounts_are_read_page_by_page(desk: Desk) -> None:
    ana = await desk.owner()
    names = ["luna.hair.studio", "bright.smile.dental", "oak.and.iron.gym"]
    ids = [await desk.linked_account(ana, name) for name in names]

    first = (await ana.client.get("/api/accounts?limit=2")).json()
    second = (
        await ana.client.get("/api/accounts", params={"limit": 2, "cursor": first["next_cursor"]})
    ).json()

    assert [row["id"] for row in first["items"] + second["items"]] == ids[::-1]
    assert second["next_cursor"] is None


async def a_customer_of(desk: Desk, owner: Member, account_id: str) -> UUID:
    """The thread of somebody who wrote to the account."""
    contact_id, identity_id, thread_id = new_id(), new_id(), new_id()
    rows = desk.running.database.crossing
    await rows.execute(
        "insert into contacts (id, workspace_id) values ($1, $2)", contact_id, owner.workspace_id
    )
    await rows.execute(
        "insert into identities (id, workspace_id, contact_id, account_id, network_id)"
        " values ($1, $2, $3, $4, '61')",
        identity_id, owner.workspace_id, contact_id, account_id,
    )  # fmt: skip
    await rows.execute(
        "insert into threads (id, workspace_id, account_id, identity_id) values ($1, $2, $3, $4)",
        thread_id, owner.workspace_id, account_id, identity_id,
    )  # fmt: skip
    return thread_id


async def test_only_a_linked_account_is_a_way_out_and_only_for_its_business(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    account_id = await desk.linked_account(ana)
    thread_id = await a_customer_of(desk, ana, account_id)
    database, vault = desk.running.database, desk.running.app.state.vault
    adapters = {"instagram": cast("ChannelAdapter", Instagram)}
    routes = Routes(database, vault, adapters)
    without_key = Routes(database, Vault("3Ux0Z3kXy0pC8p1sQ1b5v0mH5q0mH5q0mH5q0mH5q0k="), adapters)

    outgoing = await routes.outgoing(ana.workspace_id, thread_id)
    assert outgoing is not None and desk.sandbox.world.desk.living(outgoing.route.token)
    assert (outgoing.route.network_account_id, outgoing.route.customer_id) == (LUNA, "61")
    assert await without_key.outgoing(ana.workspace_id, thread_id) is None
    assert await routes.outgoing(eve.workspace_id, thread_id) is None

    await ana.client.delete(f"/api/instagram/accounts/{account_id}")
    assert await routes.outgoing(ana.workspace_id, thread_id) is None


async def test_no_log_line_holds_a_token_a_code_or_a_secret(desk: Desk, written_logs: io.StringIO) -> None:
    ana = await desk.owner()
    browser = desk.browser(ana)
    back = await desk.consent(await browser.begin())
    account_id = (await browser.come_back(back))["linked"]
    await browser.come_back(
        f"/api/instagram/callback?code=made-up-code&state={(await browser.begin())['state']}"
    )
    tokens = list(desk.sandbox.world.desk.tokens)
    desk.sandbox.world.desk.withdraw(LUNA)
    await ana.client.delete(f"/api/instagram/accounts/{account_id}")

    lines = written_logs.getvalue()
    assert "instagram_link_failed" in lines and "unsubscribe_failed" in lines
    assert tokens
    for secret in (*tokens, APP_SECRET, APP_SECRET.replace(" ", "+"), "made-up-code"):
        assert secret not in lines
