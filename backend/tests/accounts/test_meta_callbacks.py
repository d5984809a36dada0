"""Meta calls: somebody has removed us, or wants their data deleted. In the whole program, with its jobs."""

import time
from typing import Any

import httpx
import pytest

from app.inbox.erase import without_account
from tests.accounts.test_signed_request import signed
from tests.support.shop import APP_SECRET, Shop, link_account

TABLES = (
    "identities",
    "contacts",
    "threads",
    "conversations",
    "messages",
    "turns",
    "send_parts",
    "compliments",
)


async def calls(shop: Shop, path: str, secret: str = APP_SECRET, **content: Any) -> httpx.Response:
    """Meta's POST about the shop's account, signed now; `content` replaces parts of it."""
    named = {
        "algorithm": "HMAC-SHA256",
        "issued_at": int(time.time()),
        "user_id": shop.network_account.app_scoped_id,
    }
    value = signed(named | content, secret.encode())
    return await shop.running.client.post(f"/meta/{path}", data={"signed_request": value})


async def account_row(shop: Shop) -> dict[str, Any]:
    [row] = await shop.rows("select * from accounts where id = $1", shop.account_id)
    return row


async def test_deauthorizing_erases_the_token_and_keeps_the_history(shop: Shop) -> None:
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sent")

    assert (await calls(shop, "deauthorize")).status_code == 200

    row = await account_row(shop)
    assert (row["is_active"], row["health"]) == (False, "unlinked")
    assert row["token_encrypted"] is row["token_expires_at"] is None and row["unlinked_at"] is not None
    assert len(await shop.said()) == 2
    assert (await calls(shop, "deauthorize")).status_code == 200, "again, as Meta may"


async def test_an_old_deauthorization_does_not_end_a_newer_link(shop: Shop) -> None:
    answer = await calls(shop, "deauthorize", issued_at=int(time.time()) - 3600)
    assert answer.status_code == 200
    assert (await account_row(shop))["is_active"] is True


@pytest.mark.parametrize("path", ["deauthorize", "data-deletion"])
async def test_what_meta_did_not_sign_changes_nothing(shop: Shop, path: str) -> None:
    answers = [
        await calls(shop, path, secret="not the secret"),
        await shop.running.client.post(f"/meta/{path}"),
        await shop.running.client.post(f"/meta/{path}", data={"signed_request": "a.b"}),
        await shop.running.client.post(f"/meta/{path}", json={"signed_request": "a.b"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "bad_signature")] * 4
    assert (await account_row(shop))["is_active"] is True


async def test_whom_we_do_not_know_is_answered_as_done(shop: Shop) -> None:
    for user in ("218471", "", None):
        assert (await calls(shop, "deauthorize", user_id=user)).status_code == 200
        asked = await calls(shop, "data-deletion", user_id=user)
        assert asked.status_code == 200
        told = await shop.running.client.get(asked.json()["url"].replace("http://localhost:8000", ""))
        assert told.status_code == 200 and "Your data is deleted" in told.text
    assert (await account_row(shop))["is_active"] is True


async def test_a_deletion_leaves_nothing_of_the_account_and_touches_no_other(shop: Shop) -> None:
    other = await shop.running.new_member("other@bright.example")
    network = shop.world.account("bright.smile.dental")
    await link_account(shop.running, other, shop.world, network)
    shop.world.customer_writes(shop.world.customer(network, "zoe"), "A word for somebody else")
    shop.model.will_call("collect_compliment", content="Lovely salon")
    shop.world.faults.twice = True
    shop.writes("Lovely salon")
    await shop.answers()
    await shop.until_last(status="sent")
    shop.world.faults.twice = False
    await shop.sandbox.courier.settled()

    asked = await calls(shop, "data-deletion")

    assert asked.status_code == 200
    code = asked.json()["confirmation_code"]
    assert asked.json()["url"].endswith(f"/meta/data-deletion/{code}")

    async def is_done() -> bool:
        [row] = await shop.rows("select finished_at is not null as is_done from data_deletions")
        return bool(row["is_done"])

    await shop.until(is_done)
    assert await shop.rows("select 1 from accounts where id = $1", shop.account_id) == []
    for table in TABLES:
        left = await shop.rows(f"select 1 from {table} where workspace_id = $1", shop.owner.workspace_id)
        assert left == [], table
    bodies = [row["body"].decode() for row in await shop.rows("select body from raw_events")]
    assert bodies and not any(shop.network_account.user_id in body for body in bodies)
    assert any("A word for somebody else" in body for body in bodies)
    assert await shop.rows("select 1 from messages where workspace_id = $1", other.workspace_id)
    assert (await shop.owner.client.get(f"/api/agents/{shop.agent_id}")).status_code == 200

    page = await shop.running.client.get(f"/meta/data-deletion/{code}")
    assert page.headers["content-type"].startswith("text/html") and "Your data is deleted" in page.text
    told = await shop.running.client.get(
        f"/meta/data-deletion/{code}", headers={"accept": "application/json"}
    )
    assert (told.json()["state"], told.json()["confirmation_code"]) == ("done", code)


async def test_the_same_request_again_is_the_same_deletion(shop: Shop) -> None:
    first, again = [await calls(shop, "data-deletion", issued_at=1_900_000_000) for _ in range(2)]
    assert first.json() == again.json()
    assert len(await shop.rows("select 1 from data_deletions")) == 1


async def test_a_code_nobody_has_is_not_found_in_words(shop: Shop) -> None:
    page = await shop.running.client.get("/meta/data-deletion/<b>x")
    assert page.status_code == 404
    assert "We do not know this code" in page.text and "<b>" not in page.text


def test_a_body_loses_the_entries_of_one_account_only() -> None:
    both = b'{"object":"instagram","entry":[{"id":"1","time":5},{"id":2,"time":5}]}'
    assert without_account(both, "1") == b'{"object":"instagram","entry":[{"id":2,"time":5}]}'
    assert without_account(both, "2") == b'{"object":"instagram","entry":[{"id":"1","time":5}]}'
    assert without_account(both, "3") is both
    assert without_account(b"[" + both + b"]", "1") == b'[{"object":"instagram","entry":[{"id":2,"time":5}]}]'
    assert without_account(b'{"object":"instagram","entry":[{"id":1}]}', "1") is None
    assert without_account(b"not json, but names 1", "1") is None
