"""The model is down, and the agent has a second one (promise D7). Two real hosts, each with its own script."""

import json
import logging
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.app import development_settings
from tests.support.model_server import ModelServer
from tests.support.shop import Shop, open_shop

HOLDING = "One moment please, I am looking into it."
SORRY = "Sorry, I cannot answer right now. I have asked a person from our team to answer you here."
KEY = "sk-second-0123456789"  # pragma: allowlist secret


@pytest.fixture
async def second() -> AsyncIterator[ModelServer]:
    """The other host."""
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def shop(database_url: str, tmp_path: Path, second: ModelServer) -> AsyncIterator[Shop]:
    """A shop whose agent has a second model, and whose holding line is due after a second."""
    settings = partial(
        development_settings,
        database_url,
        tmp_path,
        model_hosts_allowed="127.0.0.1",
        reply_holding_seconds="1",
    )
    async with open_shop(settings) as opened:
        await choose(
            opened,
            second={"provider": "custom", "model": "spare", "base_url": second.base_url, "api_key": KEY},
        )
        yield opened


async def choose(shop: Shop, **wish: Any) -> dict[str, Any]:
    """Change the agent's models; the first stays as it is."""
    answer = await shop.owner.client.put(
        f"/api/agents/{shop.agent_id}/llm-config", json={"provider": None} | wish
    )
    assert answer.status_code == 200, answer.text
    chosen: dict[str, Any] = answer.json()
    return chosen


async def turns(shop: Shop) -> list[dict[str, Any]]:
    rows = await shop.rows("select provider, model, outcome, steps, sources from turns order by finished_at")
    return [row | {"steps": json.loads(row["steps"])} for row in rows]


def fails(server: ModelServer, status: int = 500, times: int = 1, **more: Any) -> None:
    for _ in range(times):
        server.will_fail(status, **more)


@pytest.mark.parametrize(("status", "code"), [(500, "unavailable"), (401, "misconfigured"), (400, "refused")])
async def test_the_second_answers_at_once_where_the_first_does_not(
    shop: Shop, second: ModelServer, status: int, code: str
) -> None:
    fails(shop.model, status)
    second.will_say("A haircut is €48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["A haircut is €48."]
    await shop.until_last(status="sent")
    assert len(shop.sent_to()) == 1
    assert len(shop.model.requests) == len(second.requests) == 1
    asked = await second.request(1)
    assert asked.headers["authorization"] == f"Bearer {KEY}" and asked.body["model"] == "spare"
    assert asked.body["messages"] == (await shop.model.request(1)).body["messages"]
    [turn] = await turns(shop)
    assert (turn["provider"], turn["model"], turn["outcome"]) == ("custom", "spare", "answered")
    [step] = turn["steps"]
    assert (step["kind"], step["provider"], step["code"], step["was_asked"]) == (
        "failure", "openai", code, True,
    )  # fmt: skip


async def test_while_the_first_is_known_to_be_down_nobody_waits_for_it_again(
    shop: Shop, second: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.running.app.state.models._clients, "_timeout", 0.4)
    release = shop.model.will_hang()
    shop.writes("Hello?", customer="ana")
    assert await shop.answers(customer="ana") == ["You said: Hello?"]
    shop.writes("Hello too!", customer="ben")
    assert await shop.answers(customer="ben") == ["You said: Hello too!"]
    await shop.until_last(status="sent", customer="ben")
    assert len(shop.model.requests) == 1
    seen = [[(step["code"], step["was_asked"]) for step in turn["steps"]] for turn in await turns(shop)]
    assert seen == [[("timeout", True)], [("timeout", False)]]
    release.set()


async def test_a_short_pause_that_the_first_asks_for_is_waited_for(shop: Shop, second: ModelServer) -> None:
    fails(shop.model, 429, retry_after="1")
    shop.model.will_say("€48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["€48."]
    await shop.until_last(status="sent")
    assert second.requests == [] and len(shop.model.requests) == 2


async def test_a_long_pause_is_not_waited_for(shop: Shop, second: ModelServer) -> None:
    fails(shop.model, 429, retry_after="40")
    second.will_say("€48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["€48."]


async def test_a_first_that_answers_with_nonsense_gets_one_more_try(shop: Shop, second: ModelServer) -> None:
    shop.model.will_send(b"<html>Welcome!</html>")
    shop.model.will_send(b"{}")
    second.will_say("€48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["€48."]
    await shop.until_last(status="sent")
    assert len(shop.model.requests) == 2 and len(second.requests) == 1
    assert [(turn["provider"], turn["outcome"]) for turn in await turns(shop)] == [
        ("openai", "failed"), ("custom", "answered"),
    ]  # fmt: skip


async def test_what_the_first_began_is_not_done_twice(shop: Shop, second: ModelServer) -> None:
    shop.model.will_call("collect_compliment", content="Great")
    fails(shop.model)
    second.will_call("collect_compliment", content="Really great")
    second.will_say("Thank you!")
    shop.writes("Really great!")
    assert await shop.answers() == ["Thank you!"]
    await shop.until_last(status="sent")
    assert [row["content"] for row in await shop.rows("select content from compliments")] == ["Really great"]
    [turn] = await turns(shop)
    assert [step["kind"] for step in turn["steps"]] == ["tool", "failure", "tool"]


async def test_with_both_down_the_customer_is_held_and_then_a_person_comes(
    shop: Shop, second: ModelServer
) -> None:
    fails(shop.model, times=9)
    fails(second, 401, times=9)
    shop.writes("How much is a haircut?")
    assert await shop.answers() == [HOLDING]
    waiting = (await shop.conversation())["messages"][0]
    assert waiting["status"] == "waiting" and waiting["reason"]["code"] == "model_unavailable"
    assert "The second model:" in waiting["reason"]["text"]
    await shop.rows(
        "update threads set reply_due_at = now(), waiting_since = waiting_since - interval '11 minutes'"
    )
    assert await shop.answers(2) == [HOLDING, SORRY]
    await shop.until_last(status="sent")
    conversation = await shop.conversation()
    assert (conversation["status"], conversation["handled_by"]) == ("escalated", "people")
    [escalation] = await shop.rows("select reason, summary from escalations")
    assert escalation["reason"] == "The model did not answer"
    assert (
        "OpenAI has a fault" in escalation["summary"] and "does not accept the key" in escalation["summary"]
    )
    assert len(shop.sent_to()) == 2


async def test_the_built_in_responder_can_be_the_second(shop: Shop, second: ModelServer) -> None:
    await choose(shop, second={"provider": "offline"})
    fails(shop.model)
    shop.writes("Do you sell spaceships?")
    assert len(await shop.answers()) == 1
    await shop.until_last(status="sent")
    [turn] = await turns(shop)
    assert (turn["provider"], turn["outcome"]) == ("offline", "answered")
    assert second.requests == []


async def test_a_second_that_was_removed_is_not_asked(shop: Shop, second: ModelServer) -> None:
    await choose(shop, second=None)
    fails(shop.model)
    shop.model.will_say("€48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["€48."]
    assert second.requests == []


async def test_the_key_of_the_second_is_nowhere_to_be_read(
    shop: Shop, second: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chosen = await choose(
        shop,
        second={"provider": "custom", "model": "other", "base_url": second.base_url, "api_key": f"{KEY}-new"},
    )
    fails(shop.model)
    fails(second, 400, message=f"The key {KEY}-new is wrong.")
    shop.writes("How much is a haircut?")
    await shop.answers()
    assert (await second.request(1)).headers["authorization"] == f"Bearer {KEY}-new"
    [logged] = [record for record in caplog.records if "second_model_asked" in record.getMessage()]
    assert logged.levelname == "WARNING"
    assert [row["number"] for row in await shop.rows("select number from agent_versions")] == [1, 2, 3]
    everything = [
        json.dumps(chosen),
        json.dumps(await shop.conversation()),
        str(await turns(shop)),
        str(await shop.rows("select configuration from agent_versions")),
        str(await shop.rows("select * from agents")),
        caplog.text,
    ]
    assert [text for text in everything if KEY in text] == []
