"""What could not be routed or read is seen by operators, and can be read again: by API, by CLI, by linking."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.app import Member
from tests.support.shop import Shop, link_account

BACKEND = Path(__file__).parents[2]
ROUTES = (
    ("GET", "/api/operator/unknown-accounts"),
    ("GET", "/api/operator/unreadable"),
    ("GET", "/api/operator/mails"),
    ("POST", "/api/operator/replay"),
)


async def cli(shop: Shop, *words: str) -> tuple[int, str]:
    """Run one command at the operator's terminal; its exit code and what it wrote."""
    database_url = shop.running.app.state.settings.database_url.get_secret_value()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", *words, cwd=BACKEND,
        env={"DATABASE_URL": database_url, "DATA_DIR": str(shop.running.app.state.settings.data_dir), "PATH": ""},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    written, _ = await process.communicate()
    return process.returncode or 0, written.decode()


async def stranger_writes(shop: Shop, username: str = "bright.smile.dental", text: str = "Anyone?") -> None:
    """A message reaches us for an account that nobody has linked here."""
    account = shop.world.account(username)
    if not account.subscribed_fields:
        shop.world.subscribe(account, ["messages"])
    before = await count(shop, "select 1 from events where outcome = 'unknown_account'")
    shop.world.customer_writes(shop.world.customer(account, "zoe"), text)

    async def is_kept() -> bool:
        return await count(shop, "select 1 from events where outcome = 'unknown_account'") > before

    await soon(is_kept)


async def garbage(shop: Shop, body: bytes) -> int:
    """A signed body that is no webhook; its arrival."""
    assert await shop.sandbox.courier.post(body) == 200

    async def is_aside() -> bool:
        return bool(await shop.rows("select 1 from raw_events where body = $1 and failure is not null", body))

    await soon(is_aside)
    [row] = await shop.rows("select arrival from raw_events where body = $1", body)
    return int(row["arrival"])


async def count(shop: Shop, query: str, *values: object) -> int:
    return len(await shop.rows(query, *values))


async def soon(is_so: Any) -> None:
    """No dashboard is told of these: look again until it is so."""
    async with asyncio.timeout(10):
        while not await is_so():
            await asyncio.sleep(0.02)


async def test_to_anyone_else_the_operators_pages_do_not_exist(shop: Shop) -> None:
    for method, path in ROUTES:
        assert (await shop.owner.client.request(method, path, json={"arrival": 1})).status_code == 404
        assert (await shop.running.client.request(method, path, json={"arrival": 1})).status_code == 401


async def test_events_for_accounts_nobody_linked_are_listed(shop: Shop, operator: Member) -> None:
    await stranger_writes(shop, "bright.smile.dental")
    await stranger_writes(shop, "bright.smile.dental")
    await stranger_writes(shop, "oak.and.iron.gym")

    first = (await operator.client.get("/api/operator/unknown-accounts?limit=1")).json()
    second = (
        await operator.client.get(
            "/api/operator/unknown-accounts", params={"limit": 1, "cursor": first["next_cursor"]}
        )
    ).json()

    rows = first["items"] + second["items"]
    ids = [shop.world.account(name).user_id for name in ("oak.and.iron.gym", "bright.smile.dental")]
    assert [(row["channel"], row["network_account_id"]) for row in rows] == [("instagram", id) for id in ids]
    assert [(row["events"], row["kept_bodies"]) for row in rows] == [(1, 1), (2, 2)]
    assert second["next_cursor"] is None


async def test_bodies_that_could_not_be_read_are_listed_without_their_words(
    shop: Shop, operator: Member
) -> None:
    arrivals = [await garbage(shop, b"no json, secret words %d" % n) for n in range(3)]

    first = (await operator.client.get("/api/operator/unreadable?limit=2")).json()
    second = (
        await operator.client.get("/api/operator/unreadable", params={"cursor": first["next_cursor"]})
    ).json()

    rows = first["items"] + second["items"]
    assert [row["arrival"] for row in rows] == arrivals[::-1]
    assert all(row["failure"].startswith("unreadable: ") and row["bytes"] == 23 for row in rows)
    assert "secret words" not in str(rows)
    bad = await operator.client.get("/api/operator/unreadable?cursor=nonsense")
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_cursor")


async def test_what_was_unreadable_is_read_once_after_an_update(shop: Shop, operator: Member) -> None:
    mid = shop.writes("Hello?")
    await shop.answers()
    [stored] = await shop.rows("select arrival from messages where network_message_id = $1", mid)
    [raw] = await shop.rows("select body from raw_events where arrival = $1", stored["arrival"])
    arrival = await garbage(shop, b"not understood yet")
    understood = raw["body"].replace(mid.encode(), b"a-new-mid").replace(b"Hello?", b"Still there?")
    await shop.rows("update raw_events set body = $2 where arrival = $1", arrival, understood)

    for _ in range(2):
        again = await operator.client.post("/api/operator/replay", json={"arrivals": [arrival, 999_999]})
        assert (again.status_code, again.json()) == (202, {"arrivals": [arrival]})
        await shop.answers(2)
        await shop.until_last(status="sent")

    texts = [text for sender, _, text in await shop.said() if sender == "customer"]
    assert texts == ["Hello?", "Still there?"]
    assert (await operator.client.get("/api/operator/unreadable")).json()["items"] == []


@pytest.mark.parametrize("wish", [{}, {"arrivals": []}, {"arrival": 0}, {"arrival": 2**63}, {"arrival": "x"}])
async def test_a_replay_of_nothing_is_refused(shop: Shop, operator: Member, wish: dict[str, Any]) -> None:
    assert (await operator.client.post("/api/operator/replay", json=wish)).status_code == 422


async def test_a_body_that_is_gone_cannot_be_replayed(shop: Shop, operator: Member) -> None:
    answer = await operator.client.post("/api/operator/replay", json={"arrival": 424242})
    assert (answer.status_code, answer.json()["detail"]) == (404, "None of these bodies is kept any longer.")


async def test_the_terminal_replays_and_says_what_it_did(shop: Shop) -> None:
    arrival = await garbage(shop, b"no json")
    assert await cli(shop, "replay", "--arrival", str(arrival)) == (0, "1 stored body will be read again.\n")
    assert await cli(shop, "replay", "--arrival", str(arrival), "--arrival", "99999") == (
        1,
        "1 stored body will be read again. Not kept (any longer): 99999.\n",
    )
    assert await cli(shop, "replay", "--since", "2100-01-01") == (0, "Nothing is read again.\n")
    code, words = await cli(shop, "replay", "--since", "2020-01-01T00:00")
    assert code == 0 and words.endswith("will be read again.\n")
    code, words = await cli(shop, "replay", "--since", "yesterday")
    assert code == 2 and "invalid" in words
    code, _ = await cli(shop, "replay")
    assert code == 2


async def test_the_terminal_replays_what_came_for_an_account_that_is_known_now(shop: Shop) -> None:
    await stranger_writes(shop)
    code, words = await cli(shop, "unknown-accounts")
    assert code == 0 and shop.world.account("bright.smile.dental").user_id in words
    other = await shop.running.new_member("dentist@bright.example")
    await link_account(shop.running, other, shop.world, shop.world.account("bright.smile.dental"))

    assert await cli(shop, "replay", "--unknown-accounts") == (0, "1 stored body will be read again.\n")

    async def is_stored() -> bool:
        return await count(shop, "select 1 from messages where workspace_id = $1", other.workspace_id) == 1

    await soon(is_stored)
    assert await cli(shop, "replay", "--unknown-accounts") == (0, "Nothing is read again.\n")
