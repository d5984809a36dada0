"""Which agent serves which account: at most one, whoever asks how fast."""

import asyncio
from typing import Any

from tests.accounts.desk import Desk
from tests.agents.asking import make_agent, put


async def test_a_busy_account_takes_no_second_agent(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    await make_agent(ana, instagram_account_id=account_id)

    answer = await ana.client.post("/api/agents", json={"name": "Two", "instagram_account_id": account_id})

    assert (answer.status_code, answer.json()["code"]) == (409, "account_has_agent")
    assert answer.json()["account_id"] == account_id
    assert len(await desk.rows("select id from agents")) == 1  # the refused one left nothing behind


async def test_of_many_agents_for_one_account_at_once_exactly_one_wins(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)

    async def ask(number: int) -> int:
        wish = {"name": f"Agent {number}", "instagram_account_id": account_id}
        return (await ana.client.post("/api/agents", json=wish)).status_code

    assert sorted(await asyncio.gather(*(ask(number) for number in range(8)))) == [201] + [409] * 7
    assert len(await desk.rows("select id from agents")) == 1


async def test_agents_that_grab_the_same_accounts_at_once_do_not_lock_each_other(desk: Desk) -> None:
    ana = await desk.owner()
    names = ("luna.hair.studio", "bright.smile.dental", "oak.and.iron.gym")
    account_ids = [await desk.linked_account(ana, name) for name in names]
    agents = [await make_agent(ana, name=f"Agent {number}") for number in range(4)]

    async def grab(agent: dict[str, Any], wanted: list[str]) -> int:
        address = f"/api/agents/{agent['id']}/accounts"
        return (await ana.client.put(address, json={"account_ids": wanted})).status_code

    orders = [account_ids, account_ids[::-1], account_ids[1:] + account_ids[:1], account_ids]
    answers = await asyncio.gather(*(grab(agent, order) for agent, order in zip(agents, orders, strict=True)))

    assert sorted(answers) == [200, 409, 409, 409]
    assert len(await desk.rows("select distinct agent_id from agent_accounts")) == 1


async def test_an_agent_serves_exactly_the_accounts_it_is_given(desk: Desk) -> None:
    ana = await desk.owner()
    luna = await desk.linked_account(ana, "luna.hair.studio")
    gym = await desk.linked_account(ana, "oak.and.iron.gym")
    agent = await make_agent(ana, instagram_account_id=luna)

    both = await put(ana, agent, "/accounts", account_ids=[gym, luna, gym])
    assert (both["account_ids"], both["instagram_account_id"]) == ([luna, gym], luna)
    assert both["version"] == 1
    assert (await put(ana, agent, "/accounts", account_ids=[gym]))["account_ids"] == [gym]
    nothing = await put(ana, agent, "/accounts", account_ids=[])
    assert (nothing["account_ids"], nothing["instagram_account_id"]) == ([], None)


async def test_a_refused_change_of_accounts_changes_nothing(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    luna = await desk.linked_account(ana, "luna.hair.studio")
    gym = await desk.linked_account(ana, "oak.and.iron.gym")
    eves = await desk.linked_account(eve, "bright.smile.dental")
    agent, other = (
        await make_agent(ana, instagram_account_id=luna),
        await make_agent(ana, instagram_account_id=gym),
    )
    address = f"/api/agents/{agent['id']}/accounts"

    refused = [
        await ana.client.put(address, json={"account_ids": [gym]}),
        await ana.client.put(address, json={"account_ids": [eves]}),
    ]

    assert [answer.status_code for answer in refused] == [409, 404]
    assert (await ana.client.get(f"/api/agents/{agent['id']}")).json() == agent
    assert (await ana.client.get(f"/api/agents/{other['id']}")).json() == other


async def test_an_unlinked_account_stays_with_its_agent_but_goes_to_no_other(desk: Desk) -> None:
    ana = await desk.owner()
    luna = await desk.linked_account(ana, "luna.hair.studio")
    gym = await desk.linked_account(ana, "oak.and.iron.gym")
    agent = await make_agent(ana, instagram_account_id=luna)
    for account_id in (luna, gym):
        await ana.client.delete(f"/api/instagram/accounts/{account_id}")

    assert (await put(ana, agent, "/accounts", account_ids=[luna]))["account_ids"] == [luna]
    answer = await ana.client.put(f"/api/agents/{agent['id']}/accounts", json={"account_ids": [luna, gym]})
    assert (answer.status_code, answer.json()["code"]) == (409, "account_unlinked")
