"""Asking for agents as the dashboard does."""

from typing import Any

from tests.support.app import Member


async def make_agent(member: Member, **wish: Any) -> dict[str, Any]:
    """A new agent, as it was answered."""
    answer = await member.client.post("/api/agents", json={"name": "Luna"} | wish)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def put(member: Member, agent: dict[str, Any], what: str, **body: Any) -> dict[str, Any]:
    """A change that is expected to go through; the agent as it is then."""
    answer = await member.client.put(f"/api/agents/{agent['id']}{what}", json=body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed
