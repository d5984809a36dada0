"""Linking an Instagram account, the whole way through a browser and the pretended Instagram."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from app.channels.instagram.login import InstagramLogin
from app.platform.crypto import Vault
from sandbox.errors import GraphError
from sandbox.world import MetaWorld
from tests.accounts.desk import Desk
from tests.support.postgres import TestServer

LUNA = "17841400000000001"
TAKEN = {"error": "account_taken"}
INVALID = {"error": "state_invalid"}


@pytest.fixture
def refusing_subscriptions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Instagram takes no subscription until this is undone."""

    def refuse(*_: Any) -> None:
        raise GraphError(200, "Permissions error")

    monkeypatch.setattr(MetaWorld, "subscribe", refuse)
    return monkeypatch


@pytest.mark.parametrize("shape", ["flat", "data"])
async def test_an_owner_links_an_account_whichever_way_meta_answers(desk: Desk, shape: Any) -> None:
    desk.sandbox.world.faults.answer_shape = shape
    ana = await desk.owner()

    told = await desk.link(ana)

    page = (await ana.client.get("/api/instagram/accounts")).json()
    row = page["items"][0]
    expires_at = datetime.fromisoformat(row.pop("expires_at"))
    assert page["next_cursor"] is None
    assert row == {
        "id": told["linked"],
        "channel": "instagram",
        "network_id": LUNA,
        "ig_user_id": LUNA,
        "ig_username": "luna.hair.studio",
        "username": "luna.hair.studio",
        "is_active": True,
        "health": "ok",
    }
    assert timedelta(days=59) < expires_at - datetime.now(UTC) < timedelta(days=61)
    assert "messages" in desk.sandbox.world.account(LUNA).subscribed_fields
    assert (ana.workspace_id, "account.changed", told["linked"]) in desk.hints.heard


async def test_the_token_is_kept_sealed_with_both_ids_and_its_age(desk: Desk) -> None:
    await desk.link(await desk.owner())

    [row] = await desk.rows("select token_encrypted, app_scoped_id, token_issued_at from accounts")

    vault: Vault = desk.running.app.state.vault
    token = vault.open(row.token_encrypted)
    assert desk.sandbox.world.desk.living(token).is_long
    assert token.encode() not in row.token_encrypted
    assert row.app_scoped_id == desk.sandbox.world.account(LUNA).app_scoped_id
    assert datetime.now(UTC) - row.token_issued_at < timedelta(minutes=1)


async def test_the_nonce_cookie_is_out_of_reach_of_scripts_and_of_other_paths(desk: Desk) -> None:
    ana = await desk.owner()

    answer = await ana.client.get("/api/instagram/auth-url")

    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("fd_link=")
    assert {"httponly", "samesite=lax", "path=/api/instagram", "max-age=600"} <= set(cookie.split("; "))
    assert "secure" not in cookie
    assert answer.headers["set-cookie"].split(";")[0].split("=")[1] not in answer.text

    desk.settings.public_url = "https://desk.example"
    assert "; secure" in (await ana.client.get("/api/instagram/auth-url")).headers["set-cookie"].lower()


async def test_an_answer_counts_once(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    back = await desk.consent(await browser.begin())
    assert "linked" in await browser.come_back(back)

    assert await browser.come_back(back) == INVALID
    fresh_code = back.replace("code=", "code=AQB")
    assert await browser.come_back(fresh_code) == INVALID


async def test_of_two_answers_at_once_one_counts(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    back = await desk.consent(await browser.begin())

    told = await asyncio.gather(*(browser.come_back(back) for _ in range(6)))

    assert told.count(INVALID) == 5
    assert len([each for each in told if "linked" in each]) == 1


async def test_an_answer_in_a_foreign_browser_is_refused_and_the_right_one_still_counts(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    at_ana, at_eve, without_cookie = desk.browser(ana), desk.browser(eve), desk.browser(ana)
    back = await desk.consent(await at_ana.begin())
    await at_eve.begin()  # eve's browser has a cookie, but not this one's

    assert await at_eve.come_back(back) == INVALID
    assert await without_cookie.come_back(back) == INVALID
    assert await desk.rows("select id from accounts") == []

    assert "linked" in await at_ana.come_back(back)
    assert (await desk.rows("select workspace_id from accounts")) == [(ana.workspace_id,)]


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=", "?state=%00", "?code=x&state=00000000-0000-4000-8000-000000000000"]
)
async def test_a_callback_nobody_asked_for_leads_back_to_the_dashboard(desk: Desk, query: str) -> None:
    browser = desk.browser(await desk.owner())
    await browser.begin()
    assert await browser.come_back(f"/api/instagram/callback{query}") == INVALID


async def test_an_answer_after_ten_minutes_is_too_late(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    back = await desk.consent(await browser.begin())
    [(left,)] = await desk.rows("select expires_at - now() from oauth_states")
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)

    await desk.change("update oauth_states set expires_at = now()")

    assert await browser.come_back(back) == INVALID


async def test_two_tabs_of_one_browser_do_not_disturb_each_other(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    first, second = await browser.begin(), await browser.begin()

    assert "linked" in await browser.come_back(await desk.consent(first, "luna.hair.studio"))
    assert "linked" in await browser.come_back(await desk.consent(second, "oak.and.iron.gym"))


async def test_somebody_who_lost_their_role_meanwhile_links_nothing(desk: Desk) -> None:
    ana = await desk.owner()
    browser = desk.browser(ana)
    back = await desk.consent(await browser.begin())

    await desk.change("update memberships set role = 'viewer' where user_id = :id", id=ana.user_id)

    assert await browser.come_back(back) == INVALID


async def test_a_refusal_at_instagram_is_told_kindly_and_ends_this_attempt(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    asked = await browser.begin()

    assert await browser.come_back(await desk.consent(asked, decision="deny")) == {"error": "access_denied"}

    assert await browser.come_back(await desk.consent(asked)) == INVALID
    assert await desk.rows("select id from accounts") == []


async def test_a_refusal_without_its_state_is_told_the_same(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    address = "/api/instagram/callback?error=access_denied&error_reason=user_denied"
    assert await browser.come_back(address) == {"error": "access_denied"}


async def test_a_code_with_instagrams_mark_behind_it_is_read_without(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    back = await desk.consent(await browser.begin())
    assert "linked" in await browser.come_back(back.replace("&state=", "%23_&state="))


async def test_a_code_instagram_does_not_know_links_nothing(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    state = (await browser.begin())["state"]

    told = await browser.come_back(f"/api/instagram/callback?code=made-up&state={state}")

    assert told == {"error": "exchange_failed"}
    assert await desk.rows("select id from accounts") == []


async def test_without_the_permission_for_messages_nothing_is_linked(desk: Desk) -> None:
    browser = desk.browser(await desk.owner())
    asked = await browser.begin()
    back = await desk.consent(asked | {"scope": "instagram_business_basic"})
    assert await browser.come_back(back) == {"error": "permission_missing"}
    assert await desk.rows("select id from accounts") == []


async def test_a_personal_account_is_not_linked(desk: Desk) -> None:
    desk.sandbox.world.account(LUNA).account_type = "PERSONAL"
    assert await desk.link(await desk.owner()) == {"error": "not_professional"}


async def test_an_account_of_another_business_stays_exactly_as_it_is(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    await desk.link(ana)
    everything = "select * from accounts"
    before = await desk.rows(everything)
    subscribed = desk.sandbox.world.account(LUNA).subscribed_fields

    assert await desk.link(eve) == TAKEN

    assert await desk.rows(everything) == before
    assert desk.sandbox.world.account(LUNA).subscribed_fields is subscribed
    assert (await eve.client.get("/api/accounts")).json()["items"] == []


async def test_of_two_businesses_that_link_one_account_at_once_one_gets_it(desk: Desk) -> None:
    members = [await desk.owner() for _ in range(4)]

    told = await asyncio.gather(*(desk.link(member) for member in members))

    assert sorted(next(iter(each)) for each in told) == ["error"] * 3 + ["linked"]
    assert told.count(TAKEN) == 3
    assert len(await desk.rows("select id from accounts")) == 1


async def test_linking_again_renews_the_token_of_the_same_row(desk: Desk) -> None:
    ana = await desk.owner()
    first = await desk.link(ana)
    [(token,)] = await desk.rows("select token_encrypted from accounts")

    assert await desk.link(ana) == first

    [(renewed,)] = await desk.rows("select token_encrypted from accounts")
    assert renewed != token


async def test_an_account_that_gets_no_deliveries_says_so(
    desk: Desk, refusing_subscriptions: pytest.MonkeyPatch
) -> None:
    ana = await desk.owner()

    assert await desk.link(ana) == {"error": "subscribe_failed"}

    [row] = (await ana.client.get("/api/accounts")).json()["items"]
    assert (row["is_active"], row["health"]) == (True, "reconnect")
    assert (ana.workspace_id, "account.changed", row["id"]) in desk.hints.heard

    refusing_subscriptions.undo()
    assert await desk.link(ana) == {"linked": row["id"]}
    assert (await ana.client.get("/api/accounts")).json()["items"][0]["health"] == "ok"


async def test_an_account_that_works_goes_on_when_subscribing_anew_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await desk.owner()
    await desk.link(ana)

    def refuse(*_: Any) -> None:
        raise GraphError(2, "Temporary")

    monkeypatch.setattr(MetaWorld, "subscribe", refuse)
    assert await desk.link(ana) == {"error": "subscribe_failed"}

    assert (await ana.client.get("/api/accounts")).json()["items"][0]["health"] == "ok"


@pytest.fixture
async def onlooker(
    database_server: TestServer, shared_database: str
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Sees what other connections do; the program's own roles may not."""
    connection = await asyncpg.connect(database_server.url(shared_database, user="postgres"))
    yield connection
    await connection.close()


async def test_no_transaction_is_open_while_instagram_is_awaited(
    desk: Desk, onlooker: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    open_transactions: list[int] = []
    others = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null"
    )
    ask = InstagramLogin._ask

    async def count_and_ask(self: InstagramLogin, *what: Any, **how: Any) -> dict[str, Any]:
        open_transactions.append(await onlooker.fetchval(others))
        return await ask(self, *what, **how)

    monkeypatch.setattr(InstagramLogin, "_ask", count_and_ask)
    ana = await desk.owner()
    async with desk.running.database.tenant(ana.scope) as db:
        await db.connection()
        assert await onlooker.fetchval(others) == 1
    account_id = await desk.linked_account(ana)
    await ana.client.delete(f"/api/instagram/accounts/{account_id}")

    assert open_transactions == [0] * 5  # code, long token, me, subscribe; unsubscribe


async def test_an_installation_without_an_instagram_app_says_which_settings_are_missing(desk: Desk) -> None:
    ana = await desk.owner()
    desk.settings.instagram_app_id = None

    answer = await ana.client.get("/api/instagram/auth-url")

    assert (answer.status_code, answer.json()["code"]) == (503, "instagram_not_configured")
    assert "INSTAGRAM_APP_ID" in answer.json()["detail"]
    assert "INSTAGRAM_APP_SECRET" in answer.json()["detail"]


@pytest.mark.parametrize("role", ["teammate", "viewer"])
async def test_only_owners_and_admins_link_and_unlink(desk: Desk, role: str) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    helper = await desk.owner(role=role, of=ana.workspace_id)

    assert (await helper.client.get("/api/instagram/auth-url")).status_code == 403
    assert (await helper.client.delete(f"/api/instagram/accounts/{account_id}")).status_code == 403
    assert len((await helper.client.get("/api/instagram/accounts")).json()["items"]) == 1


async def test_nobody_links_without_a_sign_in(desk: Desk) -> None:
    for address in ("/api/instagram/auth-url", "/api/instagram/accounts", "/api/accounts"):
        assert (await desk.running.client.get(address)).status_code == 401
