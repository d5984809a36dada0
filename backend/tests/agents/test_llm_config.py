"""Choosing a model for an agent, and what becomes of its key."""

from typing import Any

import pytest

from app.llm.providers import PROVIDERS
from app.platform.crypto import Vault
from tests.accounts.desk import Desk
from tests.agents.asking import make_agent, put

KEY = "sk-a-key-nobody-may-see"
HOST = "https://models.example/v1"


async def kept_key(desk: Desk) -> str | None:
    [(sealed,)] = await desk.rows("select llm_api_key_encrypted from agents")
    vault: Vault = desk.running.app.state.vault
    return vault.open(sealed) if sealed is not None else None


async def test_a_key_is_sealed_and_never_shown(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)

    answer = await ana.client.put(
        f"/api/agents/{agent['id']}/llm-config",
        json={"provider": "groq", "model": "llama", "temperature": 0.2, "max_tokens": 300, "api_key": KEY},
    )

    assert answer.json()["llm_config"] == {
        "provider": "groq",
        "model": "llama",
        "temperature": 0.2,
        "max_tokens": 300,
        "base_url": None,
        "has_api_key": True,
        "second": None,
    }
    assert await kept_key(desk) == KEY
    shown = [
        answer.text,
        (await ana.client.get(f"/api/agents/{agent['id']}")).text,
        (await ana.client.get("/api/agents")).text,
        str(await desk.rows("select * from agent_versions")),
        str(await desk.rows("select * from agents")),
    ]
    assert not any(KEY in text for text in shown)


async def test_a_key_stays_until_it_is_replaced_or_removed(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await put(ana, agent, "/llm-config", provider="groq", api_key=KEY, model="llama")

    kept = await put(ana, agent, "/llm-config", provider="groq", temperature=0.5)
    assert (kept["llm_config"]["has_api_key"], kept["llm_config"]["model"]) == (True, "llama")
    assert await kept_key(desk) == KEY

    await put(ana, agent, "/llm-config", provider="groq", api_key="sk-another")
    assert await kept_key(desk) == "sk-another"

    removed = await put(ana, agent, "/llm-config", provider="groq", api_key=None)
    assert removed["llm_config"]["has_api_key"] is False
    assert await kept_key(desk) is None


async def test_a_key_never_reaches_another_host_than_it_was_given_for(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await put(ana, agent, "/llm-config", provider="groq", api_key=KEY)

    await put(ana, agent, "/llm-config", provider="openai")
    assert await kept_key(desk) is None

    await put(ana, agent, "/llm-config", provider="custom", base_url=HOST, api_key=KEY)
    same = await put(ana, agent, "/llm-config", provider="custom", base_url=f" {HOST}/ ")
    assert (same["llm_config"]["base_url"], same["llm_config"]["has_api_key"]) == (HOST, True)
    await put(ana, agent, "/llm-config", provider="custom", base_url="https://elsewhere.example/v1")
    assert await kept_key(desk) is None


async def test_going_back_to_the_installations_default_forgets_the_host(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    await put(ana, agent, "/llm-config", provider="custom", base_url=HOST, model="m", api_key=KEY)

    back = await put(ana, agent, "/llm-config", provider=None)

    assert back["llm_config"] == agent["llm_config"]
    assert await kept_key(desk) is None


async def test_every_provider_can_be_chosen(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    for provider in PROVIDERS:
        more = {"base_url": HOST} if provider == "custom" else {}
        chosen = await put(ana, agent, "/llm-config", provider=provider, **more)
        assert chosen["llm_config"]["provider"] == provider


async def test_a_private_host_needs_the_operators_word(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    wish = {"provider": "custom", "base_url": "http://models.internal:8080/v1"}
    address = f"/api/agents/{agent['id']}/llm-config"

    refused = await ana.client.put(address, json=wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "unusable_llm_config")
    assert "MODEL_HOSTS_ALLOWED" in refused.json()["detail"]

    desk.settings.model_hosts_allowed = ["models.internal:8080"]
    assert (await ana.client.put(address, json=wish)).status_code == 200


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({}, "invalid"),
        ({"provider": "zork"}, "invalid"),
        ({"provider": "groq", "temperature": 2.1}, "invalid"),
        ({"provider": "groq", "temperature": -0.1}, "invalid"),
        ({"provider": "groq", "max_tokens": 0}, "invalid"),
        ({"provider": "groq", "max_tokens": 8001}, "invalid"),
        ({"provider": "groq", "api_key": ""}, "invalid"),
        ({"provider": "groq", "api_key": KEY * 100}, "invalid"),
        ({"provider": "groq", "base_url": HOST}, "unusable_llm_config"),
        ({"provider": "custom"}, "unusable_llm_config"),
        ({"provider": "custom", "base_url": None}, "unusable_llm_config"),
        ({"provider": "custom", "base_url": "https://127.0.0.1/v1"}, "unusable_llm_config"),
        ({"provider": "custom", "base_url": "http://models.example/v1"}, "unusable_llm_config"),
        ({"provider": "custom", "base_url": f"https://me:{KEY}@models.example/v1"}, "unusable_llm_config"),
        ({"provider": None, "api_key": KEY}, "unusable_llm_config"),
        ({"provider": "offline", "api_key": KEY}, "unusable_llm_config"),
    ],
)
async def test_a_choice_that_cannot_work_is_refused_and_changes_nothing(
    desk: Desk, wish: dict[str, Any], code: str
) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)

    answer = await ana.client.put(f"/api/agents/{agent['id']}/llm-config", json=wish)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert KEY not in answer.text
    assert (await ana.client.get(f"/api/agents/{agent['id']}")).json() == agent
