"""Choosing the model that is asked where the first is down, and what becomes of its key."""

from typing import Any

import pytest

from app.platform.crypto import Vault
from tests.accounts.desk import Desk
from tests.agents.asking import make_agent, put
from tests.support.app import Member

KEY = "sk-a-key-nobody-may-see"
HOST = "https://models.example/v1"
SECOND = {"provider": "openai", "model": "gpt", "api_key": KEY}


async def kept_key(desk: Desk) -> str | None:
    [(sealed,)] = await desk.rows("select second_api_key_encrypted from agents")
    vault: Vault = desk.running.app.state.vault
    return vault.open(sealed) if sealed is not None else None


async def choose(member: Member, agent: dict[str, Any], **second: Any) -> Any:
    """The agent's second model after it was changed."""
    changed = await put(member, agent, "/llm-config", provider="groq", second=second)
    return changed["llm_config"]["second"]


async def test_the_second_model_is_shown_with_everything_but_its_key(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)

    answer = await ana.client.put(
        f"/api/agents/{agent['id']}/llm-config", json={"provider": "groq", "model": "llama", "second": SECOND}
    )

    shown = {"provider": "openai", "model": "gpt", "base_url": None, "has_api_key": True}
    assert answer.json()["llm_config"]["second"] == shown
    assert answer.json()["llm_config"]["has_api_key"] is False
    assert await kept_key(desk) == KEY
    [(_, first), (_, then)] = await desk.rows(
        "select number, configuration from agent_versions order by number"
    )
    assert (first["llm_config"]["second"], then["llm_config"]["second"]) == (None, shown)
    everything = [
        answer.text,
        (await ana.client.get(f"/api/agents/{agent['id']}")).text,
        (await ana.client.get("/api/agents")).text,
        str(await desk.rows("select * from agent_versions")),
        str(await desk.rows("select * from agents")),
    ]
    assert not any(KEY in text for text in everything)


async def test_it_stays_while_only_the_first_is_changed_and_goes_when_it_is_removed(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    chosen = await choose(ana, agent, **SECOND)

    stayed = await put(ana, agent, "/llm-config", provider="xai", model="grok", temperature=0.5)
    assert stayed["llm_config"]["second"] == chosen and await kept_key(desk) == KEY

    removed = await put(ana, agent, "/llm-config", provider="xai", second=None)
    assert removed["llm_config"]["second"] is None and await kept_key(desk) is None
    again = await choose(ana, agent, provider="openai")
    assert again == {"provider": "openai", "model": None, "base_url": None, "has_api_key": False}


async def test_its_key_stays_until_it_is_replaced_or_removed(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await choose(ana, agent, **SECOND)

    kept = await choose(ana, agent, provider="openai", model="gpt-mini")
    assert (kept["has_api_key"], kept["model"]) == (True, "gpt-mini")
    assert await kept_key(desk) == KEY

    await choose(ana, agent, provider="openai", api_key="sk-another")
    assert await kept_key(desk) == "sk-another"

    assert (await choose(ana, agent, provider="openai", api_key=None))["has_api_key"] is False
    assert await kept_key(desk) is None


async def test_its_key_never_reaches_another_host_than_it_was_given_for(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await choose(ana, agent, **SECOND)

    moved = await choose(ana, agent, provider="xai")
    assert (moved["model"], await kept_key(desk)) == (None, None)

    await choose(ana, agent, provider="custom", base_url=HOST, api_key=KEY)
    same = await choose(ana, agent, provider="custom", base_url=f" {HOST}/ ")
    assert (same["base_url"], same["has_api_key"]) == (HOST, True)
    await choose(ana, agent, provider="custom", base_url="https://elsewhere.example/v1")
    assert await kept_key(desk) is None


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"provider": "groq", "second": {}}, "invalid"),
        ({"provider": "groq", "second": {"provider": None}}, "invalid"),
        ({"provider": "groq", "second": {"provider": "zork"}}, "invalid"),
        ({"provider": "groq", "second": {"provider": "openai", "api_key": ""}}, "invalid"),
        ({"provider": "groq", "second": {"provider": "openai", "api_key": KEY * 100}}, "invalid"),
        ({"provider": "groq", "second": {"provider": "openai", "base_url": HOST}}, "unusable_llm_config"),
        ({"provider": "groq", "second": {"provider": "custom"}}, "unusable_llm_config"),
        ({"provider": "groq", "second": {"provider": "custom", "base_url": "https://127.0.0.1/v1"}},
         "unusable_llm_config"),
        ({"provider": "groq", "second": {"provider": "custom", "base_url": "http://models.internal/v1"}},
         "unusable_llm_config"),
        ({"provider": "groq", "second": {"provider": "offline", "api_key": KEY}}, "unusable_llm_config"),
        # the first once more
        ({"provider": "groq", "second": {"provider": "groq"}}, "unusable_llm_config"),
        ({"provider": "groq", "model": "llama", "second": {"provider": "groq", "model": "llama", "api_key": KEY}},
         "unusable_llm_config"),
        ({"provider": "offline", "second": {"provider": "offline", "model": "other"}}, "unusable_llm_config"),
        ({"provider": None, "second": {"provider": "offline"}}, "unusable_llm_config"),
        ({"provider": "custom", "model": "m", "base_url": HOST,
          "second": {"provider": "custom", "model": "m", "base_url": f"{HOST}/"}}, "unusable_llm_config"),
    ],
)  # fmt: skip
async def test_a_second_model_that_cannot_work_is_refused_and_changes_nothing(
    desk: Desk, wish: dict[str, Any], code: str
) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)

    answer = await ana.client.put(f"/api/agents/{agent['id']}/llm-config", json=wish)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert KEY not in answer.text
    assert (await ana.client.get(f"/api/agents/{agent['id']}")).json() == agent


async def test_the_first_cannot_become_what_the_second_is(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await choose(ana, agent, **SECOND)
    wish = {"provider": "openai", "model": "gpt"}
    refused = await ana.client.put(f"/api/agents/{agent['id']}/llm-config", json=wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "unusable_llm_config")
    assert refused.json()["detail"].startswith("The second model is the first one again.")


@pytest.mark.parametrize(
    "second",
    [
        {"provider": "groq", "model": "another"},
        {"provider": "custom", "model": "llama", "base_url": HOST},
        {"provider": "openai", "model": "llama"},
        {"provider": "offline"},
    ],
)
async def test_another_model_host_or_provider_is_a_second_one(desk: Desk, second: dict[str, Any]) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await put(ana, agent, "/llm-config", provider="groq", model="llama")
    assert (await choose(ana, agent, **second))["provider"] == second["provider"]
